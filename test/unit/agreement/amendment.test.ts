import { enterEvaluation, evaluationOutcome } from '../../../domain/agreement/evaluation';
import { resumeExecution } from '../../../domain/agreement/execution';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PDF, SHA, type PaperAgreement } from '../../support/agreement';
import { approve, attest, june, propose, REF, sign, signed, TWENTY } from '../../support/amendment';
import { inForce } from '../../support/in-force';

/** 变更 (§9): own version, four eyes, both signatures, a date; clocks that run keep theirs; silence changes nothing. */

const target = (a: PaperAgreement) => a.state.standard['breach.cure'];

describe('what is proposed', () => {
  test('is on paper, with its hash, and waits for both desks', () => {
    const a = propose(june());
    expect(a.state.amendments).toMatchObject([{ n: 1, state: 'review', paper: { version: 1, sha256: SHA, pages: 2 } }]);
    expect(a.deadline('amendment.review/1')).toMatchObject({ owner: 'legal', jointly: 'service-review' });
    expect(target(a)).toBeUndefined();
  });

  test.each([
    [{ effectiveOn: '2027-05-31' }, 'effectiveOn'],
    [{ effectiveOn: '2028-01-01' }, 'effectiveOn'],
    [{ until: '2027-12-31' }, 'until'],
    [{ standard: { 'breach.response': { value: 8, unit: 'workhour' } } }, 'standard.breach.response.unit'],
  ] as const)('%j is refused at %s', (more, field) => {
    expect(failureOf(() => propose(june(), more as object))).toMatchObject({ type: 'Invalid', field });
  });

  test('one at a time, and none once a notice has been given', () => {
    expect(failureOf(() => propose(propose(june()))).type).toBe('NotNow');
    const a = june().send('operations', 'notice.terminate', {
      party: 'client',
      channel: 'post',
      proof: PDF,
      reason: 't-1',
    });
    expect(failureOf(() => propose(a)).type).toBe('NotNow');
  });
});

describe('internal review', () => {
  test('by two people, neither of whom proposed it, of the same bytes', () => {
    const by = (id: string, ref: object = {}) =>
      failureOf(() =>
        propose(june())
          .send('legal', 'amendment.approve', REF)
          .send('service-review', 'amendment.approve', { ...REF, ...ref }, { id }),
      ).type;
    expect(by('p-legal')).toBe('FourEyes');
    expect(by('p-account-manager')).toBe('FourEyes');
    expect(by('p-service-review', { sha256: 'b'.repeat(64) })).toBe('VersionVoid');
  });

  test('one desk waits for the other; then the client is asked to sign', () => {
    const a = propose(june()).send('legal', 'amendment.approve', REF);
    expect(a.deadline('amendment.review/1')).toMatchObject({ owner: 'service-review' });
    a.send('service-review', 'amendment.approve', REF);
    expect(a.deadline('amendment.review/1')).toBeUndefined();
    expect(a.deadline('amendment.signing/1')).toMatchObject({ owner: 'operations' });
    expect(a.notices.filter(({ kind }) => kind === 'amendment.to-sign').map(({ to }) => to)).toEqual(['client']);
  });

  test('returned, it is over, and another may be proposed as the next version', () => {
    const a = propose(june()).send('legal', 'amendment.return', { amendment: 1, reason: 't-2' });
    expect(a.state.amendments![0]!.state).toBe('returned');
    expect(propose(a).state.amendments![1]!.paper.version).toBe(2);
  });
});

describe('signatures', () => {
  test('of both, each attested by a second person, not before the review', () => {
    const a = approve(propose(june()));
    expect(failureOf(() => sign(a, 'client', '2027-05-31')).field).toBe('signedOn');
    sign(a, 'client');
    expect(failureOf(() => attest(a, 'client', 'p-operations')).type).toBe('FourEyes');
    attest(a, 'client');
    expect(a.state.amendments![0]!.state).toBe('signing');
    attest(sign(a, 'provider'), 'provider');
    expect(a.state.amendments![0]!.state).toBe('agreed');
  });

  test('either side may say no', () => {
    const a = approve(propose(june())).send('client', 'amendment.refuse', { amendment: 1, reason: 't-3' });
    expect(a.state.amendments![0]!.state).toBe('refused');
    expect(failureOf(() => sign(a, 'client')).type).toBe('NotNow');
  });

  test('the client does not say no to what both desks have not approved: it has not been brought to it', () => {
    const no = (role: 'client' | 'manager') =>
      propose(june()).send(role, 'amendment.refuse', { amendment: 1, reason: 't-3' });
    expect(failureOf(() => no('client')).type).toBe('NotNow');
    expect(no('manager').state.amendments![0]!.state).toBe('refused');
  });
});

describe('effect', () => {
  const breach = (a: PaperAgreement, n: number) =>
    a
      .send('account-manager', 'breach.record', { party: 'client', clause: 'fees', facts: 't-1' })
      .send('manager', 'notice.issue', {
        kind: 'cure',
        party: 'provider',
        channel: 'post',
        text: 't-2',
        breach: n,
        proof: PDF,
      });

  test('from its date what starts goes by it, and what runs keeps its own', () => {
    const a = signed(approve(propose(june())));
    breach(a, 1);
    const running = a.deadline('breach.cure/1');
    expect(target(a.at('2027-06-19T23:59:00+08:00'))).toBeUndefined();
    a.at('2027-06-20T00:00:00+08:00');
    expect(a.state.amendments![0]!.state).toBe('effective');
    expect(a.deadline('breach.cure/1')).toMatchObject({ target: running!.target, dueAt: running!.dueAt });
    expect(breach(a, 2).deadline('breach.cure/2')!.target).toEqual(TWENTY['breach.cure']);
  });

  test('signed after its date it holds from the signatures on', () => {
    const a = approve(propose(june(), { effectiveOn: '2027-06-02' })).at('2027-06-10T09:00:00+08:00');
    signed(a, '2027-06-10');
    expect(a.state.amendments![0]!.state).toBe('effective');
    expect(target(a)).toEqual(TWENTY['breach.cure']);
  });

  test('a later end of the term moves evaluation and expiry', () => {
    const a = signed(approve(propose(june(), { standard: undefined, until: '2028-06-30' }))).at(
      '2027-06-20T00:00:00+08:00',
    );
    expect(a.state.termEnd).toBe('2028-06-30');
    expect(iso(a.deadline('term.end')!.dueAt)).toBe('2028-07-01T00:00:00.000+08:00');
    expect(iso(a.deadline('evaluation.start')!.dueAt)).toBe('2028-06-01T00:00:00.000+08:00');
  });

  test('in the evaluation it supersedes what was frozen', () => {
    const a = inForce().at('2027-12-02T00:00:00+08:00').change(enterEvaluation);
    signed(approve(propose(a, { standard: undefined, until: '2028-06-30', effectiveOn: '2027-12-02' })), '2027-12-02');
    expect(evaluationOutcome(a.state)).toBe('bridged');
    a.change(resumeExecution);
    expect(iso(a.deadline('evaluation.start')!.dueAt)).toBe('2028-06-01T00:00:00.000+08:00');
  });
});
