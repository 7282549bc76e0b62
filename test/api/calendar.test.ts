import { randomUUID } from 'node:crypto';
import { bundledCalendar } from '../../calendar/load';
import { dateOf, dayFromDate, dateAt } from '../../domain/time';
import { isWorkingDay, isWeekend } from '../../domain/calendar/calendar';
import { mismatches } from './documented';
import { Api } from './harness';
import { must, startAgreement, throughIntake } from './samples';

interface Loaded {
  revision: number;
  agreements: number;
  moved: { agreement: string; id: string; from: string; to: string }[];
}

let api: Api;
const calendar = bundledCalendar();
let tomorrow = dayFromDate(dateAt(Date.now())) + 1;
while (!isWorkingDay(calendar, tomorrow) || isWeekend(tomorrow)) tomorrow++;
const year = dateOf(tomorrow).slice(0, 4);

/** The year's notice as it is, with the next three working weekdays off as well. */
function notice(): { year: number; off: string[]; work: string[] } {
  const { off, work } = calendar.published[year] ?? { off: calendar.festivals[year] ?? '', work: '' };
  const dates = (text: string): string[] =>
    text
      .split(' ')
      .filter(Boolean)
      .map((d) => `${year}-${d.slice(0, 2)}-${d.slice(2)}`);
  const more: string[] = [];
  for (let day = tomorrow; more.length < 3 && dateOf(day).startsWith(year); day++) {
    if (isWorkingDay(calendar, day) && !isWeekend(day)) more.push(dateOf(day));
  }
  return {
    year: Number(year),
    off: [...dates(off).filter((d) => !isWeekend(dayFromDate(d))), ...more],
    work: dates(work),
  };
}

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
}, 120_000);
afterAll(() => api.close());

describe('载入放假通知', () => {
  const load = async (body: object, key = randomUUID()) =>
    api.call<Loaded>('POST', '/v1/calendars', body, { token: await api.token('administrator'), key });
  const due = async (no: string, id: string): Promise<string> => {
    const { items } = await must(
      api.get<{ items: { id: string; due: string }[] }>('auditor', `/v1/agreements/${no}/deadlines`),
    );
    return items.find((item) => item.id === id)!.due;
  };

  it('移动未结束协议的期限, 答复列出移动了什么; 重复不再移动', async () => {
    const [first, second, closed] = [await startAgreement(api), await startAgreement(api), await startAgreement(api)];
    await throughIntake(api, second);
    await must(api.command('manager', closed, 'agreement.close', { reason: '不再需要' }));
    const before = { first: await due(first, 'intake.documents'), second: await due(second, 'drafting') };
    const planned = await due(first, 'drafting').catch(() => undefined);
    expect(planned).toBeUndefined();

    const key = randomUUID();
    const loaded = await must(load(notice(), key));
    expect(loaded).toMatchObject({ revision: calendar.revision + 1, agreements: 2 });
    expect(loaded.moved).toEqual([
      { agreement: first, id: 'intake.documents', from: before.first, to: await due(first, 'intake.documents') },
      { agreement: second, id: 'drafting', from: before.second, to: await due(second, 'drafting') },
    ]);
    for (const { from, to } of loaded.moved) expect(Date.parse(to)).toBeGreaterThan(Date.parse(from));
    expect(await must(load(notice(), key))).toEqual(loaded);
    expect(await must(load(notice()))).toEqual(loaded);
    expect(await api.db('agreements').whereNot({ phase: 'closed' }).distinct().pluck('calendar_revision')).toEqual([
      loaded.revision,
    ]);

    const current = await must(
      api.get<{ revision: number; published: { year: number; off: string[] }[] }>('legal', '/v1/calendars'),
    );
    expect(current.revision).toBe(loaded.revision);
    expect(current.published.find((one) => one.year === Number(year))!.off).toEqual(notice().off.sort());
    const next = await startAgreement(api);
    expect(await due(next, 'intake.documents')).toBe(await due(first, 'intake.documents'));
  });

  it('写错的通知: 422 指出哪一天, 什么也没有保存', async () => {
    const rows = await api.db('calendars').count();
    const refused = async (body: object, field: string) => {
      const reply = await load(body);
      expect([reply.status, (reply.body as unknown as { field: string }).field]).toEqual([422, field]);
    };
    await refused({ year: 2031, off: ['2031-01-04'], work: [] }, 'off[0]'); // a Saturday
    await refused({ year: 2031, off: ['2031-01-01'], work: ['2031-01-06'] }, 'work[0]'); // a Monday
    await refused({ year: 2031, off: ['2030-01-01'], work: [] }, 'off[0]');
    await refused({ year: 2031, off: ['2031-01-01', '2031-01-01'], work: [] }, 'off[1]');
    await refused({ year: 2031, off: [], work: [] }, 'off');
    expect(await api.db('calendars').count()).toEqual(rows);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
