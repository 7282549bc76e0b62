import { dueInstant } from '../../domain/deadline/deadline';
import { bundledCalendar } from '../../calendar/load';
import { DAY, dateAt, iso, parseInstant } from '../../domain/time';
import type { Line } from '../../rehearsal/lines';
import { openTheatre, type Played, type Theatre } from '../support/rehearsal';

/** Written notices, cure and early ends on the real server, in skipped time. */

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
}, 120_000);
afterAll(() => theatre.close());

const at = (line: Line | undefined): number => parseInstant(line!.at);
const deliveryOf = ({ of }: Played, notice: number): Line | undefined =>
  of('notice.delivered').find((line) => line['notice'] === notice);
const dueOf = ({ of }: Played, id: string): unknown => of('deadline.set').find((line) => line['id'] === id)?.['due'];

test('breach-and-cure: the first is cured in time, the second ends the agreement with the delivery of the notice', async () => {
  const played = await theatre.play('breach-and-cure');
  const { result, of } = played;
  expect(result).toMatchObject({ outcome: 'terminated', missed: ['breach.cure/2'], escalations: 1, refused: 0 });
  for (const n of [1, 2]) {
    const { dueAt } = dueInstant({ value: 15, unit: 'workday' }, at(deliveryOf(played, n)), {
      calendar: bundledCalendar(),
    });
    expect(dueOf(played, `breach.cure/${n}`)).toBe(iso(dueAt));
  }
  expect(of('breach.cured')).toMatchObject([{ breach: 1 }]);
  const rescission = deliveryOf(played, 3)!;
  expect(rescission).toMatchObject({ kind: 'rescission', party: 'provider' });
  expect(of('agreement.ended')).toMatchObject([{ endsOn: dateAt(at(rescission)) }]);
  const kinds = of('document.made').map((line) => line['kind']);
  expect(kinds.filter((kind) => kind === 'breach-record')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'written-notice')).toHaveLength(3);
  expect(kinds).toEqual(expect.arrayContaining(['handover-list', 'settlement', 'completion-certificate']));
  const mails = of('notice.sent').map(({ kind, to }) => `${String(kind)} ${String(to)}`);
  expect(mails.filter((mail) => mail === 'notice.issued client')).toHaveLength(3);
  expect(mails).toEqual(expect.arrayContaining(['breach.cure-begun client', 'agreement.rescinded client']));
}, 120_000);

test('refused by e-mail, the notice follows by post, and the thirty days run from the postmark', async () => {
  const played = await theatre.play(`
name: post-follows
extends: happy
habits:
  notice.delivery: { silent: true }
  notice.post: { at: 1d }
events:
  - { at: execution+60d, do: notice.issue, by: manager, with: { kind: termination, channel: email, text: 经营安排调整 } }
  - { at: execution+61d, do: notice.attempt, by: account-manager, with: { notice: 1, channel: email, result: refused } }
`);
  const { result, of } = played;
  expect(result).toMatchObject({ outcome: 'terminated', missed: [], refused: 0 });
  expect(of('notice.attempted')).toMatchObject([{ notice: 1, follow: 'post' }]);
  const delivered = deliveryOf(played, 1)!;
  expect(of('agreement.ended')[0]!['endsOn']).toBe(dateAt(at(delivered) + 30 * DAY));
}, 120_000);

test('an amendment that both have signed holds for what starts after its date, one that nobody signs changes nothing', async () => {
  const { result, of } = await theatre.play(`
name: amended
extends: happy
habits:
  amendment.review: { at: 1d }
  amendment.signing/1: { at: 3d }
  amendment.signing/2: { silent: true }
events:
  - { at: execution+10d, do: amendment.propose, with: { text: 延长客户对纪要的意见期 } }
  - { at: execution+60d, do: amendment.propose, by: manager, with: { text: 再延长, standard: { meeting.feedback: { value: 9, unit: workday } } } }
until: execution+100d
`);
  expect(result).toMatchObject({ outcome: 'open', missed: ['amendment.signing/2'], refused: 0 });
  expect(of('amendment.effective')).toMatchObject([{ amendment: 1 }]);
  expect(of('amendment.lapsed')).toMatchObject([{ amendment: 2 }]);
  const [effective] = of('amendment.effective');
  const after = of('deadline.set').find(
    (l) => String(l['id']).startsWith('meeting.feedback/') && at(l) > at(effective),
  );
  const { dueAt } = dueInstant({ value: 5, unit: 'workday' }, at(after), { calendar: bundledCalendar() });
  expect(after!['due']).toBe(iso(dueAt));
}, 120_000);

test('an early end by a dated agreement: that day at 24:00, then handover and settlement', async () => {
  const { result, of } = await theatre.play(`
name: early-end
extends: happy
events:
  - { at: execution+50d, do: agreement.rescind, by: manager, with: { ground: agreement } }
`);
  expect(result).toMatchObject({ outcome: 'terminated', missed: [], refused: 0 });
  const [rescinded] = of('agreement.rescinded');
  expect(of('agreement.ended')[0]!.at).toBe(iso(parseInstant(`${String(rescinded!['endsOn'])}T00:00:00+08:00`) + DAY));
}, 120_000);
