import { enterExecution } from '../../domain/agreement/execution';
import { PaperAgreement } from './agreement';
import { sampleDraft } from './documents';

/** On paper and in force for 2027, with the sample's clauses; nothing is owed but what the test brings about. */
export function inForce(): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, {
    deadlines: [],
    signedOn: '2026-12-20',
    effectiveOn: '2027-01-01',
    termEnd: '2027-12-31',
    content: sampleDraft,
  });
  a.change(enterExecution);
  a.state.deadlines = a.state.deadlines.filter(({ id }) => /^(evaluation|term)/.test(id));
  return a;
}
