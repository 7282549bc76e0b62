import type { CaseCommandName, CaseCommandPayloads } from '../../domain/case/commands';
import { DEPARTMENT_ZH, type CaseKind } from '../../domain/case/types';
import { parseCaseId } from '../../domain/ids';
import { severity, subject, urgency } from './case-reports';
import { occurredAt } from './commands';
import { freeText, plainDate, positive, scan, word, type Prepared } from './fields';
import { keysOf, z } from './zod';

const clock = () => word(80).openapi({ description: '期限编号', example: 'complaint.first-contact' });
const way = () => word(20).openapi({ description: '方式', example: '电话' });
const attempt = z.strictObject({ way: way(), note: freeText().optional() });
const planning = z.strictObject({
  plan: freeText(),
  dueOn: plainDate().openapi({ description: '计划完成日期, 不早于今天' }),
});
const pausing = z.strictObject({
  id: clock().optional().openapi({ description: '只暂停这一个期限; 缺省为全部正在计时的' }),
  reason: freeText().openapi({ description: '等待客户答复什么' }),
  proof: scan().openapi({ description: '已向客户提问的凭证' }),
  days: z.int().min(1).max(10).optional().openapi({ description: '最长工作日数; 缺省为 10' }),
});
const resuming = z.strictObject({
  id: clock().optional().openapi({ description: '只恢复这一个期限; 缺省为全部暂停中的' }),
});
const acknowledging = z.strictObject({ id: clock(), note: freeText() });
const excluding = z.strictObject({
  id: clock(),
  n: positive().optional().openapi({ description: '同一期限第几次; 缺省为最近一次未排除的逾期' }),
  reason: freeText(),
});
const reopening = z.strictObject({ reason: freeText() });
const called = { way: z.enum(['call', 'visit']), satisfied: z.boolean(), note: freeText() };

/** The body of every command on a case but `calendar.load`, which administrators send for all at once. */
export const CASE_SCHEMAS = {
  'complaint.contact': z.strictObject({ way: way(), note: freeText() }),
  'complaint.attempt': attempt,
  'complaint.team': z.strictObject({
    members: z
      .array(
        z.strictObject({
          part: z.enum(['account-manager', 'technical', 'product', 'service']),
          name: freeText(100),
        }),
      )
      .min(1)
      .max(50)
      .openapi({ description: '须有客户经理(涉及其本人的除外)、技术与产品人员' }),
  }),
  'complaint.solution': z.strictObject({ solution: freeText() }),
  'complaint.declare-complex': z.strictObject({ reason: freeText() }),
  'complaint.plan': planning,
  'complaint.update': z.strictObject({ text: freeText() }),
  'complaint.incident': z.strictObject({
    account: freeText().openapi({ description: '事件经过' }),
    affected: freeText().openapi({ description: '受影响的信息与人员' }),
    measures: freeText().openapi({ description: '已采取的措施' }),
    record: scan().optional().openapi({ description: '事件记录的扫描件' }),
  }),
  'complaint.subject': z.strictObject({ about: subject(), reason: freeText() }),
  'complaint.severity': z.strictObject({ severity: severity(), reason: freeText() }),
  'complaint.pause': pausing,
  'complaint.resume': resuming,
  'complaint.resolve': z.strictObject({ result: freeText() }),
  'complaint.callback': z.strictObject({
    ...called,
    apology: z.literal(true, '回访须向客户致歉'),
  }),
  'complaint.retrospective': z.strictObject({
    rootCause: freeText(),
    measure: freeText(),
    owner: freeText(100),
    dueOn: plainDate().optional(),
  }),
  'complaint.reopen': reopening,
  'complaint.close': z.strictObject({
    outcome: z
      .enum(['satisfied', 'unreachable', 'withdrawn'])
      .optional()
      .openapi({ description: '缺省为 satisfied: 已回访, 客户认可, 已复盘; 其余由负责人或服务总监决定并写明原因' }),
    reason: freeText().optional(),
  }),
  'complaint.acknowledge': acknowledging,
  'complaint.exclude': excluding,
  'request.respond': z.strictObject({ text: freeText() }),
  'request.attempt': attempt,
  'request.assess': z.strictObject({ reason: freeText(), feasibility: freeText(), value: freeText() }),
  'request.assign': z.strictObject({
    department: z.enum(keysOf(DEPARTMENT_ZH)).optional().openapi({ description: '责任部门; 缺省按需求的种类' }),
  }),
  'request.plan': planning,
  'request.progress': z.strictObject({ text: freeText() }),
  'request.solve': z.strictObject({ solution: freeText() }),
  'request.refuse': z.strictObject({ reason: freeText(), alternative: freeText() }),
  'request.urgency': z.strictObject({ urgency: urgency(), reason: freeText() }),
  'request.pause': pausing,
  'request.resume': resuming,
  'request.merge': z.strictObject({
    into: z
      .string()
      .refine((id) => parseCaseId(id)?.kind === 'request', '须为需求编号, 如 2026-客户维护-001-R5')
      .openapi({ description: '并入的需求, 同一协议, 未结案', example: '2026-客户维护-001-R5' }),
  }),
  'request.callback': z.strictObject(called),
  'request.confirm': z.strictObject({ note: freeText().optional() }),
  'request.reopen': reopening,
  'request.close': z.strictObject({ outcome: z.enum(['unreachable', 'withdrawn']), reason: freeText() }),
  'request.acknowledge': acknowledging,
  'request.exclude': excluding,
} satisfies Record<PublicCaseCommand, z.ZodObject>;

/** Commands that people send to one case. */
export type PublicCaseCommand = Exclude<CaseCommandName, 'calendar.load'>;
export const PUBLIC_CASE_COMMANDS = Object.keys(CASE_SCHEMAS) as PublicCaseCommand[];

type Misfit = {
  [N in PublicCaseCommand]: Prepared<z.output<(typeof CASE_SCHEMAS)[N]>> extends CaseCommandPayloads[N] ? never : N;
};
/** Does not compile when a body, once prepared, is not the payload that the domain takes. */
const fits: Misfit[PublicCaseCommand] extends never ? true : Misfit[PublicCaseCommand] = true;
void fits;

/** Payload fields and `occurredAt`, flat. */
export const caseBodyOf = (name: PublicCaseCommand): z.ZodObject =>
  (CASE_SCHEMAS[name] as z.ZodObject).safeExtend({ occurredAt });

/** Which kind of case a command is for. */
export const kindOf = (name: PublicCaseCommand): CaseKind => name.slice(0, name.indexOf('.')) as CaseKind;

/** `complaint.declare-complex` → `declare-complex`, below the case's own address. */
export const casePathOf = (name: PublicCaseCommand): string => name.slice(name.indexOf('.') + 1).replaceAll('.', '/');
