import { CASE_COMMAND_NAMES } from '../../domain/case/commands';
import {
  CASE_KIND_ZH,
  CASE_OUTCOME_ZH,
  DEPARTMENT_ZH,
  SEVERITIES,
  SUBJECT_ZH,
  TOPIC_ZH,
  URGENCIES,
} from '../../domain/case/types';
import { anything, attention, casePhase, commandAnswer, deadline, phase, role, time, waitingFor } from './answers';
import { keysOf, z } from './zod';

/** What the API answers about complaints and requests. */
const caseKind = z.enum(keysOf(CASE_KIND_ZH)).openapi('CaseKind', { description: '投诉或需求' });
/** An agreement, or a case beside it. */
const kind = z.enum(['agreement', ...keysOf(CASE_KIND_ZH)]);
const caseOutcome = z.enum(keysOf(CASE_OUTCOME_ZH)).openapi('CaseOutcome', { description: '结案方式' });
const caseId = () => z.string().openapi({ description: '投诉或需求编号', example: '2026-客户维护-001-C3' });
const ofCase = { case: caseId().optional(), kind };
const person = z.object({ role, id: z.string(), name: z.string().optional() });

export const filedAnswer = z
  .strictObject({ ...commandAnswer.shape, caseId: caseId() })
  .openapi('FiledAnswer', { description: '已登记, 投诉或需求已可读取与处理' });

export const caseAnswer = z
  .strictObject({
    id: caseId(),
    agreementNo: z.string(),
    version: z.int(),
    phase: casePhase,
    waitingFor,
    outcome: caseOutcome.optional(),
  })
  .openapi('CaseAnswer', { description: '命令已持久并记录' });

export const caseSummary = z
  .object({
    id: caseId(),
    kind: caseKind,
    kindTitle: z.string(),
    agreement: z.string(),
    tier: z.string(),
    phase: casePhase,
    phaseTitle: z.string(),
    outcome: caseOutcome.optional(),
    outcomeTitle: z.string().optional(),
    waitingFor,
    waitingForTitle: z.string(),
    attention,
    severity: z.enum(SEVERITIES).optional(),
    urgency: z.enum(URGENCIES).optional(),
    about: z.enum(keysOf(SUBJECT_ZH)).optional(),
    aboutTitle: z.string().optional(),
    topic: z.enum(keysOf(TOPIC_ZH)).optional(),
    topicTitle: z.string().optional(),
    department: z.enum(keysOf(DEPARTMENT_ZH)).optional(),
    departmentTitle: z.string().optional(),
    round: z.int(),
    reportedAt: time().openapi({ description: '客户提出; 计时的起点' }),
    closedAt: time().optional(),
    version: z.int(),
    nextDueAt: time().optional(),
    recordedAt: time(),
  })
  .openapi('CaseSummary');

const miss = z.strictObject({
  id: z.string(),
  n: z.int(),
  title: z.string(),
  due: time(),
  excluded: z.boolean().openapi({ description: '经负责人或服务总监决定不计入指标' }),
  reason: z.string().optional(),
});
const entry = z
  .looseObject({
    seq: z.int(),
    at: time(),
    recordedAt: time(),
    command: z.enum(CASE_COMMAND_NAMES as [string, ...string[]]),
    commandTitle: z.string(),
    by: person,
  })
  .openapi('CaseEntry', { description: '一条办理记录; 命令的字段与此同级' });

export const caseDetail = caseSummary
  .extend({
    openedAt: time(),
    report: anything('客户所述'),
    filedBy: person,
    assigned: z.boolean().optional().openapi({ description: '已交责任部门' }),
    sources: z.array(z.strictObject({ id: caseId(), channel: z.string(), reportedAt: time() })),
    current: anything('本轮的进展: 各步的时间, 计划, 暂停'),
    attempts: z.int().openapi({ description: '未能联系上客户的次数' }),
    incidentAt: time().optional(),
    misses: z.array(miss).openapi({ description: '全部逾期' }),
    standard: anything('对服务标准的修改'),
    ladders: anything('对上报阶梯的修改').optional(),
    entries: z.array(entry),
  })
  .openapi('Case');

export const caseDeadline = deadline
  .extend({
    paused: z.boolean(),
    met: z.boolean(),
    missed: z.boolean(),
    excluded: z.boolean(),
    reason: z.string().optional().openapi({ description: '不计入指标的原因' }),
    remainingMs: z.int().optional().openapi({ description: '剩余毫秒, 按自然时间; 逾期未办的为负; 不再欠付的没有' }),
    remainingWorkMs: z.int().optional().openapi({ description: '剩余毫秒, 按工作时间; 仅按工作时间计的期限' }),
  })
  .openapi('CaseDeadline');

export const breach = deadline
  .extend({ agreement: z.string(), ...ofCase, tier: z.string(), excluded: z.boolean(), reason: z.string().optional() })
  .openapi('Breach', { description: '逾期; excluded: 经负责人或服务总监决定不计入指标' });

export const caseCount = z
  .strictObject({
    key: z.string(),
    title: z.string().optional(),
    open: z.int(),
    closed: z.int(),
    breached: z.int().openapi({ description: '有计入指标的逾期的' }),
    complaints: z.int(),
    requests: z.int(),
  })
  .openapi('CaseCount');

const ids = () => z.array(caseId());
const split = z.strictObject({ inTime: ids(), late: ids() });

export const figures = z
  .strictObject({
    no: z.string(),
    from: z.string(),
    to: z.string(),
    asOf: time(),
    onTime: z.strictObject({
      percent: z.number().optional().openapi({ description: '按时率 %, 舍去; 没有到期的没有' }),
      inTime: ids(),
      late: ids(),
      excluded: ids(),
    }),
    response: z.strictObject({
      meanHours: z.number().optional().openapi({ description: '平均首次响应时间, 小时, 进位' }),
      times: z.array(z.strictObject({ case: caseId(), ms: z.int(), answered: z.boolean() })),
      distribution: z.array(z.strictObject({ withinHours: z.number().optional(), cases: ids() })),
      byUrgency: z.strictObject({ 紧急: split, 重要: split, 常规: split }),
      excluded: ids(),
    }),
    survey: z.strictObject({
      satisfaction: z.number().optional().openapi({ description: '已答复调研的均值 × 20, 舍去; 没有答复的没有' }),
      answered: z.array(z.int()).openapi({ description: '已答复的调研的序号' }),
      unanswered: z.array(z.int()),
    }),
  })
  .openapi('CaseFigures', { description: '评估所取的数据, 每项附所依据的投诉与需求, 或调研' });

export const task = deadline
  .extend({
    agreement: z.string(),
    ...ofCase,
    phase: z.union([phase, casePhase]),
    tier: z.string(),
    department: z.enum(keysOf(DEPARTMENT_ZH)).optional().openapi({ description: '责任部门' }),
    departmentTitle: z.string().optional(),
    why: z.enum(['owed', 'escalated']),
    acknowledged: z.boolean().optional(),
    substitution: z
      .strictObject({ delegation: z.string(), role, from: z.string(), to: z.string() })
      .optional()
      .openapi({ description: '外出委托: from 在 role 中的待办, 由 to 代为处理' }),
  })
  .openapi('Task');
