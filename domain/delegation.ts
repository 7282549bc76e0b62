import { fail, requireThat } from './failures';
import type { Role } from './roles';
import { dayFromDate, endOfDay, startOfDay, type Instant, type PlainDate } from './time';

/** Somebody as known by name and address; the mailbox of a role has no name. */
export interface Somebody {
  name?: string;
  email: string;
}

/** 外出委托 (domain.md §1): what reaches `from` in a role reaches `to` while `from` is away. */
export interface Delegation {
  id: string;
  role: Role;
  /** Whose people they are: `provider`, or one client (`c-…`). Nobody acts for the other side. */
  side: string;
  from: Required<Somebody>;
  to: Required<Somebody>;
  /** First and last day, both inclusive, in China. */
  startsOn: PlainDate;
  endsOn: PlainDate;
  /** It takes effect from here at the earliest: nobody acts for anybody in retrospect. */
  recordedAt: Instant;
  revokedAt?: Instant;
}

/** Who may record and revoke anybody's delegation; everyone else their own. */
export const DELEGATORS: readonly Role[] = ['manager', 'operations', 'administrator'];

/** Whose work is looked for. */
export type Seat = Pick<Delegation, 'role' | 'side'> & { holder: Somebody };

/** When it is in effect: from the one instant, until the other. Empty when the second is not later. */
export function periodOf(d: Pick<Delegation, 'startsOn' | 'endsOn' | 'recordedAt' | 'revokedAt'>): {
  from: Instant;
  until: Instant;
} {
  return {
    from: Math.max(startOfDay(dayFromDate(d.startsOn)), d.recordedAt),
    until: Math.min(endOfDay(dayFromDate(d.endsOn)), d.revokedAt ?? Infinity),
  };
}

export function isInEffect(delegation: Delegation, at: Instant): boolean {
  const { from, until } = periodOf(delegation);
  return from <= at && at < until;
}

/**
 * Name and address together: an address alone would let anybody record the absence of a colleague as their own. A
 * mailbox of a role, which has no name, is known by its address.
 */
export function isSamePerson(a: Somebody, b: Somebody): boolean {
  if (a.email.trim().toLowerCase() !== b.email.trim().toLowerCase()) return false;
  return a.name === undefined || b.name === undefined || a.name.trim() === b.name.trim();
}

/**
 * Who acts for the holder of a seat at an instant: the delegations that lead there, in order, so the last one's `to`;
 * none when the holder is not away. A substitute who is away in the same role has a substitute in turn (A→B→C is
 * followed); absences in other roles do not count.
 */
export function substitutionAt(all: readonly Delegation[], { role, side, holder }: Seat, at: Instant): Delegation[] {
  const inEffect = all
    .filter((d) => d.role === role && d.side === side && isInEffect(d, at))
    .sort((a, b) => a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1));
  const chain: Delegation[] = [];
  for (let away = holder; ;) {
    const next = inEffect.find((d) => isSamePerson(d.from, away) && !chain.includes(d));
    if (!next) return chain;
    chain.push(next);
    away = next.to;
  }
}

/**
 * Throws `Invalid` (with the field) for an impossible period or somebody who would stand in for themselves, `NotNow` for
 * a second substitute in the same time and for a circle (A→B→A, also through others) at any instant of it.
 */
export function checkDelegation(next: Delegation, others: readonly Delegation[]): void {
  const { role, side, from, to } = next;
  if (next.endsOn < next.startsOn) fail('Invalid', '末日早于首日', 'endsOn');
  if (isSamePerson(from, to)) fail('Invalid', '代理人不能是外出者本人', 'to.email');
  const period = periodOf(next);
  if (period.until <= period.from) fail('Invalid', '期间已经过去', 'endsOn');

  const together = others.filter((d) => {
    const other = periodOf(d);
    return d.role === role && d.side === side && other.from < period.until && period.from < other.until;
  });
  const second = together.some((d) => isSamePerson(d.from, from));
  requireThat(!second, '此人在该期间已有委托; 请先撤销原委托', 'startsOn');
  // while no new one comes into effect, fewer and fewer lead on: a circle shows at the instants where one does
  const starts = [period.from, ...together.map((d) => Math.max(period.from, periodOf(d).from))];
  for (const at of starts) {
    const leads = substitutionAt(together, { role, side, holder: to }, at);
    const circle = leads.some((d) => isSamePerson(d.to, from));
    requireThat(!circle, '代理人在该期间已委托回外出者, 将形成循环委托', 'to.email');
  }
}
