import fc from 'fast-check';
import { CASE_COMMAND_NAMES, CASE_RULES, commandNamesOf, type CaseCommandName } from '../../../domain/case/commands';
import { applyCaseCommand, catchUp, copyOf } from '../../../domain/case/step';
import { CaseBook } from '../../../domain/case/book';
import { nextWake } from '../../../domain/case/view';
import type { CaseKind, CasePhase } from '../../../domain/case/types';
import { Failure } from '../../../domain/failures';
import { ROLES, type Role } from '../../../domain/roles';
import { HOUR, MINUTE } from '../../../domain/time';
import { bundledCalendar } from '../../../calendar/load';
import { failureOf } from '../../support/failure-of';
import { CALL, complaint, type PaperCase, PROOF, request, RETROSPECTIVE, TEAM } from '../../support/case';

/** A whole payload for every command, as it would be said at an open case. */
const SAID: Record<CaseCommandName, object> = {
  'complaint.contact': { way: '电话', note: 't-2' },
  'complaint.attempt': { way: '电话' },
  'complaint.team': { members: TEAM },
  'complaint.solution': { solution: 't-3' },
  'complaint.declare-complex': { reason: 't-3' },
  'complaint.plan': { plan: 't-3', dueOn: '2027-12-31' },
  'complaint.update': { text: 't-3' },
  'complaint.incident': { account: 't-1', affected: 't-2', measures: 't-3' },
  'complaint.subject': { about: 'data-leak', reason: 't-3' },
  'complaint.severity': { severity: '重大', reason: 't-3' },
  'complaint.pause': { reason: 't-1', proof: PROOF },
  'complaint.resume': {},
  'complaint.resolve': { result: 't-3' },
  'complaint.callback': { ...CALL, apology: true, satisfied: true },
  'complaint.retrospective': RETROSPECTIVE,
  'complaint.reopen': { reason: 't-1' },
  'complaint.close': { outcome: 'withdrawn', reason: 't-1' },
  'complaint.acknowledge': { id: 'complaint.first-contact', note: 't-1' },
  'complaint.exclude': { id: 'complaint.first-contact', reason: 't-1' },
  'request.respond': { text: 't-1' },
  'request.attempt': { way: '电话' },
  'request.assess': { reason: 't-1', feasibility: 't-2', value: 't-3' },
  'request.assign': { department: 'support' },
  'request.plan': { plan: 't-3', dueOn: '2027-12-31' },
  'request.progress': { text: 't-1' },
  'request.solve': { solution: 't-1' },
  'request.refuse': { reason: 't-1', alternative: 't-2' },
  'request.urgency': { urgency: '紧急', reason: 't-1' },
  'request.pause': { reason: 't-1', proof: PROOF },
  'request.resume': {},
  'request.merge': { into: '2026-客户维护-001-R1' },
  'request.callback': { ...CALL, satisfied: true },
  'request.confirm': {},
  'request.reopen': { reason: 't-1' },
  'request.close': { outcome: 'withdrawn', reason: 't-1' },
  'request.acknowledge': { id: 'request.response', note: 't-1' },
  'request.exclude': { id: 'request.response', reason: 't-1' },
  'calendar.load': { calendar: { ...bundledCalendar(), revision: 999 } },
};

const kindOf = (name: CaseCommandName): CaseKind => (name.startsWith('request.') ? 'request' : 'complaint');
const fresh = (name: CaseCommandName): PaperCase => (kindOf(name) === 'complaint' ? complaint() : request());
const send = (c: PaperCase, role: Role, name: CaseCommandName): PaperCase => c.send(role, name, SAID[name]);
const inPhase = (name: CaseCommandName, phase: CasePhase): PaperCase => {
  const c = fresh(name);
  c.state.phase = phase;
  return c;
};

describe.each(CASE_COMMAND_NAMES)('%s', (name) => {
  const { roles, phases, title } = CASE_RULES[name];

  test('is for the roles of the one table', () => {
    for (const role of ROLES.filter((r) => !roles.includes(r)))
      expect(failureOf(() => send(fresh(name), role, name)).type).toBe('Forbidden');
  });

  test('belongs to its phases', () => {
    for (const phase of ['open', 'resolved', 'closed'] as const) {
      if (phase !== 'closed' && (phases === 'any' || phases.includes(phase))) continue;
      const failure = failureOf(() => send(inPhase(name, phase), roles[0]!, name));
      expect([failure.type, failure.detail]).toEqual(['NotNow', expect.stringContaining(title)]);
    }
  });

  test('is nothing to the other kind of case', () => {
    if (name === 'calendar.load') return expect(commandNamesOf('request')).toContain(name);
    const other = kindOf(name) === 'complaint' ? request() : complaint();
    expect(failureOf(() => send(other, roles[0]!, name)).type).toBe('NotNow');
  });
});

/** What people do with a case over some days: any command by anybody who may, with any pause between. */
const acts = (kind: CaseKind) =>
  fc.array(
    fc.record({
      name: fc.constantFrom(...commandNamesOf(kind)),
      wait: fc.integer({ min: 0, max: 40 * HOUR }),
      back: fc.integer({ min: 0, max: 3 * HOUR }),
      who: fc.nat(10),
    }),
    { maxLength: 25 },
  );

describe.each(['complaint', 'request'] as const)('whatever people do with a %s', (kind) => {
  const play = (steps: { name: CaseCommandName; wait: number; back: number; who: number }[]): PaperCase => {
    const c = kind === 'complaint' ? complaint() : request({ urgency: '重要' });
    for (const { name, wait, back, who } of steps) {
      c.now += wait;
      c.change(catchUp);
      const { roles } = CASE_RULES[name];
      const role = roles[who % roles.length]!;
      try {
        c.change((book) =>
          applyCaseCommand(book, {
            id: `k${c.now}`,
            name,
            by: { role, id: 'p-1' },
            payload: SAID[name],
            ...(role !== 'client' && { occurredAt: c.now - back }),
          }),
        );
      } catch (error) {
        if (!(error instanceof Failure)) throw error; // a refusal is fine, a crash is not
      }
    }
    return c;
  };

  test('a miss is never unmade, and each is remembered once', () => {
    fc.assert(
      fc.property(acts(kind), (steps) => {
        const c = play(steps);
        const missed = c.happened('deadline.missed').map((e) => e['id']);
        expect(c.state.misses.map((m) => m.id)).toEqual(missed);
        for (const { id, n, dueAt } of c.state.misses) {
          expect(c.row(id, n)).toMatchObject({ missedAt: dueAt, dueAt });
        }
        const rows = [...c.rows.values()].filter((d) => d.missedAt !== undefined);
        expect(rows).toHaveLength(missed.length);
      }),
      { numRuns: 60 },
    );
  });

  test('while it is open or resolved something is awaited, with a deadline; when closed nothing is', () => {
    fc.assert(
      fc.property(acts(kind), (steps) => {
        const { state, now } = play(steps);
        if (state.phase === 'closed') expect(state.deadlines).toEqual([]);
        else expect(state.deadlines.length).toBeGreaterThan(0);
        const wake = nextWake(state, now);
        if (wake) expect(wake.at).toBeGreaterThan(now);
      }),
      { numRuns: 60 },
    );
  });

  test('numbers have no gaps, the state is plain data, and a second look changes nothing', () => {
    fc.assert(
      fc.property(acts(kind), (steps) => {
        const c = play(steps);
        expect(copyOf(c.state)).toEqual(c.state);
        expect(c.events.length + c.notices.length).toBe(c.state.seq);
        const book = new CaseBook(copyOf(c.state), c.now);
        catchUp(book);
        expect(book.entries()).toEqual({ events: [], notices: [], deadlines: [], documents: [] });
      }),
      { numRuns: 40 },
    );
  });

  test('waking late finds the same misses as waking in time', () => {
    fc.assert(
      fc.property(fc.integer({ min: MINUTE, max: 20 * 24 * HOUR }), (wait) => {
        const [late, prompt] = [play([]), play([])];
        const end = late.now + wait;
        late.now = end;
        late.change(catchUp);
        for (;;) {
          const wake = nextWake(prompt.state, prompt.now);
          if (!wake || wake.at > end) break;
          prompt.now = wake.at;
          prompt.change(catchUp);
        }
        // each clock tells its own story in order; which clock speaks first may differ
        for (const event of ['deadline.missed', 'deadline.warned'])
          expect(late.when(event).sort()).toEqual(prompt.when(event).sort());
      }),
      { numRuns: 30 },
    );
  });
});
