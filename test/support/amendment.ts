import type { CommandPayloads } from '../../domain/agreement/commands';
import { PDF, SHA, type PaperAgreement } from './agreement';
import { inForce } from './in-force';

/** Amendment 1 of an agreement in force for 2027 (domain.md §9), step by step. */

export const june = (): PaperAgreement => inForce().at('2027-06-01T09:00:00+08:00');
export const REF = { amendment: 1, version: 1, sha256: SHA };
export const TWENTY = { 'breach.cure': { value: 20, unit: 'workday' } } as const;
export const propose = (a: PaperAgreement, more: Partial<CommandPayloads['amendment.propose']> = {}) =>
  a.send('account-manager', 'amendment.propose', { text: 't-1', effectiveOn: '2027-06-20', standard: TWENTY, ...more });
export const approve = (a: PaperAgreement) =>
  a.send('legal', 'amendment.approve', REF).send('service-review', 'amendment.approve', REF);
const seals = ['company-seal', 'legal-representative'] as const;
export const sign = (a: PaperAgreement, party: 'provider' | 'client', signedOn = '2027-06-01') =>
  a.send('operations', 'amendment.sign', { ...REF, party, seals: [...seals], signedOn, scan: PDF });
export const attest = (a: PaperAgreement, party: 'provider' | 'client', id = 'p-second') =>
  a.send(
    'operations',
    'amendment.attest',
    { amendment: 1, party, scanSha256: SHA, names: true, seals: true, dates: true },
    { id },
  );
export const signed = (a: PaperAgreement, on?: string) => {
  for (const party of ['provider', 'client'] as const) attest(sign(a, party, on), party);
  return a;
};
