import type { CommandPayloads } from '../domain/agreement/commands';
import type { PublicCommand } from '../api/schemas/commands';
import { DAY, dateAt } from '../domain/time';
import { exampleDraft } from './example-draft';
import { scanOf, tableOf } from './files';
import { marksOf, ownParty, partyOf, suffix, type Said, type Situation, type Wording } from './situation';
import { SURVEY_USUAL } from './survey-words';
import { WRITTEN_USUAL } from './written-words';

export type { Situation };

/**
 * What people usually write: a whole body for every command, in plain words, as the API takes it (uploads as `scanOf` and
 * `tableOf` make them). Habits and events put their own fields over it.
 */
export const USUAL: Record<PublicCommand, Wording> = {
  'document.require': () => ({ kind: 'supplement', title: '补充材料' }),
  'document.receive': (s) => received(String(s.said['kind']), s),
  'document.accept': () => ({ kind: 'business-licence' }),
  'document.return': () => ({ kind: 'business-licence', reason: '扫描件不清晰, 请重新提供' }),
  'consent.record': () => ({
    purpose: '为履行客户关系维护服务, 处理对接人及名单客户联系人的姓名与联系方式',
    upload: scanOf('个人信息处理告知与同意书'),
  }),
  'consent.deemed-acceptance': ({ now }) => ({
    upload: scanOf('逾期未答复视为接受的书面约定'),
    agreedOn: dateAt(now),
  }),
  'intake.settle': ({ choice }) => ({ requirements: choice.requirements, targets: choice.targets }),
  'draft.submit': (s) => ({ draft: exampleDraft(s) }),
  'review.legal.approve': version,
  'review.legal.return': ({ state }) => ({
    version: state.draft?.version,
    reason: '违约责任的上限须与服务费对应, 请调整',
  }),
  'review.service.approve': version,
  'review.service.return': ({ state }) => ({
    version: state.draft?.version,
    reason: '服务频次超出团队现有人力, 请调整',
  }),
  'review.deliver': ({ state }) => ({
    version: state.draft?.version,
    channel: 'email',
    proof: scanOf('客户收到草案的回执'),
  }),
  'review.client.accept': version,
  'review.client.object': ({ state }) => ({
    version: state.draft?.version,
    objections: [objection(state.review?.round ?? 1)],
  }),
  'review.client-lapse.decide': (s) => ({
    answer: 'extend',
    ...(isExtended(s) ? { days: 5, reason: '客户内部仍在审阅' } : { reason: '反馈期内客户没有答复, 亦无法联系' }),
  }),
  'clauses.explain': (s) => ({ ...version(s), acknowledged: true, note: '已逐条说明费用, 保密, 违约与争议解决条款' }),
  'confirm.client': version,
  'confirm.provider': version,
  'signature.record': (s) => ({
    ...version(s),
    party: 'client',
    seals: marksOf(s),
    signedOn: dateAt(s.now),
    scan: scanOf(`签署件 ${partyOf(s)}`, s.state.draft?.pages),
    originalsAt: '公司档案室 合同柜',
  }),
  'signature.attest': (s) => {
    const scan = s.state.signatures[partyOf(s)]?.scan;
    const pages = Array.from({ length: scan?.pages ?? 1 }, (_, i) => i + 1);
    return {
      party: 'client',
      scanSha256: scan?.sha256 ?? '0'.repeat(64),
      pages,
      names: true,
      seals: true,
      dates: true,
    };
  },
  'signing.start': (s) => ({ ...version(s), provider: 'ess' }),
  'signing.cancel': () => ({ reason: '一方要求改为纸质签署' }),
  'signing.flow.refresh': () => ({}),
  'signing.lapse.decide': (s) => ({
    answer: 'extend',
    reason: isExtended(s) ? '用印流程未完成, 重新约定签署期' : '签署期内一方没有签署',
  }),
  'condition.fulfil': ({ now }) => ({ on: dateAt(now), proof: scanOf('生效条件成就的证明') }),
  'condition.decide': (s) => ({
    answer: 'extend',
    ...(isExtended(s)
      ? { until: dateAt(s.now + 30 * DAY), reason: '条件预计近期成就' }
      : { reason: '条件到期没有成就' }),
  }),
  'plan.deliver': ({ parties }) => ({
    team: [
      { name: parties.accountManager.name, duty: '客户经理, 统筹履行, 投诉与需求的首问责任人' },
      { name: '高岚', duty: '技术支持, 技术类需求与投诉' },
      { name: '韩墨', duty: '客服专员, 回访, 调研与台账' },
    ],
    tasks: [
      {
        item: '定期沟通',
        schedule: '每月 10 日以前',
        owner: parties.accountManager.name,
        deliverable: '客户沟通记录表',
      },
      { item: '满意度调研', schedule: '每季度末月', owner: '韩墨', deliverable: '客户满意度调研报告' },
    ],
  }),
  'ledger.enter': () => ({
    way: '电话',
    content: '通报本月服务进展与下月安排',
    wanted: '希望每月沟通安排在上午',
    progress: '已写入服务执行计划',
    said: '满意',
  }),
  'ledger.file': ({ deadline }) => ({ month: suffix(deadline) ?? '2000-01', receipt: '客户对接人邮件回执' }),
  'meeting.hold': ({ parties, now }) => ({
    place: '线上会议',
    attendees: [
      { name: parties.manager.name, title: parties.manager.title ?? '负责人', side: 'provider' },
      { name: parties.accountManager.name, title: parties.accountManager.title ?? '客户经理', side: 'provider' },
      { name: parties.contact.name, title: parties.contact.title ?? '对接人', side: 'client' },
    ],
    progress: '本期服务按计划进行, 沟通与拜访均已完成。',
    satisfaction: '客户对响应速度表示满意, 希望回访记录更详细。',
    improvements: [{ measure: '回访记录增加客户原话一栏', owner: '韩墨', due: dateAt(now + 14 * DAY) }],
  }),
  'meeting.feedback': ({ deadline }) => ({
    meeting: Number(suffix(deadline) ?? 1),
    remarks: '纪要无误, 请按改进措施办理。',
  }),
  'document.order': () => ({ kind: 'request-tracking' }),
  'report.deliver': () => ({
    summary: '本期服务按计划进行, 受理的需求均在时限内办结。',
    items: [
      { item: '定期沟通', planned: '每月 1 次', done: '已完成' },
      { item: '上门拜访', planned: '每季度 1 次', done: '已完成' },
    ],
    next: ['完成下一轮名单客户回访'],
  }),
  'inspection.record': ({ now }) => ({
    findings: [{ text: '2 份沟通记录缺少客户意见', dueOn: dateAt(now + 10 * DAY) }],
  }),
  'rectification.complete': ({ deadline }) => ({
    id: Number(suffix(deadline) ?? 1),
    effect: '已补录并加强复核, 抽查合格',
  }),
  ...SURVEY_USUAL,
  'figures.record': figures,
  'evaluation.confirm': ({ state }) => ({ party: 'client', version: state.evaluation?.version ?? 1 }),
  'evaluation.dispute': (s) => ({
    party: ownParty(s),
    figure: 'onTimePercent',
    reason: '按时完成率漏计 1 件补录的需求',
  }),
  'evaluation.correct': (s) => ({ ...figures(s), reason: '补入 1 件补录的需求' }),
  'evaluation.decide': () => ({ answer: 'failed', reason: '依据评估报告与双方沟通情况' }),
  'renewal.start': () => ({}),
  'complaint.file': () => ({
    channel: '电话',
    severity: '一般',
    description: '名单客户反映上周约定的回访没有进行',
  }),
  'request.file': () => ({
    channel: '邮件',
    urgency: '重要',
    topic: 'service',
    description: '希望下月起增加一次名单客户的联合回访',
  }),
  'miss.exclude': ({ state }) => ({
    case: `${state.no}-C${Math.max(1, state.lastNumber.complaint)}`,
    id: 'complaint.first-contact',
    n: 1,
    reason: '客户要求改期, 有书面记录',
  }),
  'term.bridge': ({ state, now }) => ({
    until: dateAt(Math.max(now, Date.parse(`${state.termEnd ?? dateAt(now)}T00:00:00+08:00`)) + 60 * DAY),
    document: scanOf('过渡期补充协议'),
  }),
  'notice.terminate': (s) => ({
    party: ownParty(s),
    channel: 'email',
    proof: scanOf('对方收到通知的回执'),
    reason: s.state.evaluation?.result === 'failed' ? '服务评估未达到约定指标' : '因经营安排调整, 不再继续',
  }),
  'notice.attempt': () => ({
    channel: 'email',
    result: 'refused',
    proof: scanOf('对方拒收的凭证'),
    note: '收件人拒收, 改以邮寄',
  }),
  ...WRITTEN_USUAL,
  'handover.submit': () => ({
    items: [
      { item: '沟通记录', detail: '协议期内全部沟通记录与台账', done: true },
      { item: '名单客户资料', detail: '联系人, 偏好与跟进情况', done: true },
      { item: '平台账号', detail: '客户侧账号已移交并停用服务方权限', done: true },
    ],
  }),
  'handover.accept': () => ({}),
  'handover.backup': () => ({ receipt: '客户签收的数据备份回执' }),
  'settlement.confirm': ({ state }) => ({
    lines: [
      { label: '服务费用', basis: '协议总额', fen: state.terms.feeFen },
      { label: '已付款项', basis: '各期付款合计', fen: -state.terms.feeFen },
    ],
  }),
  'certificate.sign': (s) => ({ party: ownParty(s), scan: scanOf(`履行完毕确认书 ${partyOf(s)}`) }),
  'agreement.withdraw': () => ({ reason: '客户内部预算调整, 撤回本次协议' }),
  'agreement.close': () => ({ reason: '双方未能达成一致, 结束本次协议' }),
  'deadline.acknowledge': ({ state }) => ({
    id: state.deadlines.find((d) => d.climbAt !== undefined)?.id ?? 'drafting',
    note: '已联系责任人, 今日内办理',
  }),
  'deadline.extend': ({ state }) => ({
    id: state.extendable?.[0]?.split('#')[0] ?? 'review.client',
    days: 3,
    reason: '新对接人需要时间了解情况',
  }),
  'person.replace': () => ({
    seat: 'contact',
    person: { name: '孟秋白', title: '市场部经理', telephone: '139 0013 9003', email: 'meng@qinghe.example' },
    notice: scanOf('乙方更换对接人的书面通知'),
    reason: '原对接人岗位调整',
  }),
} satisfies Record<Exclude<keyof CommandPayloads, 'calendar.load'>, Wording>;

/** A command's whole body: the usual words under what the step, the habit or the event says. */
export const bodyFor = (command: PublicCommand, situation: Situation): Said => ({
  ...USUAL[command](situation),
  ...situation.said,
});

function version({ state }: Situation): Said {
  return { version: state.draft?.version, sha256: state.draft?.sha256 };
}

function figures({ choice }: Situation): Said {
  const targets = Object.fromEntries(choice.targets.map(({ key }) => [key, true]));
  return { satisfaction: 92, onTimePercent: 98, responseHours: 6, ...(choice.targets.length > 0 && { targets }) };
}

const OBJECTIONS = [
  { clause: 'fees', text: '首付比例过高, 希望调整为验收后支付' },
  { clause: 'standard', text: '希望明确紧急需求的响应时限' },
  { clause: 'breach', text: '违约金上限应对双方一致' },
];
const objection = (round: number) => OBJECTIONS[(round - 1) % OBJECTIONS.length]!;

function received(kind: string, { now }: Situation): Said {
  const upload = scanOf(`材料 ${kind}`);
  switch (kind) {
    case 'business-licence':
      return { kind, upload, validUntil: dateAt(now + 3_650 * DAY) };
    case 'customer-list':
      return { kind, upload, table: tableOf('客户名单', 48), declaredCount: 48 };
    default:
      return { kind, upload };
  }
}

/** A lapse that is decided, where nothing else is said, is extended. */
const isExtended = ({ said }: Situation): boolean => (said['answer'] ?? 'extend') === 'extend';
