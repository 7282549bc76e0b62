import { OUTCOME_ZH, PHASES } from '../../domain/agreement/types';
import { CASE_PHASE_ZH } from '../../domain/case/types';
import { FAILURES, type FailureType } from '../../domain/failures';
import { ROLES } from '../../domain/roles';
import { keysOf, z } from './zod';

/** What the API answers; the documentation is made of it, and the tests hold every answer against it. */
export const time = () =>
  z.string().openapi({ type: 'string', format: 'date-time', example: '2026-12-08T10:00:00.000+08:00' });
export const date = () => z.string().openapi({ type: 'string', format: 'date' });
export const phase = z.enum(PHASES).openapi('Phase', { description: '协议阶段' });
/** Of a complaint or request. */
export const casePhase = z.enum(keysOf(CASE_PHASE_ZH)).openapi('CasePhase', { description: '投诉与需求的阶段' });
export const role = z.enum(ROLES).openapi('Role', { description: '角色' });
export const waitingFor = z.enum([...ROLES, 'nobody']).openapi('WaitingFor', { description: '等待哪个角色' });
export const attention = z.enum(['none', 'due-soon', 'overdue', 'expiring-60d']).openapi('Attention');
const outcome = z.enum(keysOf(OUTCOME_ZH)).openapi('Outcome', { description: '结局' });
const failureTypes = Object.keys(FAILURES) as FailureType[];

export const problem = z
  .object({
    type: z.enum(failureTypes.map((type) => `urn:lvyue:problem:${type}`) as [string, ...string[]]),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional().openapi({ description: '有误的字段, 如 parties.client.uscc' }),
    errors: z.array(z.object({ field: z.string(), rule: z.string(), message: z.string() })).optional(),
    state: z
      .object({ phase: z.union([phase, casePhase]), waitingFor, version: z.int() })
      .optional()
      .openapi({ description: '409 时协议、投诉或需求的当前状态' }),
  })
  .openapi('Problem', { description: 'RFC 9457; type 稳定, 供程序判断' });

export const commandAnswer = z
  .strictObject({ no: z.string(), version: z.int(), phase, waitingFor, outcome: outcome.optional() })
  .openapi('CommandAnswer', { description: '命令已持久并记录' });

export const summary = z
  .object({
    no: z.string().openapi({ example: '2026-客户维护-001' }),
    phase,
    phaseTitle: z.string(),
    outcome: outcome.optional(),
    outcomeTitle: z.string().optional(),
    waitingFor,
    waitingForTitle: z.string(),
    attention,
    tier: z.string(),
    clientType: z.string(),
    effectiveOn: date().optional(),
    termEnd: date().optional(),
    predecessor: z.string().optional(),
    successor: z.string().optional(),
    version: z.int(),
    nextDueAt: time().optional().openapi({ description: '下一个时点: 提醒, 到期或上报; 到期日见 deadlines' }),
    recordedAt: time(),
  })
  .openapi('AgreementSummary');

export const anything = (description: string) => z.record(z.string(), z.unknown()).openapi({ description });

export const detail = summary
  .extend({
    startedAt: time(),
    terms: anything('约定的条件'),
    standard: anything('对服务标准的修改'),
    parties: anything('双方及人员; 证件号码已遮盖').optional(),
    intake: anything('材料, 特殊要求, 个人信息处理同意'),
    draft: anything('当前版本: 编号, 哈希, 页数, 起草人').optional(),
    content: anything('当前草案的内容').optional(),
    review: anything('本轮审核').optional(),
    signatures: anything('双方签署'),
    figures: anything('评估数据'),
    surveys: z.array(anything('满意度调研: 评分, 意见, 分析会, 改进措施')).optional(),
    evaluation: anything('评估').optional(),
    ending: anything('终止').optional(),
    ledgerFiled: z.string().optional(),
    successorSigned: z.boolean().optional(),
  })
  .openapi('Agreement');

const target = z
  .object({ value: z.number(), unit: z.enum(['min', 'h', 'day', 'workday', 'workmin', 'workhour']) })
  .openapi('Target');

export const deadline = z
  .object({
    id: z.string().openapi({ example: 'review.client' }),
    n: z.int().optional().openapi({ description: '同一期限第几次; 预测中没有' }),
    clause: z.string(),
    title: z.string(),
    owner: role,
    ownerTitle: z.string(),
    jointlyWith: role.optional().openapi({ description: '双方各有一份的, 另一责任方' }),
    startedAt: time().optional(),
    due: time().optional().openapi({ description: '到期; 起点未知的没有' }),
    projected: z.boolean().optional().openapi({ description: '超出已公布的日历, 以公布为准' }),
    state: z.enum(['open', 'met', 'missed', 'cancelled', 'planned']),
    metAt: time().optional(),
    missedAt: time().optional(),
    recordedLate: z.boolean().optional(),
    escalations: z.int().optional(),
    escalatedTo: role.optional(),
    acknowledgedUntil: time().optional().openapi({ description: '已有人处理; 届时仍未完成的, 继续上报' }),
    paused: z.boolean().optional().openapi({ description: '暂停中' }),
    pauses: z.array(z.object({ from: time(), to: time().optional(), until: time().optional() })).optional(),
    target,
    point: z.boolean().optional().openapi({ description: '仅为时点, 无人欠付' }),
    otherwise: z.string().optional().openapi({ description: '无人行动时会怎样' }),
  })
  .openapi('Deadline');

const person = z.strictObject({ name: z.string(), email: z.string() });
const recorder = z.strictObject({ role, id: z.string(), name: z.string().optional() });

const delegated = {
  id: z.string(),
  role,
  roleTitle: z.string(),
  agreement: z.string().optional().openapi({ description: '客户对接人的: 据以登记的协议' }),
  startsOn: date(),
  endsOn: date().openapi({ description: '含当日' }),
  state: z.enum(['planned', 'active', 'ended', 'revoked']),
  recordedAt: time(),
  revokedAt: time().optional(),
};

export const delegationAnswer = z
  .strictObject({
    ...delegated,
    agreements: z.int().optional().openapi({
      description: '外出者在该角色中名列其中的未结束协议数; 0 时请核对姓名与邮箱。共用邮箱的角色没有此项',
    }),
  })
  .openapi('DelegationAnswer', { description: '外出委托已登记或撤销; 姓名等见 GET' });

export const delegation = z
  .strictObject({
    ...delegated,
    from: person.openapi({ description: '外出者' }),
    to: person.openapi({ description: '代理人' }),
    reason: z.string().optional(),
    recordedBy: recorder,
    revokedBy: recorder.optional(),
  })
  .openapi('Delegation', { description: '外出委托' });

export const timelineEntry = z
  .looseObject({
    seq: z.int(),
    at: time().openapi({ description: '发生时间' }),
    recordedAt: time().optional().openapi({ description: '记录时间; 通知为送达时间' }),
    workflowId: z.string(),
    event: z.string().openapi({ example: 'phase.entered' }),
    by: z.object({ role, id: z.string(), name: z.string().optional() }).optional(),
  })
  .openapi('TimelineEntry', { description: '事件本身的字段与此同级' });

export const document = z
  .strictObject({
    kind: z.string(),
    title: z.string(),
    version: z.int(),
    sha256: z.string(),
    pages: z.int().optional(),
    code: z.string().optional().openapi({ description: '验证码', example: 'K7QM-2XTA-9PF0-C4V9' }),
    madeAt: time(),
    href: z.string(),
    docx: z.string().optional().openapi({ description: '协议的 Word 文件' }),
    changes: z.string().optional().openapi({ description: '协议的修改对照稿 (Word 修订), 对照上一轮送达的版本' }),
    table: z
      .strictObject({ sha256: z.string(), href: z.string() })
      .optional()
      .openapi({ description: '同一表格的 XLSX; 只有表格有' }),
  })
  .openapi('Document');

export const verification = z
  .strictObject({
    state: z.enum(['genuine', 'superseded', 'unknown']),
    message: z.string().openapi({ description: '给人看的结论' }),
    kind: z.string().nullable(),
    title: z.string().nullable(),
    number: z.string().nullable().openapi({ description: '协议、投诉或需求的编号' }),
    version: z.int().nullable(),
    label: z.string().nullable().openapi({ description: '页眉所载版本或序号', example: '第 5 号' }),
    madeOn: z.string().nullable().openapi({ description: '出具日期 (中国)', example: '2026-12-08' }),
    sha256: z.string().nullable().openapi({ description: 'PDF 出具时的 SHA-256' }),
    supersededBy: z.int().nullable().openapi({ description: '同一事项的最新版本' }),
    newest: z.string().nullable().openapi({ description: '最新版本页眉所载版本或序号' }),
  })
  .openapi('Verification', { description: '由本系统出具, 已被取代, 或未能确认; 不含当事人与内容' });

export const upload = z
  .strictObject({
    uploadId: z.string(),
    sha256: z.string(),
    mediaType: z.string(),
    bytes: z.int(),
    pages: z.int().optional(),
    rows: z.int().optional(),
  })
  .openapi('Upload');

export const started = z.strictObject({ no: z.string(), version: z.int(), phase, waitingFor }).openapi('Started');

export const calendars = z
  .strictObject({
    version: z.string(),
    revision: z.int(),
    published: z.array(z.strictObject({ year: z.int(), off: z.array(date()), work: z.array(date()) })),
    projectedUntil: z.int().openapi({ description: '此年以后无法推算节日' }),
  })
  .openapi('Calendars');

export const calendarLoaded = z
  .strictObject({
    version: z.string(),
    revision: z.int(),
    agreements: z.int().openapi({ description: '载入的协议数' }),
    cases: z.int().openapi({ description: '载入的投诉与需求数' }),
    moved: z.array(
      z.strictObject({
        agreement: z.string(),
        case: z.string().optional().openapi({ description: '投诉或需求编号, 期限属于它时' }),
        id: z.string(),
        from: time(),
        to: time(),
      }),
    ),
  })
  .openapi('CalendarLoaded');

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().optional() });
export const listOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item) });
