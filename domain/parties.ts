import type { Role } from './roles';

/**
 * The sealed record of an agreement's people and firms (domain.md §2). Personal data: it lives in the vault under the
 * client's key (`partiesRef`), never in a payload, a log or an error.
 */
export interface Person {
  name: string;
  title?: string;
  telephone?: string;
  email: string;
}

export interface Enterprise {
  kind: 'enterprise';
  name: string;
  /** 统一社会信用代码 */
  uscc: string;
  address: string;
  legalRepresentative: string;
  payeeAccount?: string;
  industry?: string;
  size?: string;
}

export interface NaturalPerson {
  kind: 'natural-person';
  name: string;
  identityDocument: { type: string; number: string };
  address: string;
  payeeAccount?: string;
}

export interface Parties {
  provider: Enterprise | NaturalPerson;
  client: Enterprise;
  contact: Person;
  signatory: Person;
  /** 甲方签署人, for electronic signing: its legal representative, or the natural person. Absent: the manager, if it is he. */
  providerSignatory?: Person;
  accountManager: Person;
  manager: Person;
}

/** The seats that one person leaves to another (domain.md §1). */
export const SEATS = ['contact', 'signatory', 'accountManager', 'manager', 'providerSignatory'] as const;
export type Seat = (typeof SEATS)[number];
export const SEAT_ZH: Record<Seat, string> = {
  contact: '乙方对接人',
  signatory: '乙方签署人',
  accountManager: '甲方客户经理',
  manager: '甲方负责人',
  providerSignatory: '甲方签署人',
};
export const isClientSeat = (seat: Seat): boolean => seat === 'contact' || seat === 'signatory';

/** Who of the record stands in a role; the people of every other role share a mailbox. */
export const PERSON_IN_ROLE: Partial<Record<Role, 'contact' | 'accountManager' | 'manager'>> = {
  client: 'contact',
  'account-manager': 'accountManager',
  manager: 'manager',
};

/** The number of an identity document as it is shown (domain.md §2): `1101**********001X`; a short one, its last character only. */
export function maskNumber(number: string): string {
  if (number.length < 12) return '*'.repeat(Math.max(0, number.length - 1)) + number.slice(-1);
  return number.slice(0, 4) + '*'.repeat(number.length - 8) + number.slice(-4);
}
