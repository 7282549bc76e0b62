import { setTimeout as sleep } from 'node:timers/promises';
import { DAY } from '../../domain/time';
import { createPersonalLinks } from '../../notices/personal-links';
import { personId } from '../../security/person';
import { issueLink, type LinkPurpose } from '../../security/personal-link';
import { FakePlatform, fakePlatforms } from '../support/fake-platform';
import { Api, type Loose } from './harness';
import { agreementInForce, agreementInSigning } from './in-force';
import { must, PARTIES } from './samples';

/** 个人链接: what the mail's reader sees and does in a browser. */

const platform = new FakePlatform('ess');
let api: Api;

beforeAll(async () => {
  api = await Api.start({ signing: fakePlatforms(platform) });
  await api.startWorker();
}, 120_000);
afterAll(() => api.close());

const contact = (name = PARTIES.contact.name): string => personId(api.deps.keyRing, 'client', name);
const linkTo = async (no: string, opens: LinkPurpose, more: { person?: string; expiresAt?: number } = {}) => {
  const { expiresAt = Date.now() + DAY, ...person } = more;
  return `/l/${await issueLink(api.deps.keyRing, { no, opens, ...person }, expiresAt)}`;
};
const look = (path: string) => api.call('GET', path);
const click = (path: string, form: Record<string, string> = {}) =>
  api.call('POST', path, undefined, {
    ...{ key: null, raw: new URLSearchParams(form).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
const said = async (reply: ReturnType<typeof look>): Promise<[number, string]> => {
  const { status, bytes } = await reply;
  return [status, bytes.toString('utf8')];
};

describe('签收书面通知', () => {
  let no: string;
  const delivered = async (n: number): Promise<boolean> => {
    const { items } = await must(api.get<{ items: Loose[] }>('manager', `/v1/agreements/${no}/notices`));
    return items.find((one) => one['notice'] === n)?.['delivery'] !== undefined;
  };

  beforeAll(async () => {
    no = await agreementInForce(api);
    const body = { kind: 'general', party: 'provider', channel: 'email', text: '办公时间有变更' };
    await must(api.command('manager', no, 'notice.issue', body));
  }, 120_000);

  it('邮件里的链接: 只看不算签收, 点了才算; 点两次是一次', async () => {
    const links = createPersonalLinks(api.deps.keyRing, '');
    const notice = { kind: 'notice.issued', to_role: 'client' as const, at: new Date(), data: { notice: 1 } };
    const path = (await links.of(notice, no, PARTIES))!;
    const [status, page] = await said(look(path));
    expect([status, page]).toEqual([200, expect.stringContaining('书面通知第 1 号: 一般通知')]);
    expect(page).toContain('<form method="post">');
    expect(await delivered(1)).toBe(false);
    for (let i = 0; i < 2; i++) expect(await said(click(path))).toEqual([200, expect.stringContaining('已签收')]);
    expect(await delivered(1)).toBe(true);
  });

  it('没有的通知, 过期的, 改过的, 给了别人的: 说明原因, 什么也不发生', async () => {
    const own = { person: contact() };
    const refusals: [string, number, string][] = [
      [await linkTo(no, { acknowledge: 9 }, own), 422, '通知'],
      [await linkTo(no, { acknowledge: 1 }, { ...own, expiresAt: Date.now() - 1_000 }), 401, '链接已过期'],
      [`${await linkTo(no, { acknowledge: 1 }, own)}x`, 401, '链接无效'],
      [await linkTo(no, { acknowledge: 1 }, { person: contact('前任对接人') }), 401, '人员已更换'],
    ];
    for (const [path, status, text] of refusals)
      expect(await said(click(path))).toEqual([status, expect.stringContaining(text)]);
  });

  it('链接不是令牌, 令牌不是链接', async () => {
    const path = await linkTo(no, { acknowledge: 1 }, { person: contact() });
    expect((await api.call('GET', `/v1/agreements/${no}`, undefined, { token: path.slice(3) })).status).toBe(401);
    expect((await look(`/l/${await api.token('client', { agreement: no })}`)).status).toBe(401);
  });
});

describe('满意度调研', () => {
  it('按链接填写: 缺一项不收, 填齐了收一次, 答过的说明原因', async () => {
    const no = await agreementInForce(api);
    await must(api.command('account-manager', no, 'survey.send', { form: 'questionnaire' }));
    const links = createPersonalLinks(api.deps.keyRing, '');
    const notice = { kind: 'survey.sent', to_role: 'client' as const, at: new Date(), data: { survey: 1 } };
    const path = (await links.of(notice, no, PARTIES))!;
    const [status, page] = await said(look(path));
    expect(status).toBe(200);
    const names = [...new Set([...page.matchAll(/name="(score\.[^"]+)"/g)].map(([, name]) => name!))];
    expect(names).toHaveLength(5);
    const form = { ...Object.fromEntries(names.map((name) => [name, '4'])), overall: '总体满意' };
    const { [names[0]!]: _left, ...lacking } = form as Record<string, string>;
    expect((await click(path, lacking)).status).toBe(422);
    for (let i = 0; i < 2; i++) expect(await said(click(path, form))).toEqual([200, expect.stringContaining('已提交')]);
    expect(await said(look(path))).toEqual([409, expect.stringContaining('已经答复')]);
    expect((await click(path, { ...form, overall: '改主意了' })).status).toBe(409);
    const { surveys } = await must(api.get<{ surveys: Loose[] }>('manager', `/v1/agreements/${no}`));
    expect(surveys).toMatchObject([{ state: 'answered', answer: { overall: '总体满意' } }]);
  }, 60_000);
});

describe('电子签署', () => {
  it('轮到谁, 谁的链接才通往平台; 没轮到的与已结束的说明原因', async () => {
    const { no, ref } = await agreementInSigning(api);
    await must(api.command('operations', no, 'signing.start', { ...ref, provider: 'ess' }));
    const startKey = `${no}/v1/s1`;
    for (let i = 0; !platform.flowIdOf(startKey) && i < 200; i++) await sleep(50);
    const of = (party: 'client' | 'provider') =>
      linkTo(no, { sign: startKey, party }, party === 'client' ? { person: contact() } : {});
    const open = async (): Promise<boolean> =>
      (await must(api.get<Loose>('operations', `/v1/agreements/${no}/signing`)))['state'] === 'open';
    for (let i = 0; !(await open()) && i < 200; i++) await sleep(50);

    expect(await said(look(await of('client')))).toEqual([200, expect.stringContaining('前往签署')]);
    expect(platform.calls).not.toContain('signUrl'); // nothing is asked for by looking
    const [status, page] = await said(click(await of('client')));
    expect([status, page]).toEqual([200, expect.stringContaining('who=client')]);
    expect(await said(click(await of('provider')))).toEqual([409, expect.stringContaining('须由另一方先签署')]);
    const other = await linkTo(no, { sign: `${no}/v1/s2`, party: 'client' }, { person: contact() });
    expect(await said(click(other))).toEqual([409, expect.stringContaining('没有进行中的签署流程')]);
    platform.away = true;
    expect((await click(await of('client'))).status).toBe(503);
    platform.away = false;
  }, 120_000);
});
