import type { CommandName, CommandPayloads, SealedReplacement } from '../../domain/agreement/commands';
import { SEATS } from '../../domain/parties';
import { ORDERED_KINDS } from '../../domain/agreement/ordered';
import { ATTEMPT_RESULTS } from '../../domain/agreement/delivery';
import { parseCaseId } from '../../domain/ids';
import { amendmentBodies, seals } from './amendment';
import { complaintReport, requestReport } from './case-reports';
import { draft } from './draft';
import {
  freeText,
  instant,
  month,
  party,
  plainDate,
  positive,
  scan,
  sha256,
  table,
  versionRef,
  word,
  type Prepared,
} from './fields';
import { SIGNING_SCHEMAS } from './signing';
import { ladders, standard } from './standard';
import { surveyBodies } from './survey';
import { person, termChanges } from './start';
import { channel, writtenBodies } from './written';
import { z } from './zod';

const decision = <A extends [string, ...string[]]>(...answers: A) => z.enum(answers);
const figures = {
  satisfaction: z.number().min(0).max(100).optional().openapi({ description: '满意度, 0–100 分' }),
  onTimePercent: z.number().min(0).max(100).optional().openapi({ description: '按时完成率, %' }),
  responseHours: z.number().min(0).max(10_000).optional().openapi({ description: '平均首次响应时间, 小时' }),
  targets: z.record(word(), z.boolean()).optional().openapi({ description: '约定目标: 编号 → 是否达到' }),
};
const requirement = { key: word(), text: freeText() };
const target = {
  ...requirement,
  title: freeText(60).optional().openapi({ description: '指标名称, 文书中印出; 缺省印编号' }),
  weightPercent: z.int().min(0).max(100).optional().openapi({ description: '权重, %' }),
  stage: freeText(100).optional().openapi({ description: '考核阶段, 如每季度' }),
};
const returned = { version: positive(), reason: freeText() };
const lapseReason = () => freeText().optional().openapi({ description: '决定的理由; 视为撤回或结束时必须' });
const anyChannel = () => z.enum(['email', 'post', 'fax', 'platform', 'in-person']);
const proof = () =>
  scan().optional().openapi({ description: '收到的凭证; 邮寄的为带邮戳的凭证。只有客户自己经平台提交时可以没有' });
const list = <S extends Parameters<typeof z.strictObject>[0]>(row: S) => z.array(z.strictObject(row)).min(1).max(200);

/** The body of every command but `calendar.load`, which administrators send for all agreements at once. */
export const SCHEMAS = {
  'document.require': z.strictObject({ kind: word(), title: freeText(200) }),
  'document.receive': z.strictObject({
    kind: word(),
    upload: scan(),
    table: table().optional(),
    validUntil: plainDate().optional().openapi({ description: '证照有效期; 长期有效的填 9999-12-31' }),
    declaredCount: z.int().min(0).max(1_000_000).optional().openapi({ description: '盖章名单上的客户数' }),
  }),
  'document.accept': z.strictObject({ kind: word() }),
  'document.return': z.strictObject({ kind: word(), reason: freeText() }),
  'consent.record': z.strictObject({ purpose: freeText(), upload: scan().optional() }),
  'consent.deemed-acceptance': z.strictObject({
    upload: scan().openapi({ description: '双方书面约定的扫描件' }),
    agreedOn: plainDate().openapi({ description: '约定之日, 不能晚于今天; 须不晚于草案送达之日' }),
  }),
  'intake.settle': z.strictObject({
    requirements: z.array(z.strictObject(requirement)).max(100),
    targets: z.array(z.strictObject(target)).max(100).optional(),
    consent: z.strictObject({ purpose: freeText(), upload: scan().optional() }).optional(),
  }),
  'draft.submit': z.strictObject({
    draft,
    terms: termChanges.optional().openapi({ description: '随本版本协商变更的条件' }),
    standard: standard.optional(),
    ladders: ladders.optional(),
  }),
  'review.legal.approve': z.strictObject(versionRef),
  'review.legal.return': z.strictObject(returned),
  'review.service.approve': z.strictObject(versionRef),
  'review.service.return': z.strictObject(returned),
  'review.deliver': z.strictObject({
    version: positive(),
    channel: anyChannel(),
    proof: proof(),
  }),
  'review.client.accept': z.strictObject(versionRef),
  'review.client.object': z.strictObject({
    version: positive(),
    objections: z
      .array(z.strictObject({ clause: word().openapi({ description: '本版本中条款的编号' }), text: freeText() }))
      .min(1)
      .max(100),
  }),
  'review.client-lapse.decide': z.strictObject({
    answer: decision('extend', 'withdraw', 'close'),
    days: z.int().min(1).max(10).optional().openapi({ description: '延期的工作日数' }),
    reason: lapseReason(),
  }),
  'clauses.explain': z.strictObject({ ...versionRef, acknowledged: z.literal(true), note: freeText().optional() }),
  'confirm.client': z.strictObject(versionRef),
  'confirm.provider': z.strictObject(versionRef),
  'signature.record': z.strictObject({
    ...versionRef,
    party: party(),
    seals: seals(),
    signedOn: plainDate(),
    scan: scan(),
    authorisation: scan().optional(),
    originalsAt: freeText(500),
  }),
  'signature.attest': z.strictObject({
    party: party(),
    scanSha256: sha256(),
    pages: z.array(positive()).max(2_000),
    names: z.literal(true),
    seals: z.literal(true),
    dates: z.literal(true),
  }),
  ...SIGNING_SCHEMAS,
  'signing.lapse.decide': z.strictObject({ answer: decision('extend', 'close'), reason: lapseReason() }),
  'condition.fulfil': z.strictObject({ on: plainDate(), proof: scan().optional() }),
  'condition.decide': z.strictObject({
    answer: decision('extend', 'close'),
    until: plainDate().optional(),
    reason: lapseReason(),
  }),
  'plan.deliver': z.strictObject({
    team: list({ name: freeText(100), duty: freeText(200) }),
    tasks: list({ item: freeText(200), schedule: freeText(200), owner: freeText(100), deliverable: freeText(200) }),
  }),
  'ledger.enter': z.strictObject({
    way: word(20).openapi({ example: '电话' }),
    content: freeText(),
    wanted: freeText().optional(),
    wrong: freeText().optional(),
    progress: freeText().optional(),
    said: freeText().optional(),
    corrects: positive()
      .optional()
      .openapi({ description: '被更正记录的登记号 (台账与沟通记录表的第二栏); 记录只追加, 不修改' }),
  }),
  'ledger.file': z.strictObject({ month: month(), receipt: freeText(500) }),
  'meeting.hold': z.strictObject({
    place: freeText(200),
    attendees: list({ name: freeText(100), title: freeText(100), side: party() }),
    progress: freeText(),
    satisfaction: freeText(),
    improvements: z.array(z.strictObject({ measure: freeText(500), owner: freeText(100), due: plainDate() })).max(100),
  }),
  'meeting.feedback': z.strictObject({ meeting: positive(), remarks: freeText() }),
  'complaint.file': complaintReport,
  'request.file': requestReport,
  'miss.exclude': z.strictObject({
    case: z
      .string()
      .refine((id) => parseCaseId(id) !== undefined, '须为投诉或需求编号, 如 2026-客户维护-001-C3')
      .openapi({ description: '投诉或需求, 已结案的也可以', example: '2026-客户维护-001-C3' }),
    id: word(80).openapi({ description: '期限编号', example: 'complaint.first-contact' }),
    n: positive().openapi({ description: '同一期限第几次' }),
    reason: freeText(),
  }),
  'document.order': z.strictObject({
    kind: z.enum(ORDERED_KINDS).openapi({
      description: '客户需求跟踪表(request-tracking), 客户沟通记录表(contact-record); 生成后见文书列表',
    }),
    from: plainDate().optional().openapi({ description: '沟通记录表的起始日期, 含当日; 缺省为协议生效日' }),
    to: plainDate().optional().openapi({ description: '沟通记录表的截止日期, 含当日; 缺省为今天' }),
  }),
  'report.deliver': z.strictObject({
    summary: freeText(),
    items: list({ item: freeText(200), planned: freeText(200), done: freeText(200) }),
    next: z.array(freeText(500)).max(100),
  }),
  'inspection.record': z.strictObject({
    findings: z.array(z.strictObject({ text: freeText(), dueOn: plainDate() })).max(100),
  }),
  'rectification.complete': z.strictObject({ id: positive(), effect: freeText() }),
  ...surveyBodies,
  'figures.record': z.strictObject(figures),
  'evaluation.confirm': z.strictObject({ party: party(), version: positive() }),
  'evaluation.dispute': z.strictObject({ party: party(), figure: word(), reason: freeText() }),
  'evaluation.correct': z.strictObject({ ...figures, reason: freeText() }),
  'evaluation.decide': z.strictObject({ answer: decision('passed', 'failed'), reason: freeText() }),
  'renewal.start': z.strictObject({}),
  'term.bridge': z.strictObject({ until: plainDate(), document: scan() }),
  'notice.terminate': z.strictObject({
    party: party(),
    channel: channel(),
    proof: proof(),
    reason: freeText(),
  }),
  'notice.attempt': z.strictObject({
    notice: positive().optional().openapi({ description: '书面通知的序号; 缺省为草案, 或该方的终止通知' }),
    party: party().optional().openapi({ description: '终止通知由哪一方发出; 缺省为服务方' }),
    channel: anyChannel(),
    result: z.enum(ATTEMPT_RESULTS).openapi({
      description: '拒收(refused), 迁址(moved), 被退回(bounced), 无人签收(unanswered); 拒收与迁址的, 改以邮寄',
    }),
    proof: scan().optional(),
    note: freeText(500).optional(),
  }),
  ...writtenBodies,
  ...amendmentBodies,
  'handover.submit': z.strictObject({
    items: list({ item: freeText(200), detail: freeText(), done: z.literal(true, '交接事项尚未完成') }),
  }),
  'handover.accept': z.strictObject({}),
  'handover.backup': z.strictObject({ receipt: freeText(500) }),
  'settlement.confirm': z.strictObject({
    lines: list({ label: freeText(200), basis: freeText(500), fen: z.int() }),
    payBy: plainDate().optional(),
  }),
  'certificate.sign': z.strictObject({
    party: party(),
    scan: scan(),
    version: positive().optional(),
    sha256: sha256().optional().openapi({ description: '所签署的履行完毕确认书; 给出的须与当前版本一致' }),
  }),
  'agreement.withdraw': z.strictObject({ reason: freeText() }),
  'agreement.close': z.strictObject({ reason: freeText() }),
  'deadline.acknowledge': z.strictObject({ id: word(80), note: freeText() }),
  'deadline.extend': z.strictObject({
    id: word(80),
    days: z.int().min(1).max(10).openapi({ description: '延期的工作日数, 自原到期日起算' }),
    reason: freeText(),
  }),
  'person.replace': z.strictObject({
    seat: z.enum(SEATS).openapi({
      description:
        '乙方对接人(contact), 乙方签署人(signatory), 客户经理(accountManager), 负责人(manager), 甲方签署人(providerSignatory); 同一人的资料更正也用此命令',
    }),
    person: person.openapi({ description: '接任者; 个人信息, 加密保存' }),
    notice: scan()
      .optional()
      .openapi({ description: '乙方加盖公章的书面通知; 更换乙方人员时必须, 同一人的资料更正不需要' }),
    reason: freeText(),
  }),
} satisfies Record<PublicCommand, z.ZodObject>;

/** Commands that people send to one agreement. */
export type PublicCommand = Exclude<CommandName, 'calendar.load'>;
export const PUBLIC_COMMANDS = Object.keys(SCHEMAS) as PublicCommand[];

/** What `replace-person.ts` puts in the place of the newcomer's data. */
type Sealed<N> = N extends 'person.replace' ? SealedReplacement : unknown;
type Misfit = {
  [N in PublicCommand]: Prepared<z.output<(typeof SCHEMAS)[N]>> & Sealed<N> extends CommandPayloads[N] ? never : N;
};
/** Does not compile when a body, once prepared, is not the payload that the domain takes. */
const fits: Misfit[PublicCommand] extends never ? true : Misfit[PublicCommand] = true;
void fits;

/** Beside the payload of every command. */
export const occurredAt = instant().optional().openapi({
  type: 'string',
  format: 'date-time',
  description: '实际发生时间, 不能晚于现在; 缺省为记录时间',
});

/** Payload fields and `occurredAt`, flat. */
export const bodyOf = (name: PublicCommand): z.ZodObject => (SCHEMAS[name] as z.ZodObject).safeExtend({ occurredAt });

/** `review.legal.approve` → `review/legal/approve`. */
export const pathOf = (name: PublicCommand): string => name.replaceAll('.', '/');
