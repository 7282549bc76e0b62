import type { DeadlineSpec, Rung, Target, WarningRule } from '../deadline/types';
import { targetZh } from '../deadline/words';
import { ROLE_ZH, type Role } from '../roles';

/**
 * 服务标准, what an agreement's and a case's standard have in common: rows of data, and what an agreement may put in
 * their place. An execution keeps the standard it was started with.
 */
export interface StandardRow {
  clause: string;
  title: string;
  owner: Role;
  /** Owes a part of it as well. */
  jointly?: Role;
  target: Target;
  endsWithDay?: true;
  warnings: WarningRule[];
  ladder: Rung[];
  /** Whose owner is told when it begins; the others hear of it by a mail of its own. */
  announced?: true;
  /** A mere point in time (an expiry, a day that was agreed): nobody owes it, it cannot be missed. */
  point?: true;
  /** A right, not a duty: when nobody uses it, the business goes on. */
  optional?: true;
  /** What happens if nobody acts; absent: what its ladder says. */
  otherwise?: string;
}

/** Other targets: by deadline id, or by `id@level` for one severity or urgency (`complaint.first-contact@严重`). */
export type StandardOverrides = Record<string, Target>;
/** Other ladders, of any length: by deadline id, or by `id@level`. */
export type LadderOverrides = Record<string, Rung[]>;

export const workdays = (value: number): Target => ({ value, unit: 'workday' });
export const days = (value: number): Target => ({ value, unit: 'day' });
export const hours = (value: number): Target => ({ value, unit: 'h' });
export const AT_ONCE: Target = { value: 0, unit: 'min' };
export const HALF: WarningRule[] = [{ share: 0.5 }];
export const TO_MANAGER: Rung[] = [{ role: 'manager', after: AT_ONCE }];
export const TO_HEAD: Rung[] = [{ role: 'head-of-service', after: AT_ONCE }];

/** Where no other time is given: 5 working days, warned at half, then the manager (domain.md, first rule). */
export function owed(clause: string, title: string, owner: Role, target: Target = workdays(5)): StandardRow {
  const toHead = owner === 'manager';
  return {
    clause,
    title,
    owner,
    target,
    warnings: HALF,
    ladder: toHead ? TO_HEAD : TO_MANAGER,
  };
}

/** What happens if nobody acts: what the row says, else who hears of it, rung by rung. */
export const otherwiseBy = ({ otherwise }: StandardRow, ladder: Rung[]): string =>
  otherwise ?? [...ladder.map(rungZh), '此后每日一次', '直到有人处理'].join(', ');

function rungZh({ role, after }: Rung, i: number): string {
  if (after.value === 0) return i === 0 ? `逾期当时通知${ROLE_ZH[role]}` : `同时通知${ROLE_ZH[role]}`;
  return i === 0 ? `逾期 ${targetZh(after)}后通知${ROLE_ZH[role]}` : `${targetZh(after)}后上报${ROLE_ZH[role]}`;
}

/** Minutes and hours run on the wall clock unless service hours have been chosen: then inside them (domain.md §11). */
export function inServiceHours({ value, unit }: Target): Target {
  if (unit === 'min') return { value, unit: 'workmin' };
  return { value, unit: unit === 'h' ? 'workhour' : unit };
}

/** Where an agreement's changes count inside the service hours, which then must be agreed: paths of the units. */
export const countedInHours = (
  standard: StandardOverrides = {},
  ladders: LadderOverrides = {},
): (string | number)[][] =>
  [
    ...Object.entries(standard).map(([id, { unit }]) => ({ unit, path: ['standard', id, 'unit'] })),
    ...Object.entries(ladders).flatMap(([id, rungs]) =>
      rungs.map(({ after: { unit } }, i) => ({ unit, path: ['ladders', id, i, 'after', 'unit'] })),
    ),
  ]
    .filter(({ unit }) => unit === 'workmin' || unit === 'workhour')
    .map(({ path }) => path);

/** `ledger.filing/2027-01` → `ledger.filing`. */
export const standardKey = (id: string): string => id.split('/')[0]!;

/** What is agreed for a deadline: for its level where that is named, else for the deadline. */
export const overrideOf = <T>(overrides: Record<string, T>, id: string, level?: string): T | undefined =>
  (level === undefined ? undefined : overrides[`${standardKey(id)}@${level}`]) ?? overrides[standardKey(id)];

/** The specification of a deadline by its row, with the target and ladder that hold for it. */
export function specBy(
  id: string,
  { clause, owner, jointly, endsWithDay, warnings }: StandardRow,
  target: Target,
  ladder: Rung[],
): DeadlineSpec {
  return {
    id,
    clause,
    owner,
    ...(jointly && { jointly }),
    target,
    ...(endsWithDay && { endsWithDay }),
    warnings,
    ladder,
  };
}
