import type { CaseCommandName } from '../domain/case/commands';
import type { Case } from '../domain/case/types';
import type { Parties } from '../domain/parties';
import type { Role } from '../domain/roles';
import { DAY, dateAt, type Instant } from '../domain/time';
import { scanOf } from './files';

/** Commands that people send to one case. */
export type CaseCommandOfPeople = Exclude<CaseCommandName, 'calendar.load'>;

/** What is known when somebody acts on a case. */
export interface CaseSituation {
  state: Case;
  now: Instant;
  /** The role that speaks. */
  by: Role;
  /** The deadline that is met, if any. */
  deadline?: string;
  /** What the step says already. */
  said: Record<string, unknown>;
  parties: Parties;
}

type Said = Record<string, unknown>;

const missed = ({ state }: CaseSituation): string =>
  state.deadlines.find((d) => d.climbAt !== undefined)?.id ?? state.misses[0]?.id ?? `${state.kind}.callback`;
const waiting = (): Said => ({
  reason: '已请客户补充故障时的截图, 等待答复',
  proof: scanOf('向客户提问的邮件'),
});

/** What people usually write about a case: a whole body for every command, as the API takes it. */
export const CASE_USUAL: Record<CaseCommandOfPeople, (situation: CaseSituation) => Said> = {
  'complaint.contact': () => ({ way: '电话', note: '已致电客户, 致歉并了解经过' }),
  'complaint.attempt': () => ({ way: '电话', note: '无人接听' }),
  'complaint.team': ({ parties }) => ({
    members: [
      { part: 'account-manager', name: parties.accountManager.name },
      { part: 'technical', name: '高岚' },
      { part: 'product', name: '陶知行' },
    ],
  }),
  'complaint.solution': () => ({ solution: '先恢复名单客户的回访, 由专人每日核对' }),
  'complaint.declare-complex': () => ({ reason: '涉及两个系统的数据核对, 须跨部门处理' }),
  'complaint.plan': ({ now }) => ({
    plan: '三日内核对全部名单, 一周内补做回访, 两周内上线提醒',
    dueOn: dateAt(now + 14 * DAY),
  }),
  'complaint.update': () => ({ text: '今日完成一部分名单的核对, 明日继续' }),
  'complaint.incident': () => ({
    account: '一份名单被误发给无关人员, 已要求对方删除并书面确认',
    affected: '名单客户 48 家的联系人姓名与电话',
    measures: '停用该发送渠道, 通知受影响的客户, 复查权限',
  }),
  'complaint.subject': () => ({ about: 'data-leak', reason: '核实后确认涉及客户信息泄露' }),
  'complaint.severity': () => ({ severity: '严重', reason: '影响范围扩大到全部名单客户' }),
  'complaint.pause': waiting,
  'complaint.resume': () => ({}),
  'complaint.resolve': () => ({ result: '名单核对与回访补做完毕, 客户确认无误' }),
  'complaint.callback': () => ({ way: 'call', apology: true, satisfied: true, note: '客户表示认可' }),
  'complaint.retrospective': () => ({
    rootCause: '交接时漏掉了回访提醒',
    measure: '交接清单增加回访提醒一栏, 由第二人核对',
    owner: '韩墨',
  }),
  'complaint.reopen': () => ({ reason: '同样的问题再次出现' }),
  'complaint.close': () => ({}),
  'complaint.acknowledge': (s) => ({ id: missed(s), note: '已督促责任人, 今日内办理' }),
  'complaint.exclude': (s) => ({ id: missed(s), reason: '客户要求改期, 有书面记录' }),
  'request.respond': () => ({ text: '已收到, 正在了解情况' }),
  'request.attempt': () => ({ way: '电话', note: '无人接听' }),
  'request.assess': () => ({ reason: '客户换季促销需要', feasibility: '现有人力可以办到', value: '有助于续签' }),
  'request.assign': () => ({}),
  'request.plan': ({ now }) => ({ plan: '先做样本, 客户认可后全部办理', dueOn: dateAt(now + 10 * DAY) }),
  'request.progress': () => ({ text: '样本已完成, 等待汇总' }),
  'request.solve': () => ({ solution: '已按客户要求办理完毕, 结果见附表' }),
  'request.refuse': () => ({ reason: '超出协议约定的服务范围', alternative: '可以另行报价, 或改为季度办理' }),
  'request.urgency': () => ({ urgency: '紧急', reason: '客户提前了上线日期' }),
  'request.pause': waiting,
  'request.resume': () => ({}),
  'request.merge': ({ state }) => ({ into: state.id.replace(/R\d+$/, 'R1') }),
  'request.callback': () => ({ way: 'call', satisfied: true, note: '客户表示满意' }),
  'request.confirm': () => ({}),
  'request.reopen': () => ({ reason: '结果与要求不符' }),
  'request.close': () => ({ outcome: 'withdrawn', reason: '客户不再需要' }),
  'request.acknowledge': (s) => ({ id: missed(s), note: '已督促责任人, 今日内办理' }),
  'request.exclude': (s) => ({ id: missed(s), reason: '客户要求改期, 有书面记录' }),
};
