import { randomBytes } from 'node:crypto';
import { recordedRows } from '../../activities/document-rows';
import { createRecordActivities, type RecordBatch } from '../../activities/records';
import { noEntries } from '../../domain/record/entries';
import { openAgreement } from '../../domain/agreement/open';
import { bundledCalendar } from '../../calendar/load';
import { createBlobStore } from '../../db/blobs';
import { createVault } from '../../db/vault';
import { openDeadline } from '../../domain/deadline/deadline';
import { specOf } from '../../domain/agreement/standard';
import type { AuditEvent, Notice, RunningDeadline } from '../../domain/record/types';
import { createKeyRing } from '../../security/keyring';
import { TERMS } from '../support/agreement';
import { freshDatabase, type TestDatabase } from '../support/db';
import { testSeal } from '../support/seal';
import { testStore } from '../support/store';

const publicUrl = 'http://localhost:3000';
let database: TestDatabase;
let record: ReturnType<typeof createRecordActivities>['record'];

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  const keyRing = createKeyRing([['k1', randomBytes(32)]]);
  const vault = createVault(db, keyRing);
  record = createRecordActivities({
    ...{ db, vault, keyRing, publicUrl },
    blobs: createBlobStore(db, vault.keys, testStore()),
    seal: testSeal(),
  }).record;
});
afterAll(() => database.drop());

const T0 = Date.parse('2026-11-02T01:00:00Z');
let number = 0;

/** A first record of a new agreement, changed as the test wants. */
function batchOf(no: string, version: number, at: number, changes: Partial<RecordBatch> = {}): RecordBatch {
  const state = openAgreement(
    { no, clientId: 'c-1', partiesRef: 'r-1', terms: TERMS, standard: {}, calendar: bundledCalendar() },
    T0,
  );
  return {
    ...noEntries(),
    workflowId: `agreement/${no}`,
    version,
    recordedAt: at,
    state: {
      ...state,
      deadlines: changes.deadlines ?? [],
      seq: Math.max(0, ...[...(changes.events ?? []), ...(changes.notices ?? [])].map(({ seq }) => seq)),
    },
    waitingFor: 'client',
    attention: 'none',
    ...changes,
  };
}
const event = (seq: number, name: string, at: number): AuditEvent => ({
  seq,
  at,
  recordedAt: at,
  event: name,
  data: {},
});
const notice = (seq: number, key: string, at: number): Notice => ({
  key,
  seq,
  kind: 'evaluation.started',
  channel: 'email',
  to: 'manager',
  at,
  data: {},
});
const deadline = (id: string): RunningDeadline => ({
  ...openDeadline(specOf(id, { standard: {} }), T0, { calendar: bundledCalendar() }),
  n: 1,
});
const nextNo = (): string => `2026-记录-${String(++number).padStart(3, '0')}`;
const trail = async (no: string): Promise<[number, string][]> =>
  (
    await database
      .db('audit_events')
      .where({ workflow_id: `agreement/${no}` })
      .orderBy('seq')
  ).map((r) => [r.seq, r.event]);

test('a reminder of quiet hours is queued for the morning', async () => {
  const no = nextNo();
  const morning = T0 + 8 * 3_600_000;
  const waiting = { ...notice(1, 'clock#deadline.missed#manager#1', T0), notBefore: morning };
  await record(batchOf(no, 1, T0, { notices: [waiting, notice(2, 'start#evaluation.started#manager#1', T0)] }));
  const rows = await database
    .db('notices')
    .where({ workflow_id: `agreement/${no}` })
    .orderBy('seq');
  expect(rows.map((row) => [row.at.getTime(), row.not_before?.getTime()])).toEqual([
    [T0, morning],
    [T0, undefined],
  ]);
});

test('a repeated batch changes nothing', async () => {
  const no = nextNo();
  const batch = batchOf(no, 1, T0, {
    events: [event(1, 'phase.entered', T0)],
    notices: [notice(2, 'start#evaluation.started#manager#1', T0)],
    deadlines: [deadline('intake.documents')],
  });
  await record(batch);
  await record(batch);
  expect(await trail(no)).toEqual([[1, 'phase.entered']]);
  expect(await database.db('notices').where({ workflow_id: batch.workflowId })).toHaveLength(1);
  expect(await database.db('deadlines').where({ workflow_id: batch.workflowId })).toHaveLength(1);
});

test('a version made anew after a crash takes the place of the attempt before, and its notices go once', async () => {
  const no = nextNo();
  await record(
    batchOf(no, 1, T0, { events: [event(1, 'phase.entered', T0)], deadlines: [deadline('intake.documents')] }),
  );
  const given = [event(2, 'command', T0 + 1), event(3, 'deadline.met', T0 + 1), event(5, 'deadline.set', T0 + 1)];
  await record(
    batchOf(no, 2, T0 + 1, {
      events: given,
      notices: [notice(4, 'k1#x#manager#1', T0 + 1)],
      deadlines: [deadline('drafting')],
    }),
  );
  const anew = [event(2, 'deadline.warned', T0 + 9), event(4, 'command', T0 + 9)];
  await record(
    batchOf(no, 2, T0 + 9, {
      events: anew,
      notices: [notice(3, 'intake@1#y#client#1', T0 + 9), notice(5, 'k1#x#manager#1', T0 + 9)],
      deadlines: [deadline('intake.documents')],
    }),
  );
  expect(await trail(no)).toEqual([
    [1, 'phase.entered'],
    [2, 'deadline.warned'],
    [4, 'command'],
  ]);
  const notices = await database
    .db('notices')
    .where({ workflow_id: `agreement/${no}` })
    .orderBy('seq');
  expect(notices.map((n) => [n.seq, n.key])).toEqual([
    [3, `agreement/${no}#intake@1#y#client#1`],
    [5, `agreement/${no}#k1#x#manager#1`],
  ]);
  const deadlines = await database.db('deadlines').where({ workflow_id: `agreement/${no}` });
  expect(deadlines.map((d) => d.id)).toEqual(['intake.documents']);
});

test('an attempt that was given up and comes late is ignored', async () => {
  const no = nextNo();
  await record(batchOf(no, 1, T0 + 9, { events: [event(1, 'phase.entered', T0 + 9)] }));
  await record(batchOf(no, 1, T0, { events: [event(1, 'command', T0)] }));
  expect(await trail(no)).toEqual([[1, 'phase.entered']]);
});

test('a document that cannot be printed is recorded as failed and holds nothing up', async () => {
  const no = nextNo();
  const { db } = database;
  const keyRing = createKeyRing([['k2', randomBytes(32)]]);
  const vault = createVault(db, keyRing);
  const own = createRecordActivities({
    ...{ db, vault, keyRing, publicUrl },
    blobs: createBlobStore(db, vault.keys, testStore()),
    seal: testSeal(),
  });
  await vault.sealRecord('c-print', 'r-print', {
    provider: { kind: 'enterprise', name: '甲方' },
    client: { name: '乙方' },
    accountManager: { name: '林' },
  });
  await vault.sealText('c-print', 't-emoji', '进展顺利 😀');
  const batch = batchOf(no, 1, T0, {
    events: [event(1, 'document.made', T0)],
    documents: [
      {
        seq: 1,
        kind: 'service-plan',
        version: 1,
        at: T0,
        data: {
          period: { from: '2026-01-01', to: '2026-12-31' },
          team: [],
          tasks: [{ item: 't-emoji', schedule: 'x', owner: 'x', deliverable: 'x' }],
        },
      },
    ],
  });
  Object.assign(batch.state, { clientId: 'c-print', partiesRef: 'r-print' });
  const made = await own.record(batch);
  expect(made).toEqual([{ kind: 'service-plan', version: 1, failed: expect.stringContaining('😀') }]);
  expect(await trail(no)).toEqual([[1, 'document.failed']]);
});

test('a ledger has the entries of the steps before and of its own, none of an attempt that was given up', async () => {
  const no = nextNo();
  const entry = (seq: number): AuditEvent => event(seq, 'ledger.entry', T0);
  await record(batchOf(no, 1, T0, { events: [entry(1), event(2, 'command', T0), entry(3)] }));
  const order = { seq: 3, kind: 'ledger', version: 1, at: T0, data: { month: '2026-11' } } as const;
  const own = { from: 2, events: [entry(2), event(3, 'document.made', T0)] };
  const { ledger } = await recordedRows(database.db, { workflowId: `agreement/${no}`, no }, order, own);
  expect(ledger!.map(({ seq }) => seq)).toEqual([1, 2]);
});
