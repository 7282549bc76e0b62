import { PUBLIC_COMMANDS, SCHEMAS, type PublicCommand } from '../../../api/schemas/commands';
import { RULES } from '../../../domain/agreement/commands';
import { checkDraft, type AgreementDraft } from '../../../domain/document/agreement-draft';
import { STANDARD } from '../../../domain/agreement/standard';
import type { Agreement, Ending } from '../../../domain/agreement/types';
import { parseInstant } from '../../../domain/time';
import { scenarioOf } from '../../../rehearsal/builtin';
import { DUTIES } from '../../../rehearsal/duties';
import { exampleDraft } from '../../../rehearsal/example-draft';
import { judge } from '../../../rehearsal/expectations';
import { bodyFor, type Situation } from '../../../rehearsal/payloads';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';

const NOW = parseInstant('2026-11-23T10:00:00+08:00');
const { agreement: choice } = scenarioOf('happy', NOW);

function situation(changes: Partial<Agreement> = {}, more: Partial<Situation> = {}): Situation {
  const { state } = new PaperAgreement({}, '2026-11-23T10:00:00+08:00');
  return {
    state: { ...state, draft: { version: 1, drafter: 'p-1', sha256: SHA, pages: 9 }, ...changes },
    now: NOW,
    by: 'account-manager',
    said: {},
    parties: choice.body.parties,
    choice,
    objected: [],
    ...more,
  };
}

test('whoever owes something has a way to meet it', () => {
  const owed = Object.keys(STANDARD).filter((id) => !STANDARD[id]!.point);
  expect(Object.keys(DUTIES).sort()).toEqual([...owed, 'evaluation.start'].sort());
});

describe.each(Object.entries(DUTIES))('%s', (id, duty) => {
  test('the usual answer is one of its answers, and each step is by somebody who may', () => {
    const s = situation({ evaluation: { version: 1, figures: {}, verdict: 'failed', confirmed: {} } });
    const withDeadline = { ...s, deadline: id };
    expect(Object.keys(duty.answers)).toContain(duty.usual(withDeadline));
    for (const steps of Object.values(duty.answers)) {
      for (const step of steps({
        ...withDeadline,
        state: { ...s.state, ending: { endsAt: NOW, certificate: {} } as Ending },
      })) {
        expect(duty.commands).toContain(step.do);
        expect(RULES[step.do].roles).toContain(step.by);
      }
    }
  });
});

/** Uploads as the API would have named them. */
const uploaded = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(uploaded);
  if (typeof value !== 'object' || value === null) return value;
  if ('file' in value) return { uploadId: 'u-1' };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, uploaded(item)]));
};

test.each(PUBLIC_COMMANDS)('what people usually say with %s is a whole body', (name: PublicCommand) => {
  const s = situation(
    { signatures: { client: { signedOn: '2026-11-20', scan: PDF, recordedBy: 'p-2' } } },
    { said: name === 'document.receive' ? { kind: 'customer-list' } : {} },
  );
  const checked = SCHEMAS[name].safeParse(uploaded(bodyFor(name, s)));
  expect(checked.error?.issues ?? []).toEqual([]);
});

describe('the example draft', () => {
  const keys = choice.requirements.map(({ key }) => key);
  const draftOf = (s: Situation): AgreementDraft => exampleDraft(s) as AgreementDraft;
  const agreed = { requirements: choice.requirements, targets: [], documents: {}, settled: true, consent: true };

  test.each([1, 2, 3, 9, 10, 101, 12_000_000, 99_999_999_999])('keeps the rules for a fee of %i fen', (feeFen) => {
    const s = situation({ intake: agreed, draft: undefined });
    s.state.terms = { ...s.state.terms, feeFen };
    expect(() => checkDraft(draftOf(s), keys, s.state.terms)).not.toThrow();
  });

  test('answers every requirement, and none where there are none', () => {
    expect(draftOf(situation({ intake: agreed })).personalised.map((p) => p.requirement)).toEqual(keys);
    const bare = draftOf(situation({ intake: { ...agreed, requirements: [] } }));
    expect(bare.personalClauses).toEqual([]);
  });

  test('a later version answers the objections', () => {
    const second = draftOf(situation({ intake: agreed }, { objected: ['fees'] }));
    expect(second.clauses.filter((clause) => clause.supplement).map(({ id }) => id)).toEqual(['fees']);
    expect(draftOf(situation({ intake: agreed, draft: undefined })).clauses.some((clause) => clause.supplement)).toBe(
      false,
    );
  });
});

describe('what was expected', () => {
  const actual = {
    outcome: 'renewed',
    missed: ['review.client', 'ledger.filing/2027-01'],
    escalations: 2,
    documents: 3,
    notices: 4,
    virtualDays: 5,
  } as const;
  const held = (expected: Parameters<typeof judge>[0]): boolean[] =>
    judge(expected, { ...actual, missed: [...actual.missed] }).map((one) => one.held);

  test('each field for itself, those left out not at all', () => {
    expect(held({})).toEqual([]);
    expect(held({ outcome: 'renewed', escalations: 3 })).toEqual([true, false]);
  });
  test('missed: these are among them, with or without the suffix; an empty list means none', () => {
    expect(held({ missed: ['review.client'] })).toEqual([true]);
    expect(held({ missed: ['ledger.filing'] })).toEqual([true]);
    expect(held({ missed: ['ledger.filing/2027-02'] })).toEqual([false]);
    expect(held({ missed: [] })).toEqual([false]);
  });
});
