import { enterTermination } from '../../../domain/agreement/ending';
import { close } from '../../../domain/agreement/open';
import { PDF, type PaperAgreement } from '../../support/agreement';
import { approve, june, propose, signed, TWENTY } from '../../support/amendment';

/** 补充协议与终止、续签 (§9): a notice annuls nothing that both have signed; what an end overtakes is told to both. */

const UNTIL = '2028-06-30';
const stateOf = (a: PaperAgreement) => a.state.amendments![0]!.state;
const told = (a: PaperAgreement, name: string) => a.notices.filter(({ kind }) => kind === name).map(({ to }) => to);
/** Delivered on 1 June: it ends with 1 July. */
const notice = (a: PaperAgreement): PaperAgreement =>
  a
    .send('operations', 'notice.terminate', { party: 'client', channel: 'post', proof: PDF, reason: 't-1' })
    .change(enterTermination);

describe('notice of termination', () => {
  test('what both have signed takes effect while the agreement runs on', () => {
    const a = notice(signed(approve(propose(june()))));
    expect(stateOf(a)).toBe('agreed');
    a.at('2027-06-20T00:00:00+08:00');
    expect(stateOf(a)).toBe('effective');
    expect(a.state.standard['breach.cure']).toEqual(TWENTY['breach.cure']);
    expect(told(a, 'amendment.moot')).toEqual([]);
  });

  test.each(['2027-07-02', '2027-07-20'])('with effect from %s, after the end: it is moot then', (effectiveOn) => {
    const a = notice(signed(approve(propose(june(), { effectiveOn }))));
    expect(stateOf(a.at('2027-07-01T23:00:00+08:00'))).toBe('agreed');
    a.at('2027-07-20T09:00:00+08:00');
    expect(stateOf(a)).toBe('moot');
    expect(a.happened('amendment.effective')).toEqual([]);
    expect(a.happened('amendment.moot')).toEqual([{ amendment: 1 }]);
    expect(told(a, 'amendment.moot').sort()).toEqual(['account-manager', 'client', 'manager']);
    expect(a.deadline('amendment.effective/1')).toBeUndefined();
  });

  test('what is not signed by both is moot at once, and both sides hear of it', () => {
    const a = notice(approve(propose(june())));
    expect(stateOf(a)).toBe('moot');
    expect(a.happened('amendment.moot')).toEqual([{ amendment: 1 }]);
    expect(told(a, 'amendment.moot').sort()).toEqual(['account-manager', 'client', 'manager']);
    expect(a.state.deadlines.filter(({ id }) => id.startsWith('amendment.'))).toEqual([]);
  });

  test('a client who has not been asked to sign is not told', () => {
    expect(told(notice(propose(june())), 'amendment.moot').sort()).toEqual(['account-manager', 'manager']);
  });
});

test('renewed, what was still to be signed is moot with the agreement, and both sides hear of it', () => {
  const a = approve(propose(june())).change(close('renewed'));
  expect(stateOf(a)).toBe('moot');
  expect(told(a, 'amendment.moot').sort()).toEqual(['account-manager', 'client', 'manager']);
});

describe('a later end that something has overtaken', () => {
  const longer = () => signed(approve(propose(june(), { until: UNTIL })));
  const day = '2027-06-20T00:00:00+08:00';

  test.each<[string, (a: PaperAgreement) => PaperAgreement, string]>([
    ['a successor was signed', (a) => a.change(({ state }) => void (state.successorSigned = true)), '2027-12-31'],
    ['it was bridged further', (a) => a.change(({ state }) => void (state.termEnd = '2028-12-31')), '2028-12-31'],
    ['notice was given', notice, '2027-12-31'],
  ])('%s: the term stays, the rest holds, and everybody is told', (_what, meanwhile, termEnd) => {
    const a = meanwhile(longer()).at(day);
    expect(stateOf(a)).toBe('effective');
    expect(a.state.standard['breach.cure']).toEqual(TWENTY['breach.cure']);
    expect(a.state.termEnd).toBe(termEnd);
    expect(a.happened('amendment.term-not-moved')).toEqual([{ amendment: 1, until: UNTIL, termEnd }]);
    expect(told(a, 'amendment.term-not-moved')).toEqual(['client', 'manager', 'account-manager']);
    expect(a.happened('term.bridged')).toEqual([]);
  });

  test('moved as agreed, there is nothing to tell', () => {
    const a = longer().at(day);
    expect(a.state.termEnd).toBe(UNTIL);
    expect(told(a, 'amendment.term-not-moved')).toEqual([]);
  });
});
