import type { DeadlineSpec, Rung, Target, WarningRule } from '../deadline/types';
import {
  AT_ONCE,
  hours,
  inServiceHours,
  overrideOf,
  owed,
  specBy,
  standardKey,
  TO_MANAGER,
  workdays,
  type StandardRow,
} from '../record/standard';
import type { Role } from '../roles';
import type { Case } from './types';

/** A row of the standard of complaints and requests. */
export interface CaseRow extends StandardRow {
  /** Runs for these levels only, each with its own default; else `target` holds for every level. */
  levels?: Partial<Record<string, Target>>;
  /** The service team's once the request has been given to a department. */
  assignable?: true;
}

/** Before the end, to whoever is responsible (domain.md §4). */
const HALF_AND_LATE: WarningRule[] = [{ share: 0.5 }, { share: 0.8 }];
/** On the wall clock; the mails of a complaint's ladder keep no quiet hours (domain.md §6). */
const CLIMBS: Rung[] = [...TO_MANAGER, { role: 'head-of-service', after: hours(24) }];

const AM: Role = 'account-manager';

function clock(clause: string, title: string, target: Target): CaseRow {
  return { clause, title, owner: AM, target, warnings: HALF_AND_LATE, ladder: CLIMBS };
}

/** 服务标准, complaints (domain.md §4) and requests (§5). */
export const CASE_STANDARD: Record<string, CaseRow> = {
  'complaint.first-contact': clock('§4', '首次联系客户', { value: 30, unit: 'min' }),
  'complaint.first-solution': clock('§4', '跨部门小组与首个解决方案', hours(24)),
  'complaint.plan': clock('§4', '复杂投诉的处理计划', workdays(3)),
  'complaint.daily-update': { ...clock('§4', '复杂投诉每个工作日通报进展', workdays(1)), endsWithDay: true },
  // not in the table of §4: nothing waits for ever (the first rule), and a leak is recorded while it is fresh
  'complaint.resolution': clock('§4', '投诉处理完成', workdays(5)),
  'complaint.incident': clock('§4', '信息泄露事件记录', hours(24)),
  'complaint.callback': clock('§4', '回访或上门致歉', workdays(2)),
  'complaint.retrospective': clock('§4', '内部复盘', workdays(2)),
  'complaint.closure': clock('§4', '投诉结案', workdays(5)),
  'request.response': {
    ...clock('§5', '需求首次响应', hours(48)),
    levels: { 紧急: hours(2), 重要: hours(24), 常规: hours(48) },
    assignable: true,
  },
  'request.solution': {
    ...clock('§5', '需求的解决方案', hours(24)),
    levels: { 紧急: hours(24) },
    assignable: true,
  },
  'request.plan': {
    ...clock('§5', '需求的实施计划', workdays(3)),
    levels: { 重要: workdays(3) },
    assignable: true,
  },
  // by the day that the plan has promised, counted from nothing else: the target is only its measure
  'request.resolution': { ...clock('§5', '需求办结', workdays(5)), assignable: true },
  'request.progress': { ...clock('§5', '需求进展通报', workdays(5)), assignable: true },
  'request.callback': clock('§5', '需求回访', workdays(3)),
  'request.confirmation': owed('§5', '客户确认需求结果', 'client'),
};

export function caseRow(id: string): CaseRow {
  const row = CASE_STANDARD[standardKey(id)];
  if (!row) throw new Error(`no row of the service standard for ${id}`);
  return row;
}

/** Whose severity or urgency the standard goes by. */
export const levelOf = ({ severity, urgency }: Pick<Case, 'severity' | 'urgency'>): string | undefined =>
  severity ?? urgency;

/**
 * The target that holds for a clock of this case: agreed for its level, else agreed for the clock, else the default of
 * its level. Undefined: the clock does not run at this level (a solution of a regular request), unless it was agreed.
 */
export function targetOf(id: string, state: Case): Target | undefined {
  const { levels, target } = caseRow(id);
  const level = levelOf(state);
  const usual = levels ? levels[level ?? ''] : target;
  const agreed = usual ? overrideOf(state.standard, id, level) : state.standard[`${standardKey(id)}@${level}`];
  const chosen = agreed ?? usual;
  return chosen && (state.serviceHours ? inServiceHours(chosen) : chosen);
}

/** The deadline's specification for this case: target, owner and ladder as they are now. */
export function caseSpecOf(id: string, state: Case): DeadlineSpec {
  const row = caseRow(id);
  const owner = ownerOf(row, state);
  const ladder = overrideOf(state.ladders, id, levelOf(state)) ?? row.ladder;
  const target = targetOf(id, state) ?? row.target;
  return specBy(id, { ...row, owner }, target, owner === 'manager' ? aboveManager(ladder) : ladder);
}

/** A complaint about the account manager is the manager's from the start; a request the department's once assigned. */
export function ownerOf(row: CaseRow, { about, assigned }: Pick<Case, 'about' | 'assigned'>): Role {
  if (row.owner === AM && about === 'account-manager') return 'manager';
  return row.assignable && assigned ? 'service-team' : row.owner;
}

/** Nobody climbs to the one who owes it: the rung above takes the time of those that fall away. */
function aboveManager(ladder: Rung[]): Rung[] {
  const first = ladder[0];
  const above = ladder.filter(({ role }) => role !== 'manager');
  if (!first || above.length === 0) return [{ role: 'head-of-service', after: AT_ONCE }];
  return [{ ...above[0]!, after: first.after }, ...above.slice(1)];
}
