import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { enterExecution } from '../../domain/agreement/execution';
import { agreementId, complaintId, requestId } from '../../domain/ids';
import { DAY, dateAt, dateOf, dayFromDate, HOUR, iso, MINUTE, type Instant } from '../../domain/time';
import { createClock, type Clock } from '../../rehearsal/clock';
import { PARTIES } from '../api/samples';
import { PaperAgreement } from '../support/agreement';
import { commandsTo, newCase, startCase } from '../support/running-cases';
import { openTheatre, type Theatre } from '../support/rehearsal';

/** Complaints and requests on the real server, in skipped time. */

let theatre: Theatre;
let clock: Clock;
let number = 0;
const no = `2026-案件${randomBytes(4).toString('hex')}-001`;
const aside = `2026-案件${randomBytes(4).toString('hex')}-001`;

beforeAll(async () => {
  theatre = await openTheatre();
  clock = createClock(theatre.world.client, theatre.world.namespace);
  await theatre.world.vault.sealRecord('c-1', 'r-1', PARTIES); // papers name them
}, 120_000);
afterAll(() => theatre.close());

const world = () => ({ ...theatre.world, taskQueue: theatre.deps.taskQueue! });

interface Event {
  event: string;
  at: Date;
  recorded_at: Date;
  data: { id?: string; role?: string };
}
const trail = (workflowId: string): Promise<Event[]> =>
  theatre.world
    .db('audit_events')
    .where({ workflow_id: workflowId })
    .orderBy('seq')
    .select<Event[]>('event', 'at', 'recorded_at', 'data');
const row = (workflowId: string) => theatre.world.db('cases').where({ workflow_id: workflowId }).first();

const TEAM = [
  { part: 'account-manager', name: 't-2' },
  { part: 'technical', name: 't-3' },
  { part: 'product', name: 't-4' },
] as const;

/** What clocks have said, as `minutes after the report` of each: due instants are exact, whenever they are looked at. */
const said = (events: Event[], id: string, reportedAt: Instant): [string, number][] =>
  events
    .filter(({ event, data }) => data.id === id && /warned|missed|escalated/.test(event))
    .map(({ event, at, data }) => [data.role ? `${event} ${data.role}` : event, (at.getTime() - reportedAt) / MINUTE]);

async function open(kind: 'complaint' | 'request', more: object = {}): Promise<[workflowId: string, at: Instant]> {
  const reportedAt = Date.now();
  return [await startCase(world(), newCase(kind, aside, ++number, reportedAt, more)), reportedAt];
}

test('a neglected complaint meets each of its clocks at its instant, and goes on climbing every day', async () => {
  const [complaint, reportedAt] = await open('complaint');
  await clock.forward(complaint, reportedAt + 3.5 * DAY);
  await clock.idle(complaint);
  const events = await trail(complaint);
  const day = 24 * 60;
  expect(said(events, 'complaint.first-contact', reportedAt)).toEqual([
    ['deadline.warned', 15],
    ['deadline.warned', 24],
    ['deadline.missed', 30],
    ['deadline.escalated manager', 30],
    ['deadline.escalated head-of-service', 30 + day],
    ['deadline.escalated head-of-service', 30 + 2 * day],
    ['deadline.escalated head-of-service', 30 + 3 * day],
  ]);
  expect(said(events, 'complaint.first-solution', reportedAt)).toEqual([
    ['deadline.warned', 0.5 * day],
    ['deadline.warned', 0.8 * day],
    ['deadline.missed', day],
    ['deadline.escalated manager', day],
    ['deadline.escalated head-of-service', 2 * day],
    ['deadline.escalated head-of-service', 3 * day],
  ]);
  const late = events
    .filter(({ event }) => event.startsWith('deadline.'))
    .map((e) => e.recorded_at.getTime() - e.at.getTime());
  expect(Math.max(...late)).toBeLessThan(2_000);
  expect(await row(complaint)).toMatchObject({
    phase: 'open',
    attention: 'overdue',
    agreement_no: aside,
    severity: '一般',
  });
});

test('a complaint neglected for months continues as new; its clocks and its people notice nothing', async () => {
  const [complaint, reportedAt] = await open('complaint');
  await clock.forward(complaint, reportedAt + 100.5 * DAY);
  const handle = theatre.world.client.workflow.getHandle(complaint);
  const { raw } = await handle.describe();
  expect(raw.workflowExecutionInfo!.firstRunId).not.toBe(raw.workflowExecutionInfo!.execution!.runId);
  const climbed = said(await trail(complaint), 'complaint.first-contact', reportedAt);
  expect(climbed.at(-1)).toEqual(['deadline.escalated head-of-service', 30 + 100 * 24 * 60]);
  expect(climbed).toHaveLength(3 + 1 + 100); // two warnings and the miss, the manager, then every day
  await commandsTo(world(), complaint)('account-manager', 'complaint.contact', { way: '电话', note: 't-1' });
  expect((await row(complaint)).state.current.contactedAt).toBeGreaterThan(reportedAt + 100 * DAY);
}, 120_000); // some 220 skips, each a round to the server and the worker

test('a complaint that is handled in time ends, closed by people, with every clock met', async () => {
  const [complaint, reportedAt] = await open('complaint');
  const send = commandsTo(world(), complaint);
  await clock.forward(complaint, reportedAt + 10 * MINUTE);
  await send('account-manager', 'complaint.contact', { way: '电话', note: 't-1' });
  await clock.forward(complaint, reportedAt + HOUR);
  await send('account-manager', 'complaint.team', { members: [...TEAM] });
  await send('account-manager', 'complaint.solution', { solution: 't-5' });
  const resolved = await send('service-team', 'complaint.resolve', { result: 't-6' });
  expect(resolved).toMatchObject({ agreementNo: aside, phase: 'resolved', waitingFor: 'account-manager' });
  await clock.forward(complaint, reportedAt + 20 * HOUR);
  await send('account-manager', 'complaint.callback', { way: 'call', apology: true, satisfied: true, note: 't-7' });
  await send('account-manager', 'complaint.retrospective', { rootCause: 't-8', measure: 't-9', owner: 't-10' });
  expect(await send('account-manager', 'complaint.close', {})).toMatchObject({ phase: 'closed', outcome: 'satisfied' });
  expect(await theatre.world.client.workflow.getHandle(complaint).result()).toMatchObject({ outcome: 'satisfied' });
  const events = await trail(complaint);
  expect(events.filter(({ event }) => event === 'deadline.missed')).toEqual([]);
  expect(await row(complaint)).toMatchObject({ phase: 'closed', outcome: 'satisfied', next_due_at: null });
  expect((await row(complaint)).closed_at).toBeInstanceOf(Date);
  expect(await theatre.world.db('documents').where({ workflow_id: complaint })).toMatchObject([
    { kind: 'complaint-record', version: 1, code: expect.stringMatching(/^[0-9A-Z]{16}$/), table_sha256: null },
  ]);
});

test('a client who is not content opens it again as a new round, with clocks of its own', async () => {
  const [complaint, reportedAt] = await open('complaint');
  const send = commandsTo(world(), complaint);
  await send('account-manager', 'complaint.contact', { way: '电话', note: 't-1' });
  await send('account-manager', 'complaint.team', { members: [...TEAM] });
  await send('account-manager', 'complaint.solution', { solution: 't-5' });
  await send('service-team', 'complaint.resolve', { result: 't-6' });
  await clock.forward(complaint, reportedAt + 2 * HOUR);
  expect(await send('client', 'complaint.reopen', { reason: 't-7' })).toMatchObject({ phase: 'open' });
  const { now } = await clock.forward(complaint, reportedAt + 3 * HOUR);
  expect(now).toBeGreaterThan(reportedAt + 2.5 * HOUR);
  expect(await row(complaint)).toMatchObject({ phase: 'open', round: 2 });
  const runs = await theatre.world
    .db('deadlines')
    .where({ workflow_id: complaint, id: 'complaint.first-contact' })
    .orderBy('n');
  expect(runs.map(({ n, state }) => [n, state])).toEqual([
    [1, 'met'],
    [2, 'missed'],
  ]);
  expect((runs[1].due_at.getTime() - reportedAt) / MINUTE).toBeCloseTo(150, 0);
});

test('a duplicate request is closed into the other one, whose clock is the earlier of both', async () => {
  const [kept, keptAt] = await open('request', { urgency: '重要' });
  const duplicateAt = keptAt - HOUR;
  const duplicate = await startCase(world(), newCase('request', aside, ++number, duplicateAt, { channel: '邮件' }));
  const into = kept.slice('request/'.length);
  expect(await commandsTo(world(), duplicate)('account-manager', 'request.merge', { into })).toMatchObject({
    phase: 'closed',
    outcome: 'merged',
  });
  await clock.idle(kept);
  const { state, reported_at: earliest } = await row(kept);
  expect(earliest.getTime()).toBe(duplicateAt);
  expect(state.sources.map((source: { channel: string }) => source.channel).sort()).toEqual(['邮件', '电话'].sort());
});

describe('an agreement in force', () => {
  let agreement: string;
  let startedAt: Instant;

  /** As it is a moment after the last signature: 40 days to run, so the evaluation begins in ten. */
  beforeAll(async () => {
    startedAt = Date.now();
    const today = dayFromDate(dateAt(startedAt));
    const paper = new PaperAgreement({}, iso(startedAt));
    Object.assign(paper.state, { no, deadlines: [], effectiveOn: dateOf(today), termEnd: dateOf(today + 40) });
    paper.state.figures = { satisfaction: 90, onTimePercent: 100, responseHours: 1 };
    agreement = agreementId(no);
    await theatre.world.client.workflow.start('agreement', {
      workflowId: agreement,
      taskQueue: theatre.deps.taskQueue!,
      args: [{ resume: paper.change(enterExecution).state }],
    });
  });

  const file = (name: 'complaint.file' | 'request.file', payload: object) => {
    const id = `file-${++number}`;
    const args: [object] = [{ id, name, by: { role: 'operations', id: 'p-1' }, payload }];
    return theatre.world.client.workflow.getHandle(agreement).executeUpdate(name, { updateId: id, args });
  };

  test('starts each case that is filed once, at its own instant, found with it by its number', async () => {
    const first = await clock.forward(agreement, startedAt + 2 * DAY);
    await Promise.all([
      file('complaint.file', { channel: '电话', description: 't-1', severity: '严重' }),
      file('request.file', { channel: '邮件', description: 't-2', urgency: '紧急' }),
    ]);
    const complaint = complaintId(`${no}-C1`);
    const request = requestId(`${no}-R1`);
    for (const workflowId of [complaint, request]) await clock.forward(workflowId, first.now + MINUTE);
    expect(await row(complaint)).toMatchObject({ kind: 'complaint', severity: '严重', tier: '战略' });
    expect(await row(request)).toMatchObject({ kind: 'request', urgency: '紧急', waiting_for: 'account-manager' });
    expect((await row(complaint)).reported_at.getTime() - first.now).toBeLessThan(5_000);
    const { workflowService } = theatre.world.client;
    const found = async () =>
      (
        await workflowService.listWorkflowExecutions({
          namespace: theatre.world.namespace,
          query: `AgreementNo = "${no}" and Phase = "open" and WorkflowId in ("${complaint}", "${request}")`,
        })
      ).executions.length;
    for (const until = Date.now() + 10_000; (await found()) < 2 && Date.now() < until;) await sleep(50);
    expect(await found()).toBe(2);
  });

  test('is evaluated by what its cases say, not by what was typed in', async () => {
    const complaint = complaintId(`${no}-C1`);
    const request = requestId(`${no}-R1`);
    const { now } = await clock.idle(request);
    await clock.forward(request, now + HOUR);
    await commandsTo(world(), request)('account-manager', 'request.respond', { text: 't-3' });
    await commandsTo(world(), request)('service-team', 'request.solve', { solution: 't-4' });
    for (const workflowId of [complaint, request]) await clock.forward(workflowId, startedAt + 12 * DAY);
    await clock.forward(agreement, startedAt + 12 * DAY);
    await clock.idle(agreement);
    const { state } = await theatre.world.db('agreements').where({ no }).first('state');
    expect(state.evaluation.figures).toMatchObject({ satisfaction: 90, onTimePercent: 50 });
    expect(state.evaluation.figures.responseHours).toBeCloseTo(1, 1);
    const [counted] = (await trail(agreement)).filter(({ event }) => event === 'figures.counted');
    expect(counted!.data).toMatchObject({ onTime: { inTime: [`${no}-R1`], late: [`${no}-C1`] } });
  });
});
