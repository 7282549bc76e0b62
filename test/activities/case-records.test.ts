import { randomBytes } from 'node:crypto';
import { createCaseActivities } from '../../activities/cases';
import { recordedRows } from '../../activities/document-rows';
import { createRecordActivities, type RecordBatch } from '../../activities/records';
import { createBlobStore } from '../../db/blobs';
import { createVault } from '../../db/vault';
import { CaseBook } from '../../domain/case/book';
import { begin, openCase } from '../../domain/case/open';
import { applyCaseCommand, catchUp, copyOf } from '../../domain/case/step';
import type { Case, CaseKind } from '../../domain/case/types';
import { attention, nextWake, waitingFor } from '../../domain/case/view';
import { caseWorkflowId } from '../../domain/ids';
import { HOUR, MINUTE, type Instant } from '../../domain/time';
import { createOutbox } from '../../notices/outbox';
import { createKeyRing } from '../../security/keyring';
import { freshDatabase, type TestDatabase } from '../support/db';
import { newCase } from '../support/running-cases';
import { testSeal } from '../support/seal';
import { testStore } from '../support/store';

/** Complaints and requests use the record of agreements: one path, another projection. */

let database: TestDatabase;
let record: ReturnType<typeof createRecordActivities>['record'];
let caseFigures: ReturnType<typeof createCaseActivities>['caseFigures'];

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  const keyRing = createKeyRing([['k1', randomBytes(32)]]);
  const vault = createVault(db, keyRing);
  record = createRecordActivities({
    ...{ db, vault, keyRing, publicUrl: 'http://localhost:3000' },
    blobs: createBlobStore(db, vault.keys, testStore()),
    seal: testSeal(),
  }).record;
  caseFigures = createCaseActivities({ db, client: undefined as never, taskQueue: '', rehearsal: false }).caseFigures;
});
afterAll(() => database.drop());

const NO = '2026-客户维护-001';
const T0 = Date.parse('2026-11-02T01:00:00Z');
const NOTE = 't-0000000000000000000002';
let number = 0;

/** One step of a case, and what it leaves to be recorded. */
function step(before: Case, now: Instant, take: (book: CaseBook) => void): [Case, RecordBatch] {
  const book = new CaseBook(copyOf(before), now);
  catchUp(book);
  take(book);
  const { state } = book;
  state.version += 1;
  const batch = {
    ...book.entries(),
    workflowId: caseWorkflowId(state.kind, state.id),
    version: state.version,
    recordedAt: now,
    state,
    waitingFor: waitingFor(state),
    attention: attention(state, now),
    nextDueAt: nextWake(state, now)?.at,
  };
  return [state, batch];
}

const opened = (kind: CaseKind, more: object = {}): [Case, RecordBatch] =>
  step(openCase(newCase(kind, NO, ++number, T0, more), T0), T0, begin);

const contacted = (before: Case, at: Instant): [Case, RecordBatch] =>
  step(before, at, (book) =>
    applyCaseCommand(book, {
      id: `k${at}`,
      name: 'complaint.contact',
      by: { role: 'account-manager', id: 'p-1' },
      payload: { way: '电话', note: NOTE },
    }),
  );

const row = (state: Case) => database.db('cases').where({ id: state.id }).first();
const trail = (batch: RecordBatch): Promise<string[]> =>
  database.db('audit_events').where({ workflow_id: batch.workflowId }).orderBy('seq').pluck('event');

test('a case has a row of its own; its trail, clocks and notices lie with those of agreements, by its id', async () => {
  const [state, batch] = opened('complaint', { severity: '严重' });
  await record(batch);
  expect(await row(state)).toMatchObject({
    ...{ workflow_id: `complaint/${state.id}`, kind: 'complaint', agreement_no: NO, client_id: 'c-1', tier: '重点' },
    ...{ phase: 'open', outcome: null, waiting_for: 'account-manager', attention: 'none', severity: '严重' },
    ...{ urgency: null, round: 1, version: 1, reported_at: new Date(T0), closed_at: null },
    next_due_at: new Date(T0 + 15 * MINUTE),
  });
  expect(await trail(batch)).toEqual(['complaint.opened', 'deadline.set', 'deadline.set']);
  expect(await database.db('deadlines').where({ workflow_id: batch.workflowId }).orderBy('due_at').pluck('id')).toEqual(
    ['complaint.first-contact', 'complaint.first-solution'],
  );
  expect(await database.db('agreements')).toEqual([]);
});

test('a step takes six statements at most', async () => {
  const [first, opening] = opened('complaint');
  await record(opening);
  const [, late] = contacted(first, T0 + 20 * MINUTE);
  const statements: string[] = [];
  const note = ({ sql }: { sql: string }): void => void statements.push(sql);
  database.db.on('query', note);
  await record(late);
  database.db.off('query', note);
  const inside = statements.filter((sql) => !/^(BEGIN|COMMIT)/i.test(sql));
  expect(inside.length).toBeGreaterThan(0);
  expect(inside.length).toBeLessThanOrEqual(6);
});

test('a version made anew after a crash takes the place of the attempt before', async () => {
  const [first, opening] = opened('complaint');
  await record(opening);
  await record(contacted(first, T0 + MINUTE)[1]);
  // the command was lost with the worker; when the task is done anew, the clock has run on
  const [, anew] = step(first, T0 + 40 * MINUTE, () => undefined);
  await record(anew);
  expect((await trail(anew)).slice(3)).toEqual([
    'deadline.warned',
    'deadline.warned',
    'deadline.missed',
    'deadline.escalated',
  ]);
  expect(await row(first)).toMatchObject({ version: 2, attention: 'overdue' });
  const contact = { workflow_id: anew.workflowId, id: 'complaint.first-contact' };
  expect(await database.db('deadlines').where(contact).first()).toMatchObject({ state: 'missed', met_at: null });
  await record(contacted(first, T0 + MINUTE)[1]); // given up, and late
  expect(await row(first)).toMatchObject({ attention: 'overdue' });
});

test('mails of a case find its people and its clocks', async () => {
  const [, batch] = opened('request', { urgency: '紧急' });
  await database.db('notices').delete();
  await record(batch);
  const claimed = await createOutbox(database.db).claim(1_000);
  expect(claimed).toMatchObject({ workflow_id: batch.workflowId, parties_ref: 'r-1', deemed_acceptance: false });
  expect(claimed!.deadlines!.map(({ id }) => id)).toContain('request.response');
});

test('mails of a case go to the people that its agreement has now, not to those of its start', async () => {
  const { db } = database;
  await db('agreements').insert({
    ...{ no: NO, workflow_id: `agreement/${NO}`, client_id: 'c-1', phase: 'execution', waiting_for: 'client' },
    ...{ attention: 'none', tier: '重点', client_type: '高价值', calendar_revision: 1, version: 1 },
    ...{ state: JSON.stringify({ partiesRef: 'r-replaced', deadlines: [] }), recorded_at: new Date(T0) },
  });
  const [, batch] = opened('request', { urgency: '紧急' });
  await db('notices').delete();
  await record(batch);
  const claimed = await createOutbox(db).claim(1_000);
  expect(claimed).toMatchObject({ workflow_id: batch.workflowId, parties_ref: 'r-replaced' });
  expect(claimed!.deadlines!.map(({ id }) => id)).toContain('request.response');
});

test('the figures of an evaluation are read from what is recorded; a miss that the manager left out does not count', async () => {
  await database.db('cases').delete();
  const [first, opening] = opened('complaint');
  await record(opening);
  const [missed, batch] = step(first, T0 + 25 * HOUR, () => undefined);
  await record(batch);
  const term = { no: NO, from: T0 - HOUR, to: T0 + 1_000 * HOUR, asOf: T0 + 26 * HOUR };
  expect((await caseFigures(term)).onTime).toEqual({ percent: 0, inTime: [], late: [first.id], excluded: [] });
  const [, excluding] = step(missed, T0 + 26 * HOUR, (book) =>
    applyCaseCommand(book, {
      id: 'k-exclude',
      name: 'complaint.exclude',
      by: { role: 'manager', id: 'p-2' },
      payload: { id: 'complaint.first-solution', reason: NOTE },
    }),
  );
  await record(excluding);
  expect((await caseFigures(term)).onTime).toEqual({ inTime: [], late: [], excluded: [first.id] });
  expect((await caseFigures({ ...term, no: '2026-客户维护-002' })).response.times).toEqual([]);
});

test('a paper names the cases that were open when it was ordered, whatever became of them later', async () => {
  await database.db('cases').delete();
  const [first, opening] = opened('complaint');
  await record(opening);
  const [second, other] = opened('request');
  await record(other);
  const of = { workflowId: `agreement/${NO}`, no: NO };
  const listed = async (at: Instant) => {
    const order = { seq: 1, kind: 'handover-list', version: 1, at, data: {} } as const;
    const rows = await recordedRows(database.db, of, order, { from: 1, events: [] });
    return rows.openCases!.map(({ id }) => id);
  };
  expect(await listed(T0)).toEqual([]);
  expect(await listed(T0 + HOUR)).toEqual([first.id, second.id]);
  const [, closing] = step(second, T0 + 2 * HOUR, (book) =>
    applyCaseCommand(book, {
      id: 'k-close',
      name: 'request.close',
      by: { role: 'manager', id: 'p-2' },
      payload: { outcome: 'withdrawn', reason: NOTE },
    }),
  );
  await record(closing);
  expect(await listed(T0 + HOUR)).toEqual([first.id, second.id]);
  expect(await listed(T0 + 3 * HOUR)).toEqual([first.id]);
});
