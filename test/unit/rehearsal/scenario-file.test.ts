import { BUILTIN_NAMES, scenarioOf } from '../../../rehearsal/builtin';
import { ScenarioError, type ScenarioProblem } from '../../../rehearsal/scenario';
import { DAY, HOUR, MINUTE, parseInstant } from '../../../domain/time';

const NOW = parseInstant('2026-11-23T09:00:00+08:00');
const read = (text: string, readFile?: (path: string) => string | undefined) => scenarioOf(text, NOW, readFile);

function problemsOf(text: string, readFile?: (path: string) => string | undefined): readonly ScenarioProblem[] {
  try {
    read(text, readFile);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  throw new Error('the scenario was taken');
}
/** `line field` of each problem. */
const places = (text: string): string[] => problemsOf(text).map(({ line, field }) => `${line} ${field}`);

test('every built-in scenario is one, named like its file, and expects an outcome', () => {
  expect(BUILTIN_NAMES).toEqual([
    'happy',
    'breach-and-cure',
    'e-signing',
    'failed-evaluation',
    'handled-complaint',
    'neglected-complaint',
    'objections',
    'silent-client',
  ]);
  for (const name of BUILTIN_NAMES) {
    const scenario = read(name);
    expect(scenario.name).toBe(name);
    expect(scenario.expect.outcome).toBeDefined();
    expect(scenario.agreement.body.terms).toMatchObject({ tier: '战略', termMonths: 12, feeFen: 12_000_000 });
  }
});

test('the words of a file become what is meant', () => {
  const {
    layers,
    events,
    until,
    expect: expected,
    agreement,
  } = read(`
name: slow-client
extends: happy
agreement: { tier: 重点, termMonths: 6, feeFen: 600000 }
habits:
  '*': { at: 80% }
  review.client: [{ silent: true }, { at: 1h, answer: object }]
  review.client-lapse: { at: 1h, answer: extend, days: 5 }
  ledger.*: { late: 10min }
  evaluation.start: { before: 5d, satisfaction: 70 }
events:
  - { at: +120d, do: ledger.enter, with: { way: 电话, content: 询价 } }
  - { at: evaluation+2d, do: notice.terminate, by: client }
  - { at: term.end-10d, do: term.bridge }
  - { at: 2027-03-01T10:00+08:00, do: inspection.record }
expect: { outcome: terminated, missed: [review.client, ledger.filing/2027-01], escalations: 3 }
until: +400d
`);
  expect(layers).toHaveLength(2); // happy's, and its own
  const own = Object.fromEntries(layers[1]!.map(({ pattern, turns }) => [pattern, turns]));
  expect(own).toEqual({
    '*': [{ timing: { kind: 'share', share: 0.8 }, fields: {} }],
    'review.client': [
      { timing: { kind: 'silent' }, fields: {} },
      { timing: { kind: 'after', ms: HOUR }, fields: { answer: 'object' } },
    ],
    'review.client-lapse': [{ timing: { kind: 'after', ms: HOUR }, fields: { answer: 'extend', days: 5 } }],
    'ledger.*': [{ timing: { kind: 'late', ms: 10 * MINUTE }, fields: {} }],
    'evaluation.start': [{ timing: { kind: 'before', ms: 5 * DAY }, fields: { satisfaction: 70 } }],
  });
  expect(events.slice(-4).map(({ at, do: name, by }) => ({ at, name, by }))).toEqual([
    { at: { kind: 'after', anchor: 'start', ms: 120 * DAY }, name: 'ledger.enter', by: 'account-manager' },
    { at: { kind: 'after', anchor: 'evaluation', ms: 2 * DAY }, name: 'notice.terminate', by: 'client' },
    { at: { kind: 'before', anchor: 'term.end', ms: 10 * DAY }, name: 'term.bridge', by: 'manager' },
    {
      at: { kind: 'instant', at: parseInstant('2027-03-01T10:00+08:00') },
      name: 'inspection.record',
      by: 'service-review',
    },
  ]);
  expect(until).toEqual({ kind: 'after', anchor: 'start', ms: 400 * DAY });
  expect(expected).toEqual({
    outcome: 'terminated',
    missed: ['review.client', 'ledger.filing/2027-01'],
    escalations: 3,
  });
  expect(agreement.body.terms).toMatchObject({
    tier: '重点',
    termMonths: 6,
    feeFen: 600_000,
    reviewMeeting: 'quarterly',
  });
});

test('what an extended scenario expects is not expected of the one that extends it', () => {
  expect(read('name: mine\nextends: happy\n').expect).toEqual({});
});

test.each([
  ['unknown key', 'name: a\nextends: happy\nhabit: {}\n', ['3 habit']],
  ['unknown base', 'name: a\nextends: joyful\n', ['2 extends']],
  [
    'unknown deadline',
    "name: a\nhabits:\n  '*': { at: 50% }\n  review.cleint: { at: 50% }\n",
    ['4 habits.review.cleint'],
  ],
  ['pattern that matches nothing', 'name: a\nhabits:\n  nothing.*: { silent: true }\n', ['3 habits.nothing.*']],
  ['point that nobody owes', 'name: a\nhabits:\n  term.end: { silent: true }\n', ['3 habits.term.end']],
  ['unknown word of a habit', 'name: a\nhabits:\n  drafting: { when: 1h }\n', ['3 habits.drafting.when']],
  ['share over the whole', 'name: a\nhabits:\n  drafting:\n    at: 120%\n', ['4 habits.drafting.at']],
  ['not a length', 'name: a\nhabits:\n  drafting: { late: soon }\n', ['3 habits.drafting.late']],
  ['two times at once', 'name: a\nhabits:\n  drafting: { at: 1h, silent: true }\n', ['3 habits.drafting.silent']],
  [
    'answer that nobody can give',
    'name: a\nhabits:\n  review.client: { answer: maybe }\n',
    ['3 habits.review.client.answer'],
  ],
  [
    'value out of range',
    'name: a\nhabits:\n  review.client-lapse: { days: 11 }\n',
    ['3 habits.review.client-lapse.days'],
  ],
  ['unknown command', 'name: a\nevents:\n  - { at: +1d, do: complaint.fly }\n', ['3 events[0].do']],
  ['command without an instant', 'name: a\nevents:\n  - do: ledger.enter\n', ['3 events[0].at']],
  ['unknown role', 'name: a\nevents:\n  - { at: +1d, do: ledger.enter, by: boss }\n', ['3 events[0].by']],
  ['role that may not', 'name: a\nevents:\n  - { at: +1d, do: draft.submit, by: client }\n', ['3 events[0].by']],
  [
    'unknown field of a command',
    'name: a\nevents:\n  - at: +1d\n    do: ledger.enter\n    with:\n      way: 电话\n      mood: good\n',
    ['7 events[0].with.mood'],
  ],
  [
    'instant in the past',
    'name: a\nevents:\n  - { at: 2026-11-22T10:00+08:00, do: ledger.enter }\n',
    ['3 events[0].at'],
  ],
  [
    'day that does not exist',
    'name: a\nevents:\n  - { at: 2027-02-30T10:00+08:00, do: ledger.enter }\n',
    ['3 events[0].at'],
  ],
  ['before the start', 'name: a\nevents:\n  - { at: start-1d, do: ledger.enter }\n', ['3 events[0].at']],
  ['before a phase', 'name: a\nevents:\n  - { at: execution-1d, do: ledger.enter }\n', ['3 events[0].at']],
  ['anchor that does not exist', 'name: a\nevents:\n  - { at: party+1d, do: ledger.enter }\n', ['3 events[0].at']],
  ['after the end', 'name: a\nuntil: +10d\nevents:\n  - { at: +11d, do: ledger.enter }\n', ['4 events[0].at']],
  ['end before the start', 'name: a\nuntil: 2020-01-01T00:00+08:00\n', ['2 until']],
  ['unknown outcome', 'name: a\nexpect: { outcome: happy }\n', ['2 expect.outcome']],
  ['unknown missed deadline', 'name: a\nexpect:\n  missed:\n    - drafting\n    - dreaming\n', ['5 expect.missed[1]']],
  ['unknown expectation', 'name: a\nexpect: { joy: 1 }\n', ['2 expect.joy']],
  ['unknown field of the agreement', 'name: a\nagreement:\n  colour: red\n', ['3 agreement.colour']],
  ['wrong value of the agreement', 'name: a\nagreement:\n  termMonths: 12\n  feeFen: -1\n', ['4 agreement.feeFen']],
  [
    'wrong credit code',
    'name: a\nagreement:\n  parties:\n    client: { uscc: "1" }\n',
    ['4 agreement.parties.client.uscc'],
  ],
  ['wrong value of a person', 'name: a\nagreement:\n  parties: { contact: 5 }\n', ['3 agreement.parties.contact']],
  ['standard that is no map', 'name: a\nagreement: { standard: 5 }\n', ['2 agreement.standard']],
  [
    'ladder of an unknown deadline',
    'name: a\nagreement:\n  ladders:\n    drifting: [{ role: manager, after: { value: 1, unit: day } }]\n',
    ['4 agreement.ladders.drifting'],
  ],
  ['agreement that cannot be read', 'name: a\nagreement: { file: nowhere.yaml }\n', ['2 agreement.file']],
  ['list instead of a map', '- a\n- b\n', ['1 (文件)']],
])('%s is refused with line and field', (_what, text, expected) => {
  expect(places(text)).toEqual(expected);
});

test('broken YAML and a key given twice are refused with their line', () => {
  expect(problemsOf('name: a\nhabits: { drafting: {\n')[0]).toMatchObject({ field: '(YAML)' });
  expect(problemsOf('name: a\nhabits:\n  drafting: { at: 1h }\n  drafting: { at: 2h }\n')[0]).toMatchObject({
    line: 4,
  });
});

test('everything that is wrong is told at once, in the order of the lines', () => {
  expect(places('name: a\nuntil: never\nhabits:\n  nobody: {}\nevents:\n  - { at: +1d, do: fly }\n')).toEqual([
    '2 until',
    '4 habits.nobody',
    '6 events[0].do',
  ]);
});

describe('another agreement comes from a file', () => {
  const rung = (role: string) => [{ role, after: { value: 1, unit: 'day' } }];
  const body = {
    terms: {
      shortName: '重点客户',
      tier: '重点',
      clientType: '新拓展',
      termMonths: 24,
      feeFen: 5_000_000,
      providerKind: 'enterprise',
      reviewMeeting: 'monthly',
      performanceReport: 'quarterly',
    },
    parties: read('happy').agreement.body.parties,
    standard: { drafting: { value: 3, unit: 'workday' } },
    ladders: { drafting: rung('operations'), signing: rung('operations') },
  };
  const file = (content: unknown) => (path: string) => (path === 'other.json' ? JSON.stringify(content) : undefined);

  test('and fields go over it', () => {
    const ladders = JSON.stringify({ signing: rung('head-of-service') });
    const text = `name: a\nagreement: { file: other.json, feeFen: 6000000, ladders: ${ladders} }\n`;
    const { agreement } = read(text, file(body));
    expect(agreement.body.terms).toMatchObject({ tier: '重点', termMonths: 24, feeFen: 6_000_000 });
    expect(agreement.body.standard).toEqual(body.standard);
    expect(agreement.body.ladders).toEqual({ drafting: rung('operations'), signing: rung('head-of-service') });
    expect(agreement.requirements).toEqual([]);
  });

  test('what the file says beside that is refused, not dropped', () => {
    const text = 'name: a\nagreement:\n  file: other.json\n';
    const [problem, ...more] = problemsOf(text, file({ ...body, laders: {} }));
    expect(problem).toMatchObject({ line: 3, field: 'agreement.file' });
    expect(problem!.message).toContain('laders');
    expect(more).toEqual([]);
  });

  test('a number of its own is of no use to a play', () => {
    const played = read('name: a\nagreement: { file: other.json }\n', file({ ...body, no: '2024-重点客户-017' }));
    expect(played.agreement.body.no).toBeUndefined();
    expect(played.agreement.body.terms.termMonths).toBe(24);
  });
});

test('a provider who is a natural person comes with one', () => {
  const { body } = read('name: a\nagreement: { providerKind: natural-person }\n').agreement;
  expect(body.parties.provider.kind).toBe('natural-person');
});
