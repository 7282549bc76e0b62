import type { PublicCaseCommand } from '../../api/schemas/case-commands';
import type { PublicCommand } from '../../api/schemas/commands';
import { DRAFT, REQUIREMENTS } from './samples';

/** A well-formed body for every command, so that only permission and state decide. */
export function bodies(uploads: { scan: string; table: string }): Record<PublicCommand, object> {
  const scan = { uploadId: uploads.scan };
  const ref = { version: 1, sha256: 'a'.repeat(64) };
  const reason = '测试用的理由';
  return {
    'document.require': { kind: 'tax-certificate', title: '完税证明' },
    'document.receive': { kind: 'customer-list', upload: scan, table: { uploadId: uploads.table }, declaredCount: 3 },
    'document.accept': { kind: 'business-licence' },
    'document.return': { kind: 'business-licence', reason },
    'consent.record': { purpose: '履行协议', upload: scan },
    'consent.deemed-acceptance': { upload: scan, agreedOn: '2026-01-05' },
    'intake.settle': { requirements: REQUIREMENTS, targets: [{ key: 'T1', text: '名单客户保有率不低于 92%' }] },
    'draft.submit': { draft: DRAFT, terms: { termMonths: 12 }, standard: { signing: { value: 10, unit: 'workday' } } },
    'review.legal.approve': ref,
    'review.legal.return': { version: 1, reason },
    'review.service.approve': ref,
    'review.service.return': { version: 1, reason },
    'review.deliver': { version: 1, channel: 'email', proof: scan },
    'review.client.accept': ref,
    'review.client.object': { version: 1, objections: [{ clause: 'fees', text: '付款期数过多' }] },
    'review.client-lapse.decide': { answer: 'extend', days: 5 },
    'clauses.explain': { ...ref, acknowledged: true },
    'confirm.client': ref,
    'confirm.provider': ref,
    'signature.record': {
      ...ref,
      party: 'client',
      seals: ['company-seal', 'legal-representative'],
      signedOn: '2026-01-05',
      scan,
      originalsAt: '档案室 3 柜',
    },
    'signature.attest': {
      party: 'client',
      scanSha256: 'a'.repeat(64),
      pages: [1],
      names: true,
      seals: true,
      dates: true,
    },
    'signing.start': { ...ref, provider: 'ess', order: ['client', 'provider'] },
    'signing.cancel': { reason },
    'signing.flow.refresh': {},
    'signing.lapse.decide': { answer: 'extend', reason },
    'condition.fulfil': { on: '2026-01-05', proof: scan },
    'condition.decide': { answer: 'extend', until: '2099-01-05' },
    'plan.deliver': {
      team: [{ name: '林知远', duty: '统筹' }],
      tasks: [{ item: '定期沟通', schedule: '每月 10 日前', owner: '林知远', deliverable: '沟通记录' }],
    },
    'ledger.enter': { way: '电话', content: '确认年度安排', wanted: '安排在上午', said: '满意' },
    'ledger.file': { month: '2027-01', receipt: '客户签收回执' },
    'meeting.hold': {
      place: '线上会议',
      attendees: [{ name: '许𬭎', title: '市场总监', side: 'client' }],
      progress: '按计划进行',
      satisfaction: '满意',
      improvements: [{ measure: '记录更详细', owner: '韩墨', due: '2027-02-10' }],
    },
    'meeting.feedback': { meeting: 1, remarks: '没有意见' },
    'complaint.file': {
      channel: '电话',
      description: '约好的回访没有进行',
      person: '林知远',
      severity: '严重',
      about: 'service',
    },
    'request.file': { channel: '微信', description: '希望增加一次培训', urgency: '重要', topic: 'technical' },
    'miss.exclude': { case: '2026-客户维护-001-C1', id: 'complaint.first-contact', n: 1, reason },
    'document.order': { kind: 'contact-record', from: '2026-01-05', to: '2026-01-31' },
    'report.deliver': { summary: '正常履行', items: [{ item: '沟通', planned: '3 次', done: '3 次' }], next: [] },
    'inspection.record': { findings: [{ text: '缺少客户意见', dueOn: '2099-01-05' }] },
    'rectification.complete': { id: 1, effect: '已补录' },
    'figures.record': { satisfaction: 90, onTimePercent: 99, responseHours: 4, targets: { T1: true } },
    'evaluation.confirm': { party: 'client', version: 1 },
    'evaluation.dispute': { party: 'client', figure: 'satisfaction', reason },
    'evaluation.correct': { satisfaction: 91, reason },
    'evaluation.decide': { answer: 'passed', reason },
    'renewal.start': {},
    'term.bridge': { until: '2099-01-05', document: scan },
    'notice.terminate': { party: 'client', channel: 'email', reason },
    'notice.attempt': { channel: 'email', result: 'refused', proof: scan, note: '收件人拒收' },
    'handover.submit': { items: [{ item: '沟通记录', detail: '共 312 条', done: true }] },
    'handover.accept': {},
    'handover.backup': { receipt: '客户签收回执' },
    'settlement.confirm': { lines: [{ label: '服务费', basis: '协议总额', fen: 12_000_000 }], payBy: '2028-01-31' },
    'certificate.sign': { party: 'client', scan },
    'agreement.withdraw': { reason },
    'agreement.close': { reason },
    'deadline.extend': { id: 'review.client', days: 3, reason },
    'person.replace': {
      seat: 'contact',
      person: { name: '孟秋白', title: '市场部经理', telephone: '139 0013 9003', email: 'meng@qinghe.example' },
      notice: scan,
      reason,
    },
    'deadline.acknowledge': { id: 'intake.documents', note: '已电话催促' },
  };
}

/** The same for every command on a complaint or request. */
export function caseBodies(uploads: { scan: string; into: string }): Record<PublicCaseCommand, object> {
  const reason = '测试用的理由';
  const proof = { uploadId: uploads.scan };
  const attempt = { way: '电话', note: '无人接听' };
  const plan = { plan: '三日内核对, 一周内补做', dueOn: '2099-01-05' };
  const retrospective = { rootCause: '交接遗漏', measure: '清单增加一栏', owner: '韩墨', dueOn: '2099-01-05' };
  return {
    'complaint.contact': { way: '电话', note: '已致歉并了解经过' },
    'complaint.attempt': attempt,
    'complaint.team': {
      members: [
        { part: 'account-manager', name: '林知远' },
        { part: 'technical', name: '高岚' },
        { part: 'product', name: '陶知行' },
      ],
    },
    'complaint.solution': { solution: '由专人每日核对' },
    'complaint.declare-complex': { reason },
    'complaint.plan': plan,
    'complaint.update': { text: '已完成一半' },
    'complaint.incident': { account: '名单误发', affected: '48 家', measures: '停用渠道', record: proof },
    'complaint.subject': { about: 'data-leak', reason },
    'complaint.severity': { severity: '重大', reason },
    'complaint.pause': { reason, proof, days: 3 },
    'complaint.resume': { id: 'complaint.first-solution' },
    'complaint.resolve': { result: '回访补做完毕' },
    'complaint.callback': { way: 'visit', apology: true, satisfied: true, note: '客户认可' },
    'complaint.retrospective': retrospective,
    'complaint.reopen': { reason },
    'complaint.close': { outcome: 'withdrawn', reason },
    'complaint.acknowledge': { id: 'complaint.first-contact', note: '已督促' },
    'complaint.exclude': { id: 'complaint.first-contact', n: 1, reason },
    'request.respond': { text: '已收到' },
    'request.attempt': attempt,
    'request.assess': { reason, feasibility: '可以办到', value: '有助于续签' },
    'request.assign': { department: 'support' },
    'request.plan': plan,
    'request.progress': { text: '样本已完成' },
    'request.solve': { solution: '已办理完毕' },
    'request.refuse': { reason, alternative: '改为季度办理' },
    'request.urgency': { urgency: '紧急', reason },
    'request.pause': { id: 'request.response', reason, proof },
    'request.resume': {},
    'request.merge': { into: uploads.into },
    'request.callback': { way: 'call', satisfied: true, note: '客户满意' },
    'request.confirm': { note: '没有意见' },
    'request.reopen': { reason },
    'request.close': { outcome: 'unreachable', reason },
    'request.acknowledge': { id: 'request.response', note: '已督促' },
    'request.exclude': { id: 'request.response', reason },
  };
}
