import { COMMAND_NAMES, RULES } from '../../../domain/agreement/commands';
import { CASE_COMMAND_NAMES, CASE_RULES } from '../../../domain/case/commands';
import { enterSigning } from '../../../domain/agreement/signing';
import { PaperAgreement, SHA } from '../../support/agreement';

/** 负责人与服务总监 (domain.md §1): who takes escalations decides on lapses, extensions and exclusions as well. */

const DECISIONS = {
  agreement: [
    'review.client-lapse.decide',
    'signing.lapse.decide',
    'condition.decide',
    'miss.exclude',
    'evaluation.decide',
    'term.bridge',
    'amendment.lapse.decide',
  ],
  case: ['complaint.exclude', 'request.close', 'request.exclude'],
};

test('what the manager alone decides, the head of service decides too', () => {
  const both = (roles: readonly string[]): boolean => roles.join() === 'manager,head-of-service';
  expect(COMMAND_NAMES.filter((name) => both(RULES[name].roles))).toEqual(DECISIONS.agreement);
  expect(CASE_COMMAND_NAMES.filter((name) => both(CASE_RULES[name].roles))).toEqual(DECISIONS.case);
  expect(CASE_RULES['complaint.close'].roles).toContain('head-of-service');
});

test('what speaks for the provider stays the named manager’s: confirming, closing, beginning another renewal', () => {
  for (const name of ['confirm.provider', 'agreement.close', 'renewal.start'] as const)
    expect(RULES[name].roles).toEqual(['manager']);
});

test('a lapse that climbed past the manager is decided by the head of service, and nobody waits any more', () => {
  const a = new PaperAgreement();
  a.state.draft = { version: 1, sha256: SHA, pages: 1, drafter: 'p-1' };
  a.change(enterSigning).at('2026-11-25T09:00:00+08:00'); // lapsed on the 17th, the manager's five working days are over
  expect(a.notices).toContainEqual(expect.objectContaining({ kind: 'deadline.escalation', to: 'head-of-service' }));
  a.send('head-of-service', 'signing.lapse.decide', { answer: 'extend' });
  expect(a.deadline('signing.lapse')).toBeUndefined();
  expect(a.deadline('signing')).toMatchObject({ state: 'open' });
});
