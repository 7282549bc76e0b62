import { carriedOver } from '../../../domain/agreement/open';
import { enterExecution } from '../../../domain/agreement/execution';
import { endWithout, enterTermination } from '../../../domain/agreement/ending';
import { attention, nextWake } from '../../../domain/agreement/view';
import { PaperAgreement, PDF } from '../../support/agreement';

/** One word in the saved views (README): overdue, then the end that comes, then what is due soon. */

/** In force for 2027; beside the start of the evaluation the clocks named are all that runs. */
function inForce(...running: string[]): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
  a.change(enterExecution);
  a.state.deadlines = a.state.deadlines.filter(({ id }) => [...running, 'evaluation.start'].includes(id));
  return a;
}

const word = (a: PaperAgreement): string => attention(a.state, a.now);

test('in its last sixty days an agreement is expiring, though something is due soon', () => {
  const a = inForce('report.performance/1').at('2027-05-01T09:00:00+08:00');
  expect(word(a)).toBe('due-soon');
  a.state.termEnd = '2027-06-30';
  expect(word(a.at('2027-05-01T23:59:59+08:00'))).toBe('due-soon');
  expect(word(a.at('2027-05-02T00:00:00+08:00'))).toBe('expiring-60d');
});

test('what is overdue comes first', () => {
  const a = inForce('execution.plan').at('2027-12-20T09:00:00+08:00');
  expect(word(a)).toBe('overdue');
});

test('one that ends by notice is expiring by that end, not by the expiry', () => {
  const a = inForce().at('2027-05-10T10:00:00+08:00');
  expect(word(a)).toBe('none');
  a.send('operations', 'notice.terminate', { party: 'client', channel: 'post', proof: PDF, reason: 't-1' });
  a.change(enterTermination);
  expect(word(a)).toBe('expiring-60d');
});

test('a notice before the first day gives an end even where there is no term yet', () => {
  const a = new PaperAgreement();
  a.state.deadlines = [];
  a.state.ending = { noticeBy: ['client'], endsAt: Date.parse('2027-06-01T00:00:00+08:00'), certificate: {} };
  expect(nextWake(a.state, a.now)).toEqual({ at: Date.parse('2027-04-02T00:00:00+08:00'), id: 'attention' });
});

test('one that has ended is not expiring any more: what is owed after the end counts', () => {
  const a = inForce().at('2028-01-01T00:00:00+08:00').change(endWithout).change(enterTermination);
  expect(word(a)).toBe('none');
});

test('a renewal takes over what was agreed: terms, service standard and ladders', () => {
  const a = inForce();
  const ladders = { 'execution.plan': [{ role: 'head-of-service' as const, after: { value: 1, unit: 'h' as const } }] };
  const standard = { 'execution.plan': { value: 3, unit: 'workday' as const } };
  expect(carriedOver({ ...a.state, ladders, standard })).toMatchObject({ ladders, standard, terms: a.state.terms });
  expect(carriedOver(a.state)).not.toHaveProperty('ladders');
});
