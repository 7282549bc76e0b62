import type { TextRef, Upload } from '../agreement/types';
import type { CalendarData } from '../calendar/types';
import type { Actor, Role } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { CaseKind, CasePhase, ComplaintSubject, Department, Severity, Urgency } from './types';

/** 跨部门小组: account manager, technical and product people are part of it (domain.md §4). */
export type TeamPart = 'account-manager' | 'technical' | 'product' | 'service';

interface Pausing {
  /** One clock by its id; absent: every open clock of the case. */
  id?: string;
  /** What the client is asked. */
  reason: TextRef;
  /** Proof that the client was asked. */
  proof: Upload;
  /** Working days at most, 1–10; absent: 10. */
  days?: number;
}
interface Acknowledging {
  id: string;
  note: TextRef;
}
interface Excluding {
  id: string;
  /** Which run of the clock; absent: its last miss. */
  n?: number;
  reason: TextRef;
}
interface Trying {
  way: string;
  note?: TextRef;
}

/** Payload of every command on a case. Free text is a reference into the vault. */
export interface CaseCommandPayloads {
  'complaint.contact': { way: string; note: TextRef };
  'complaint.attempt': Trying;
  'complaint.team': { members: { part: TeamPart; name: TextRef }[] };
  'complaint.solution': { solution: TextRef };
  'complaint.declare-complex': { reason: TextRef };
  'complaint.plan': { plan: TextRef; dueOn: PlainDate };
  'complaint.update': { text: TextRef };
  'complaint.incident': { account: TextRef; affected: TextRef; measures: TextRef; record?: Upload };
  'complaint.subject': { about: ComplaintSubject; reason: TextRef };
  'complaint.severity': { severity: Severity; reason: TextRef };
  'complaint.pause': Pausing;
  'complaint.resume': { id?: string };
  'complaint.resolve': { result: TextRef };
  'complaint.callback': { way: 'call' | 'visit'; apology: true; satisfied: boolean; note: TextRef };
  'complaint.retrospective': { rootCause: TextRef; measure: TextRef; owner: TextRef; dueOn?: PlainDate };
  'complaint.reopen': { reason: TextRef };
  /** Absent outcome: the client is content and all is done. The others are decisions, with a reason. */
  'complaint.close': { outcome?: 'satisfied' | 'unreachable' | 'withdrawn'; reason?: TextRef };
  'complaint.acknowledge': Acknowledging;
  'complaint.exclude': Excluding;
  'request.respond': { text: TextRef };
  'request.attempt': Trying;
  'request.assess': { reason: TextRef; feasibility: TextRef; value: TextRef };
  'request.assign': { department?: Department };
  'request.plan': { plan: TextRef; dueOn: PlainDate };
  'request.progress': { text: TextRef };
  'request.solve': { solution: TextRef };
  'request.refuse': { reason: TextRef; alternative: TextRef };
  'request.urgency': { urgency: Urgency; reason: TextRef };
  'request.pause': Pausing;
  'request.resume': { id?: string };
  'request.merge': { into: string };
  'request.callback': { way: 'call' | 'visit'; satisfied: boolean; note: TextRef };
  'request.confirm': { note?: TextRef };
  'request.reopen': { reason: TextRef };
  'request.close': { outcome: 'unreachable' | 'withdrawn'; reason: TextRef };
  'request.acknowledge': Acknowledging;
  'request.exclude': Excluding;
  'calendar.load': { calendar: CalendarData };
}

export type CaseCommandName = keyof CaseCommandPayloads;

export interface CaseCommand<N extends CaseCommandName = CaseCommandName> {
  /** Update id; from the Idempotency-Key, so that one id runs end to end. */
  id: string;
  name: N;
  by: Actor;
  /** When it happened, if not when it is recorded; never in the future. */
  occurredAt?: Instant;
  payload: CaseCommandPayloads[N];
}

interface Rule {
  title: string;
  roles: readonly Role[];
  /** `any`: in every phase but `closed`. */
  phases: readonly CasePhase[] | 'any';
}

const AM = 'account-manager';
const OPS = 'operations';
const TEAM = 'service-team';
const BOSS = 'manager';
/** Exclusions, and closings without the client's consent: the manager, and the head of service above (domain.md §1). */
export const DECIDERS: readonly Role[] = [BOSS, 'head-of-service'];
const OPEN: readonly CasePhase[] = ['open'];
const RESOLVED: readonly CasePhase[] = ['resolved'];

/**
 * Who may do what with a case, and in which phase: the one table. Three finer rules are elsewhere: an account
 * manager has no part in a complaint about itself (step.ts), whoever owes a missed clock does not stop its ladder
 * (record/upkeep.ts, clocks.ts), nor does whoever owes the clocks lower the level that they go by (level.ts).
 */
export const CASE_RULES: Record<CaseCommandName, Rule> = {
  'complaint.contact': { title: '首次联系客户', roles: [AM, OPS, BOSS], phases: OPEN },
  'complaint.attempt': { title: '登记未能联系上客户', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'complaint.team': { title: '组建跨部门小组', roles: [AM, OPS, BOSS], phases: OPEN },
  'complaint.solution': { title: '给出首个解决方案', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'complaint.declare-complex': { title: '认定为复杂投诉', roles: [AM, BOSS], phases: OPEN },
  'complaint.plan': { title: '给出处理计划', roles: [AM, OPS, BOSS], phases: OPEN },
  'complaint.update': { title: '向客户通报进展', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'complaint.incident': { title: '登记信息泄露事件', roles: [AM, OPS, BOSS, 'head-of-service'], phases: 'any' },
  'complaint.subject': { title: '更正投诉所涉', roles: [OPS, ...DECIDERS], phases: 'any' },
  'complaint.severity': { title: '调整严重程度', roles: [AM, OPS, BOSS], phases: 'any' },
  'complaint.pause': { title: '等待客户答复, 暂停计时', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'complaint.resume': { title: '恢复计时', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'complaint.resolve': { title: '投诉处理完成', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'complaint.callback': { title: '回访并致歉', roles: [AM, OPS, BOSS], phases: RESOLVED },
  'complaint.retrospective': { title: '内部复盘', roles: [AM, TEAM, BOSS], phases: RESOLVED },
  'complaint.reopen': { title: '客户不满意, 重新处理', roles: ['client', OPS], phases: RESOLVED },
  'complaint.close': { title: '投诉结案', roles: [AM, OPS, ...DECIDERS], phases: 'any' },
  'complaint.acknowledge': { title: '处理逾期', roles: [BOSS, 'head-of-service', AM], phases: 'any' },
  'complaint.exclude': { title: '逾期不计入指标', roles: DECIDERS, phases: 'any' },
  'request.respond': { title: '首次响应', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'request.attempt': { title: '登记未能联系上客户', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'request.assess': { title: '评估需求', roles: [AM, TEAM, BOSS], phases: OPEN },
  'request.assign': { title: '交责任部门', roles: [AM, OPS, BOSS], phases: OPEN },
  'request.plan': { title: '给出实施计划', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'request.progress': { title: '向客户通报进展', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'request.solve': { title: '需求办结', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'request.refuse': { title: '说明无法满足的原因与替代方案', roles: [AM, TEAM, BOSS], phases: OPEN },
  'request.urgency': { title: '调整紧急程度', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'request.pause': { title: '等待客户答复, 暂停计时', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'request.resume': { title: '恢复计时', roles: [AM, TEAM, OPS, BOSS], phases: 'any' },
  'request.merge': { title: '并入同一需求', roles: [AM, TEAM, OPS, BOSS], phases: OPEN },
  'request.callback': { title: '回访客户', roles: [AM, TEAM, OPS, BOSS], phases: RESOLVED },
  'request.confirm': { title: '客户确认', roles: ['client', OPS], phases: RESOLVED },
  'request.reopen': { title: '客户不满意, 重新处理', roles: ['client', OPS], phases: RESOLVED },
  'request.close': { title: '需求结案', roles: DECIDERS, phases: 'any' },
  'request.acknowledge': { title: '处理逾期', roles: [BOSS, 'head-of-service', AM], phases: 'any' },
  'request.exclude': { title: '逾期不计入指标', roles: DECIDERS, phases: 'any' },
  'calendar.load': { title: '载入工作日历', roles: ['administrator'], phases: 'any' },
};

export const CASE_COMMAND_NAMES = Object.keys(CASE_RULES) as CaseCommandName[];

/** The commands that a complaint, or a request, understands. */
export const commandNamesOf = (kind: CaseKind): CaseCommandName[] =>
  CASE_COMMAND_NAMES.filter((name) => name.startsWith(`${kind}.`) || name === 'calendar.load');
