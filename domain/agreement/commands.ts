import type { ProviderName } from './esign';
import type { CalendarData } from '../calendar/types';
import type { ComplaintReport, RequestReport } from '../case/types';
import type { AgreementDraft } from '../document/agreement-draft';
import type { Seat } from '../parties';
import type { Actor, Role } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { AmendmentChanges } from './amendment-types';
import type { AttemptResult, Channel, WrittenChannel } from './delivery';
import type { Negotiated } from './negotiated';
import type { OrderedKind } from './ordered';
import type { SurveyPayloads } from './survey-types';
import type { Exclusion, Figures, Party, Phase, Requirement, Target, TextRef, Upload } from './types';
import type { Ground, WrittenKind } from './written-types';

/** A version is meant by number and hash: what was read is what is approved. */
export interface VersionRef {
  version: number;
  sha256: string;
}

export type Seal = 'signature' | 'company-seal' | 'legal-representative' | 'authorised-representative';

/** 人员更换, by reference: the API has sealed the parties' new record and both names. */
export interface SealedReplacement {
  partiesRef: string;
  /** The record that the new one was made from: nobody else's change is lost. */
  replaces: string;
  /** Name of who leaves and of who comes. */
  from: TextRef;
  to: TextRef;
  /** Of the client's people: ids by which personal links are told apart. Who keeps another seat does not leave. */
  leaves?: Actor['id'];
  joins?: Actor['id'];
}

/** Payload of every command on an agreement. Free text is a reference into the vault. */
export interface CommandPayloads extends SurveyPayloads {
  'document.require': { kind: string; title: TextRef };
  'document.receive': { kind: string; upload: Upload; table?: Upload; validUntil?: PlainDate; declaredCount?: number };
  'document.accept': { kind: string };
  'document.return': { kind: string; reason: TextRef };
  'consent.record': { purpose: TextRef; upload?: Upload };
  /** 书面约定的“逾期视为接受”, handed in before the version is delivered. */
  'consent.deemed-acceptance': { upload: Upload; agreedOn: PlainDate };
  /** The consent may be given in the same talk. */
  'intake.settle': {
    requirements: Requirement[];
    targets?: Target[];
    consent?: CommandPayloads['consent.record'];
  };
  'draft.submit': { draft: AgreementDraft } & Negotiated;
  'review.legal.approve': VersionRef;
  'review.legal.return': { version: number; reason: TextRef };
  'review.service.approve': VersionRef;
  'review.service.return': { version: number; reason: TextRef };
  /** `occurredAt` is when the client had it, by post the postmark. */
  'review.deliver': { version: number; channel: Channel; proof?: Upload };
  'review.client.accept': VersionRef;
  'review.client.object': { version: number; objections: { clause: string; text: TextRef }[] };
  'review.client-lapse.decide': { answer: 'extend' | 'withdraw' | 'close'; days?: number; reason?: TextRef };
  'clauses.explain': VersionRef & { acknowledged: true; note?: TextRef };
  'confirm.client': VersionRef;
  'confirm.provider': VersionRef;
  'signature.record': VersionRef & {
    party: Party;
    seals: Seal[];
    signedOn: PlainDate;
    scan: Upload;
    authorisation?: Upload;
    originalsAt: TextRef;
  };
  'signature.attest': { party: Party; scanSha256: string; pages: number[]; names: true; seals: true; dates: true };
  'signing.lapse.decide': { answer: 'extend' | 'close'; reason?: TextRef };
  /**
   * The confirmed version on a platform or on paper. On a platform the client signs first unless another order is given; on
   * paper there is an order only where one is given.
   */
  'signing.start': VersionRef & {
    provider: ProviderName;
    order?: Party[];
    clientSigner?: 'legal-representative' | 'authorised-representative';
    authorisation?: Upload;
  };
  'signing.cancel': { reason: TextRef };
  /** Asks the platform now. */
  'signing.flow.refresh': Record<string, never>;
  'condition.fulfil': { on: PlainDate; proof?: Upload };
  'condition.decide': { answer: 'extend' | 'close'; until?: PlainDate; reason?: TextRef };
  'plan.deliver': {
    team: { name: TextRef; duty: TextRef }[];
    tasks: { item: TextRef; schedule: TextRef; owner: TextRef; deliverable: TextRef }[];
  };
  'ledger.enter': {
    way: string;
    content: TextRef;
    wanted?: TextRef;
    wrong?: TextRef;
    progress?: TextRef;
    said?: TextRef;
    /** Number of the entry that this one corrects; entries are never changed. */
    corrects?: number;
  };
  'ledger.file': { month: string; receipt: TextRef };
  'meeting.hold': {
    place: TextRef;
    attendees: { name: TextRef; title: TextRef; side: Party }[];
    progress: TextRef;
    satisfaction: TextRef;
    improvements: { measure: TextRef; owner: TextRef; due: PlainDate }[];
  };
  'meeting.feedback': { meeting: number; remarks: TextRef };
  /** When the client reported it is the command's `occurredAt`: the case's clocks start there. */
  'complaint.file': ComplaintReport;
  'request.file': RequestReport;
  /** A clock of a complaint or request, by run; also of one that is closed and takes no commands any more. */
  'miss.exclude': Exclusion;
  /** 沟通记录表 of a span of days, both inclusive; absent: from the agreement's first day until today. */
  'document.order': { kind: OrderedKind; from?: PlainDate; to?: PlainDate };
  'report.deliver': {
    summary: TextRef;
    items: { item: TextRef; planned: TextRef; done: TextRef }[];
    next: TextRef[];
  };
  'inspection.record': { findings: { text: TextRef; dueOn: PlainDate }[] };
  'rectification.complete': { id: number; effect: TextRef };
  'figures.record': Figures;
  'evaluation.confirm': { party: Party; version: number };
  'evaluation.dispute': { party: Party; figure: string; reason: TextRef };
  'evaluation.correct': Figures & { reason: TextRef };
  'evaluation.decide': { answer: 'passed' | 'failed'; reason: TextRef };
  'renewal.start': Record<string, never>;
  'term.bridge': { until: PlainDate; document: Upload };
  'notice.terminate': { party: Party; channel: WrittenChannel; proof?: Upload; reason: TextRef };
  /** Of a written notice by its number; else of the draft's delivery, or of the `party`'s (absent: the provider's) notice of termination. */
  'notice.attempt': {
    notice?: number;
    party?: Party;
    channel: Channel;
    result: AttemptResult;
    proof?: Upload;
    note?: TextRef;
  };
  /** `proof`: it has been received, at `occurredAt`. A notice of rescission comes with `agreement.rescind`. */
  'notice.issue': {
    kind: Exclude<WrittenKind, 'rescission'>;
    party: Party;
    channel: WrittenChannel;
    text: TextRef;
    asks?: TextRef;
    /** Of a notice that asks for a cure. */
    breach?: number;
    proof?: Upload;
  };
  'notice.deliver': { notice: number; channel: WrittenChannel; proof: Upload };
  'notice.acknowledge': { notice: number };
  'notice.withdraw': { notice: number; reason: TextRef };
  'breach.record': { party: Party; clause: string; facts: TextRef; amountFen?: number };
  'breach.cured': { breach: number; proof: Upload };
  'breach.waive': { breach: number; reason: TextRef };
  /**
   * By agreement: the dated `document` and the last day (`on`). Else by a notice of the `party`, which counts from its
   * delivery: for material breach with the `breach`, otherwise with the `document` that shows the ground.
   */
  'agreement.rescind': {
    ground: Ground;
    document?: Upload;
    on?: PlainDate;
    party?: Party;
    channel?: WrittenChannel;
    text?: TextRef;
    asks?: TextRef;
    breach?: number;
    proof?: Upload;
  };
  /** What changes, beside the words: the service standard, ladders, a later end of the term. */
  'amendment.propose': { text: TextRef; effectiveOn: PlainDate } & AmendmentChanges;
  'amendment.approve': { amendment: number } & VersionRef;
  'amendment.return': { amendment: number; reason: TextRef };
  'amendment.sign': VersionRef & {
    amendment: number;
    party: Party;
    seals: Seal[];
    signedOn: PlainDate;
    scan: Upload;
    authorisation?: Upload;
  };
  'amendment.attest': { amendment: number; party: Party; scanSha256: string; names: true; seals: true; dates: true };
  'amendment.lapse.decide': { amendment: number; answer: 'extend' | 'close'; reason?: TextRef };
  'amendment.refuse': { amendment: number; reason: TextRef };
  'handover.submit': { items: { item: TextRef; detail: TextRef; done: boolean }[] };
  'handover.accept': Record<string, never>;
  'handover.backup': { receipt: TextRef };
  /** Signed as the provider sees it: above 0 the client owes. */
  'settlement.confirm': { lines: { label: TextRef; basis: TextRef; fen: number }[]; payBy?: PlainDate };
  /** Version and hash of the paper that was signed, where they are named. */
  'certificate.sign': { party: Party; scan: Upload } & Partial<VersionRef>;
  'agreement.withdraw': { reason: TextRef };
  'agreement.close': { reason: TextRef };
  'deadline.acknowledge': { id: string; note: TextRef };
  /** Working days, 1–10, counted from the end of the window. */
  'deadline.extend': { id: string; days: number; reason: TextRef };
  /** `occurredAt` is when the other side had the notice. */
  'person.replace': SealedReplacement & { seat: Seat; notice?: Upload; reason: TextRef };
  'calendar.load': { calendar: CalendarData };
}

export type CommandName = keyof CommandPayloads;

export interface Command<N extends CommandName = CommandName> {
  /** Update id; from the Idempotency-Key, so that one id runs end to end. */
  id: string;
  name: N;
  by: Actor;
  /** When it happened, if not when it is recorded; never in the future. */
  occurredAt?: Instant;
  payload: CommandPayloads[N];
}

interface Rule {
  title: string;
  roles: readonly Role[];
  /** `any`: in every phase but `closed`. */
  phases: readonly Phase[] | 'any';
}

const BEFORE_SIGNED: readonly Phase[] = ['intake', 'drafting', 'review', 'signing'];
const IN_FORCE: readonly Phase[] = ['execution', 'evaluation', 'renewal', 'termination'];
/** Both may have signed. */
const SIGNED: readonly Phase[] = ['signing', ...IN_FORCE];
const UNDER_WAY: readonly Phase[] = ['execution', 'evaluation', 'renewal'];
const AM = 'account-manager';
const OPS = 'operations';
/** Lapses, extensions, what cannot be assessed: the manager, and the head of service to whom they climb (domain.md §1). */
const DECIDERS: readonly Role[] = ['manager', 'head-of-service'];

/** Who may do what, and in which phase: the one table (contract.md). Finer rules are in the phases' own files. */
export const RULES: Record<CommandName, Rule> = {
  'document.require': { title: '要求补充材料', roles: [AM, OPS], phases: ['intake'] },
  'document.receive': { title: '收到材料', roles: ['client', AM, OPS], phases: ['intake'] },
  'document.accept': { title: '材料审核通过', roles: [AM, OPS], phases: ['intake'] },
  'document.return': { title: '退回材料', roles: [AM, OPS], phases: ['intake'] },
  'consent.record': { title: '记录个人信息处理同意', roles: ['client', AM, OPS], phases: ['intake'] },
  'consent.deemed-acceptance': {
    title: '登记逾期视为接受的书面约定',
    roles: ['client', AM, OPS],
    phases: ['intake', 'drafting', 'review'],
  },
  'intake.settle': { title: '确认需求', roles: [AM, OPS], phases: ['intake'] },
  'draft.submit': { title: '提交草案', roles: [AM], phases: ['drafting'] },
  'review.legal.approve': { title: '法务通过', roles: ['legal'], phases: ['review'] },
  'review.legal.return': { title: '法务退回', roles: ['legal'], phases: ['review'] },
  'review.service.approve': { title: '客服部通过', roles: ['service-review'], phases: ['review'] },
  'review.service.return': { title: '客服部退回', roles: ['service-review'], phases: ['review'] },
  'review.deliver': { title: '送达客户', roles: [AM, OPS], phases: ['review'] },
  'review.client.accept': { title: '客户接受', roles: ['client', AM, OPS], phases: ['review'] },
  'review.client.object': { title: '客户提出异议', roles: ['client', AM, OPS], phases: ['review'] },
  'review.client-lapse.decide': { title: '反馈期失效后决定', roles: DECIDERS, phases: ['review'] },
  'clauses.explain': { title: '说明条款', roles: [AM], phases: ['review'] },
  'confirm.client': { title: '客户最终确认', roles: ['client', OPS], phases: ['review'] },
  'confirm.provider': { title: '服务方最终确认', roles: ['manager'], phases: ['review'] },
  'signature.record': { title: '登记签署', roles: [OPS, AM], phases: ['signing'] },
  'signature.attest': { title: '复核签署件', roles: [OPS, 'legal', 'manager'], phases: ['signing'] },
  'signing.lapse.decide': { title: '签署期失效后决定', roles: DECIDERS, phases: ['signing'] },
  'signing.start': { title: '发起签署', roles: [OPS], phases: ['signing'] },
  'signing.cancel': { title: '撤销签署流程', roles: [OPS, 'manager'], phases: ['signing'] },
  'signing.flow.refresh': { title: '向签署平台查询', roles: [OPS], phases: ['signing'] },
  'condition.fulfil': { title: '生效条件成就', roles: [OPS, AM], phases: ['signing'] },
  'condition.decide': { title: '生效条件未成就后决定', roles: DECIDERS, phases: ['signing'] },
  'plan.deliver': { title: '送达服务执行计划', roles: [AM], phases: IN_FORCE },
  'ledger.enter': { title: '登记台账', roles: [AM, 'service-team', OPS], phases: IN_FORCE },
  'ledger.file': { title: '台账月结备案', roles: [AM, OPS], phases: IN_FORCE },
  'meeting.hold': { title: '召开复盘会并送达纪要', roles: [AM], phases: ['execution', 'evaluation', 'renewal'] },
  'meeting.feedback': { title: '客户对纪要的意见', roles: ['client', AM, OPS], phases: 'any' },
  'complaint.file': {
    title: '登记投诉',
    roles: ['client', AM, OPS, 'service-team', ...DECIDERS],
    phases: IN_FORCE,
  },
  'request.file': { title: '登记需求', roles: ['client', AM, OPS, 'service-team'], phases: IN_FORCE },
  'miss.exclude': { title: '投诉或需求的逾期不计入指标', roles: DECIDERS, phases: IN_FORCE },
  'document.order': { title: '出具需求跟踪表或沟通记录表', roles: [AM, OPS, ...DECIDERS], phases: IN_FORCE },
  'report.deliver': { title: '送达合同履行情况报告', roles: [AM], phases: ['execution', 'evaluation', 'renewal'] },
  'inspection.record': { title: '登记质检', roles: ['service-review', 'manager'], phases: ['execution', 'evaluation'] },
  'rectification.complete': { title: '完成整改', roles: [AM, 'service-team'], phases: 'any' },
  'survey.send': { title: '发出满意度调研', roles: [AM, OPS], phases: ['execution', 'evaluation'] },
  'survey.answer': { title: '答复满意度调研', roles: ['client', AM], phases: IN_FORCE },
  'survey.analyse': { title: '登记满意度分析会', roles: [AM], phases: IN_FORCE },
  'survey.plan.deliver': { title: '送达改进方案与调研报告', roles: [AM], phases: IN_FORCE },
  'survey.measure.check': { title: '检查改进措施的效果', roles: [AM, 'service-team'], phases: IN_FORCE },
  'figures.record': { title: '登记评估数据', roles: [AM, OPS, 'manager'], phases: ['execution'] },
  'evaluation.confirm': { title: '确认评估报告', roles: ['client', 'manager', OPS], phases: ['evaluation'] },
  'evaluation.dispute': { title: '对评估数据提出异议', roles: ['client', 'manager', OPS], phases: ['evaluation'] },
  'evaluation.correct': { title: '更正评估数据', roles: [AM, 'manager'], phases: ['evaluation'] },
  'evaluation.decide': { title: '决定评估结论', roles: DECIDERS, phases: ['evaluation'] },
  'renewal.start': { title: '重新发起续签', roles: ['manager'], phases: ['renewal'] },
  'term.bridge': { title: '过渡期补充协议', roles: DECIDERS, phases: ['evaluation', 'renewal'] },
  'notice.terminate': {
    title: '书面终止通知',
    roles: ['client', 'manager', OPS],
    phases: ['signing', ...IN_FORCE],
  },
  'notice.attempt': {
    title: '登记未能送达',
    roles: [OPS, AM, 'manager'],
    phases: ['review', 'signing', ...IN_FORCE],
  },
  'notice.issue': { title: '发出书面通知', roles: ['client', ...DECIDERS, OPS], phases: SIGNED },
  'notice.deliver': { title: '登记书面通知送达', roles: [OPS, AM, ...DECIDERS], phases: SIGNED },
  'notice.acknowledge': { title: '签收书面通知', roles: ['client'], phases: SIGNED },
  'notice.withdraw': { title: '撤回未送达的书面通知', roles: ['client', ...DECIDERS, OPS], phases: SIGNED },
  'breach.record': { title: '登记违约', roles: ['client', AM, OPS, ...DECIDERS], phases: IN_FORCE },
  'breach.cured': { title: '认定已补正', roles: ['client', AM, OPS, ...DECIDERS], phases: IN_FORCE },
  'breach.waive': { title: '不再追究违约', roles: ['client', OPS, ...DECIDERS], phases: IN_FORCE },
  'agreement.rescind': { title: '解除或提前终止协议', roles: ['client', OPS, ...DECIDERS], phases: SIGNED },
  'amendment.propose': { title: '提出补充协议', roles: [AM, ...DECIDERS], phases: UNDER_WAY },
  'amendment.approve': { title: '补充协议审核通过', roles: ['legal', 'service-review'], phases: UNDER_WAY },
  'amendment.return': { title: '退回补充协议', roles: ['legal', 'service-review'], phases: UNDER_WAY },
  'amendment.sign': { title: '登记补充协议签署', roles: [OPS, AM], phases: UNDER_WAY },
  'amendment.attest': { title: '复核补充协议签署件', roles: [OPS, 'legal', 'manager'], phases: UNDER_WAY },
  'amendment.lapse.decide': { title: '补充协议签署期届满后决定', roles: DECIDERS, phases: UNDER_WAY },
  'amendment.refuse': { title: '不同意补充协议', roles: ['client', OPS, ...DECIDERS], phases: UNDER_WAY },
  'handover.submit': { title: '提交交接清单', roles: [AM], phases: ['termination'] },
  'handover.accept': { title: '客户接收交接', roles: ['client', OPS], phases: ['termination'] },
  'handover.backup': { title: '交付客户数据备份', roles: [AM, 'service-team'], phases: ['termination'] },
  'settlement.confirm': { title: '确认结算', roles: ['finance'], phases: ['termination'] },
  'certificate.sign': { title: '签署履行完毕确认书', roles: ['client', 'manager', OPS], phases: ['termination'] },
  'agreement.withdraw': { title: '客户撤回', roles: ['client', OPS, AM], phases: BEFORE_SIGNED },
  'agreement.close': { title: '服务方结束', roles: ['manager'], phases: BEFORE_SIGNED },
  'deadline.acknowledge': { title: '处理逾期', roles: ['manager', 'head-of-service', AM], phases: 'any' },
  'deadline.extend': { title: '更换对接人后延长客户的期限', roles: ['manager'], phases: 'any' },
  'person.replace': { title: '更换人员', roles: [OPS, AM, 'manager', 'head-of-service'], phases: 'any' },
  'calendar.load': { title: '载入工作日历', roles: ['administrator'], phases: 'any' },
};

export const COMMAND_NAMES = Object.keys(RULES) as CommandName[];
