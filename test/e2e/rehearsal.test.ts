import { bundledCalendar } from '../../calendar/load';
import { expiryOf, termEnd } from '../../domain/calendar/term';
import { dueInstant } from '../../domain/deadline/deadline';
import { quietUntil } from '../../domain/quiet-hours';
import { DAY, dateAt, iso, parseInstant } from '../../domain/time';
import { countCosts, type Cost } from '../../rehearsal/count';
import type { Line } from '../../rehearsal/lines';
import { openTheatre, type Played, type Theatre } from '../support/rehearsal';

/** Whole agreements on the real server: what the four built-in scenarios do, to the instant. */

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
}, 120_000);
afterAll(() => theatre.close());

const at = (line: Line | undefined): number => parseInstant(line!.at);
const workdays = (value: number, from: number): string =>
  iso(dueInstant({ value, unit: 'workday' }, from, { calendar: bundledCalendar() }).dueAt);

/** The due instant told when a deadline was set must be the standard's, counted from the event that starts it. */
function expectDue({ of }: Played, id: string, days: number, startedBy: Line | undefined): void {
  const set = of('deadline.set').find((line) => line['id'] === id);
  expect(set?.['due']).toBe(workdays(days, at(startedBy)));
}

const command = ({ of }: Played, name: string, n = 0): Line | undefined =>
  of('command').filter((line) => line['name'] === name)[n];
const phases = ({ of }: Played): unknown[] => of('phase.entered').map((line) => line['phase']);

function expectWellFormed({ lines, result }: Played): void {
  const first = lines[0]!;
  expect(first).toMatchObject({ event: 'phase.entered', phase: 'intake' });
  for (const line of lines) {
    expect(line.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
    expect(line.workflowId).toMatch(/^(agreement\/\d{4}-彩排[0-9A-Z]{6}-001|complaint\/\d{4}-彩排[0-9A-Z]{6}-001-C1)$/);
  }
  expect(lines.at(-1)).toEqual(result);
  // recorded in order: no line lies before one of its execution that was recorded earlier by more than its own delay
  const dues = new Set(lines.filter((l) => l.event === 'deadline.set').map((l) => l['due']));
  expect(dues.size).toBeGreaterThan(5);
  for (const line of lines.filter((l) => l.event === 'command')) {
    expect(line['by']).toEqual({ role: expect.any(String), name: expect.stringMatching(/^\p{Script=Han}{2,4}$/u) });
    expect(line['outcome']).toBe('accepted');
  }
}

test('happy: everyone in time, renewed, and the whole year within the budget', async () => {
  let costs: Cost[] = [];
  const inspect = async (ids: string[]): Promise<void> => {
    costs = await countCosts(theatre.world.client, ids);
  };
  const played = await theatre.play('happy', { inspect });
  const { result, of, lines } = played;
  expectWellFormed(played);
  expect(result).toMatchObject({ outcome: 'renewed', missed: [], escalations: 0, refused: 0 });
  expect(result.expected.every(({ held }) => held)).toBe(true);
  expect(phases(played)).toEqual([
    'intake',
    'drafting',
    'review',
    'signing',
    'execution',
    'evaluation',
    'renewal',
    'closed',
  ]);
  expect(of('deadline.warned', 'all')).toEqual([]);

  // every clock of the steps, counted from what starts it
  expectDue(played, 'intake.documents', 10, lines[0]);
  expectDue(played, 'drafting', 5, of('phase.entered')[1]);
  expectDue(played, 'review.legal', 2, of('phase.entered')[2]);
  expectDue(played, 'review.client', 5, command(played, 'review.deliver'));
  expectDue(played, 'signing', 10, of('phase.entered')[3]);
  expect(at(of('deadline.set').find((l) => l['id'] === 'review.client')) - at(lines[0])).toBeLessThan(10 * DAY);

  const { effectiveOn, termEnd } = of('agreement.effective')[0] as unknown as { effectiveOn: string; termEnd: string };
  const expiry = parseInstant(`${termEnd}T00:00:00+08:00`) + DAY;
  expect(of('deadline.met').find((l) => l['id'] === 'evaluation.start')?.at).toBe(iso(expiry - 30 * DAY));
  expect(of('deadline.met').find((l) => l['id'] === 'term.end')?.at).toBe(iso(expiry));
  // a ledger for every month in which the agreement ran, closed after the expiry
  const months = of('deadline.met').filter((l) => String(l['id']).startsWith('ledger.filing/'));
  expect(months[0]?.['id']).toBe(`ledger.filing/${effectiveOn.slice(0, 7)}`);
  expect(months.at(-1)?.['id']).toBe(`ledger.filing/${dateAt(expiry - 1).slice(0, 7)}`);
  expect(at(of('agreement.closed')[0])).toBeGreaterThan(expiry);

  // the renewal is an agreement of its own, begun in virtual time, signed before the old one ends
  const successor = String(of('renewal.started')[0]!['successor']);
  const own = lines.filter(({ workflowId }) => workflowId === `agreement/${successor}`);
  expect(own[0]).toMatchObject({ event: 'phase.entered', phase: 'drafting' });
  expect(Math.abs(at(own[0]) - at(of('renewal.started')[0]))).toBeLessThan(5_000);
  expect(own.find(({ event }) => event === 'agreement.effective')).toMatchObject({ effectiveOn: dateAt(expiry) });

  const [main] = costs;
  expect(main!.commands).toBeLessThanOrEqual(50);
  // a complaint costs its agreement 14: a command, and an activity that the history schedules (docs/adr/0014)
  expect(main!.events).toBeLessThanOrEqual(400 + 14);
  expect(main!.bytes).toBeLessThanOrEqual(200_000);
  expect(main!.perCommand.events).toBeLessThanOrEqual(8);
  expect(main!.perCommand.actions).toBeLessThanOrEqual(3);
  // one more at the wake-up that starts the evaluation, where the figures are read from the cases
  expect(main!.perWake.mostEvents).toBeLessThanOrEqual(8);
}, 120_000);

test('silent-client: the window lapses, the manager extends it once, the client accepts', async () => {
  const played = await theatre.play('silent-client');
  const { result, of } = played;
  expectWellFormed(played);
  expect(result).toMatchObject({ outcome: 'renewed', missed: ['review.client'], escalations: 1, refused: 0 });
  const windows = of('deadline.set').filter((l) => l['id'] === 'review.client');
  const [missed] = of('deadline.missed');
  expect(missed).toMatchObject({ id: 'review.client', due: windows[0]!['due'], at: windows[0]!['due'] });
  expect(of('deadline.warned').map((l) => l['id'])).toEqual(['review.client']);
  expect(of('deadline.escalated')).toMatchObject([{ id: 'review.client', rung: 1, role: 'manager' }]);
  const decided = command(played, 'review.client-lapse.decide');
  expect(at(decided) - parseInstant(String(windows[0]!['due']))).toBeGreaterThanOrEqual(3_600_000);
  expect(windows).toHaveLength(2);
  expect(windows[1]!['due']).toBe(workdays(5, at(decided)));
  const sent = of('notice.sent').map(({ kind, to }) => `${String(kind)} ${String(to)}`);
  expect(sent).toEqual(
    expect.arrayContaining(['deadline.warning client', 'review.lapsed manager', 'review.extended client']),
  );
}, 120_000);

test('objections: two rounds are negotiated, each with a new version and a new window', async () => {
  const played = await theatre.play('objections');
  const { result, of } = played;
  expectWellFormed(played);
  expect(result).toMatchObject({ outcome: 'renewed', missed: [], escalations: 0, refused: 0 });
  expect(of('command').filter((l) => l['name'] === 'review.client.object')).toHaveLength(2);
  const drafts = of('document.made').filter((l) => l['kind'] === 'agreement');
  expect(drafts.map((l) => l['version'])).toEqual([1, 2, 3]);
  expect(new Set(drafts.map((l) => l['sha256'])).size).toBe(3);
  const windows = of('deadline.set').filter((l) => l['id'] === 'review.client');
  expect(windows.map((l) => l['due'])).toEqual(
    [0, 1, 2].map((n) => workdays(5, at(command(played, 'review.deliver', n)))),
  );
}, 120_000);

test('failed-evaluation: notice, thirty days, handover, settlement, terminated', async () => {
  const played = await theatre.play('failed-evaluation');
  const { result, of, lines } = played;
  expectWellFormed(played);
  expect(result).toMatchObject({ outcome: 'terminated', missed: [], escalations: 0, refused: 0 });
  expect(phases(played).slice(-3)).toEqual(['evaluation', 'termination', 'closed']);
  expect(of('evaluation.frozen')).toMatchObject([{ verdict: 'failed', version: 1 }]);
  const delivered = of('notice.delivered')[0]!;
  const expiry = parseInstant(`${String(of('agreement.effective')[0]!['termEnd'])}T00:00:00+08:00`) + DAY;
  const thirtyDays = iso(dueInstant({ value: 30, unit: 'day' }, at(delivered), { calendar: bundledCalendar() }).dueAt);
  const end = of('deadline.set').find((l) => l['id'] === 'termination.notice')!['due'];
  expect(end).toBe(parseInstant(thirtyDays) > expiry ? thirtyDays : iso(expiry));
  expect(of('agreement.ended')[0]!.at).toBe(end);
  expect(of('document.made').map((l) => l['kind'])).toEqual(
    expect.arrayContaining(['termination-notice', 'handover-list', 'settlement', 'completion-certificate']),
  );
  const agreements = lines.map(({ workflowId }) => workflowId).filter((id) => id.startsWith('agreement/'));
  expect(new Set(agreements).size).toBe(1); // nothing was renewed
}, 120_000);

test('what if: a mixture of habits and events over an agreement of one’s own', async () => {
  const played = await theatre.play(`
name: mixture
extends: happy
agreement: { tier: 普通, termMonths: 3, providerKind: natural-person, standard: { review.client: { value: 3, unit: workday } } }
habits:
  '*': { at: 40% }
  review.client: { silent: true }
  review.client-lapse: { at: 1h, answer: extend, days: 2 }
  signing: { at: 3d }
  execution.plan: { late: 10min }
events:
  - { at: execution+20d, do: inspection.record, by: service-review }
  - { at: execution+21d, do: draft.submit }
  - { at: execution+40d, do: notice.terminate, by: client, with: { channel: post } }
expect: { outcome: terminated, missed: [review.client, execution.plan], escalations: 2 }
`);
  const { result, of } = played;
  expect(result).toMatchObject({ outcome: 'terminated', escalations: 2, refused: 1 });
  expect(result.missed).toEqual(['review.client', 'execution.plan']);
  expect(result.expected.every(({ held }) => held)).toBe(true);
  const [window, extended] = of('deadline.set').filter((l) => l['id'] === 'review.client');
  expect(window!['due']).toBe(workdays(3, at(command(played, 'review.deliver'))));
  expect(extended!['due']).toBe(workdays(2, at(command(played, 'review.client-lapse.decide'))));
  const plan = of('deadline.set').find((l) => l['id'] === 'execution.plan')!;
  const late = at(command(played, 'plan.deliver')) - parseInstant(String(plan['due']));
  expect(late).toBeGreaterThanOrEqual(10 * 60_000);
  expect(late).toBeLessThan(11 * 60_000);
  expect(of('deadline.met').find((l) => l['id'] === 'rectification/1')).toBeDefined();
  expect(of('command').find((l) => l['outcome'] !== 'accepted')).toMatchObject({
    name: 'draft.submit',
    outcome: 'NotNow',
  });
  // a notice during execution ends the agreement thirty days after its delivery
  const given = dateAt(at(command(played, 'notice.terminate')));
  expect(of('agreement.ended')[0]!['endsOn']).toBe(dateAt(parseInstant(`${given}T00:00:00+08:00`) + 30 * DAY));
}, 120_000);

test('what if nobody ever acts: the ladder climbs every day until the play ends, open', async () => {
  const { result, of, lines } = await theatre.play(`
name: nobody
habits: { '*': { silent: true } }
until: +40d
expect: { outcome: open, missed: [intake.documents] }
`);
  expect(result).toMatchObject({ outcome: 'open', virtualDays: 40, commands: 0, missed: ['intake.documents'] });
  const days = of('deadline.escalated').map((l) => at(l));
  expect(days[0]).toBe(at(of('deadline.missed')[0]));
  expect(days.slice(1).every((day, i) => day - days[i]! === DAY)).toBe(true);
  expect(days.at(-1)! + DAY).toBeGreaterThan(at(result));

  // the trail has the true instants, the mails keep quiet hours, and their lines stand where they left
  const reminders = of('notice.sent').filter((l) => String(l['kind']).startsWith('deadline.'));
  expect(reminders.length).toBeGreaterThan(days.length);
  for (const line of reminders) expect(quietUntil(at(line), bundledCalendar())).toBeUndefined();
  expect(reminders.some((line) => !days.includes(at(line)))).toBe(true);
  const instants = lines.slice(0, -1).map((line) => at(line));
  const untilTheEnd = instants.filter((instant) => instant <= at(result));
  expect(untilTheEnd).toEqual([...untilTheEnd].sort((a, b) => a - b));
}, 120_000);

test('an end that hangs on what never comes leaves it at the default: open, 60 days after the term', async () => {
  const { result, lines } = await theatre.play(`
name: never
agreement: { termMonths: 1 }
habits: { '*': { silent: true } }
until: renewal+10d
expect: { outcome: open }
`);
  expect(result).toMatchObject({ outcome: 'open', missed: ['intake.documents'] });
  const beyond = at(result) - (expiryOf(termEnd(dateAt(at(lines[0])), 1)) + 60 * DAY);
  expect(beyond).toBeGreaterThanOrEqual(0);
  expect(beyond).toBeLessThan(60_000); // the clock goes on while the last look is taken
}, 120_000);

test('five years: several runs, each short, and the earlier ones archived', async () => {
  let costs: Cost[] = [];
  const { result } = await theatre.play(
    `
name: five-years
extends: happy
agreement: { termMonths: 60, reviewMeeting: monthly, performanceReport: quarterly }
expect: { outcome: renewed, missed: [], escalations: 0 }
`,
    { inspect: async (ids) => void (costs = await countCosts(theatre.world.client, ids)) },
  );
  expect(result).toMatchObject({ outcome: 'renewed', missed: [], escalations: 0, refused: 0 });
  const [main] = costs;
  expect(main!.runs).toBeGreaterThan(1);
  expect(main!.longestRun).toBeLessThan(2_000);
  const archived = await theatre.world.db('archived_runs').where({ workflow_id: result.workflowId });
  expect(archived).toHaveLength(main!.runs - 1);
}, 180_000);
