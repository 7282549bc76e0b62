import fs from 'node:fs';
import path from 'node:path';
import { NOTICE_KINDS, type NoticeData } from '../../domain/notice-kinds';
import type { Role } from '../../domain/roles';
import { parseInstant } from '../../domain/time';
import { renderNotice, type NoticeFacts, type NoticeKind } from '../../notices/templates';
import { DELEGATION_KINDS, renderDelegation } from '../../notices/templates/delegation';

const [at, due] = [parseInstant('2027-01-06T09:30:00+08:00'), parseInstant('2027-01-09T00:00:00+08:00')];
const [NO, REF] = ['2026-客户维护-001', 't-aaaaaaaaaaaaaaaaaaaaaa'];
const [C3, R5] = [`${NO}-C3`, `${NO}-R5`];
const clock = { id: 'review.client', due: '2027-01-09T00:00:00.000+08:00', clause: '§3.3' };

const SIGNED = { provider: 'd'.repeat(64), client: 'e'.repeat(64) };

/** One of each; the type makes sure that none is missing. */
const SAMPLES: { [K in NoticeKind]: [to: Role, data: NoticeData[K]] } = {
  'deadline.warning': ['client', clock],
  'deadline.missed': ['client', clock],
  'deadline.escalation': ['manager', { ...clock, id: 'ledger.filing/2027-01', rung: 1, owner: 'account-manager' }],
  'deadline.begun': ['account-manager', { ...clock, id: 'drafting' }],
  'deadline.extended': ['client', clock],
  'person.replaced': ['account-manager', { seat: 'contact', from: REF, to: REF, open: 2 }],
  'person.corrected': ['client', { seat: 'contact', name: REF, replaces: 'r-1' }],
  'signing.to-attest': ['legal', { party: 'client' }],
  'draft.void': ['client', { version: 2 }],
  'deadline.your-turn': ['manager', { ...clock, id: 'review.confirmation' }],
  'intake.documents-requested': ['client', { kinds: ['business-licence', 'contact-identity', 'customer-list'] }],
  'intake.document-returned': ['client', { kind: 'business-licence', reason: REF }],
  'review.requested': ['legal', { version: 2 }],
  'review.delivered': ['client', { version: 2, due }],
  'review.objected': ['account-manager', { version: 2, clauses: ['confidentiality', 'p1'] }],
  'review.extended': ['client', { due }],
  'review.lapsed': ['manager', {}],
  'signing.requested': ['client', { version: 2, copies: 4 }],
  'signing.lapsed': ['manager', {}],
  'signing.your-turn': [
    'client',
    { party: 'client', provider: 'ess', startKey: '2026-客户维护-001/v2/s1', version: 2, until: due },
  ],
  'signing.flow-ended': [
    'operations',
    { provider: 'esign', startKey: `${NO}/v2/s1`, state: 'refused', party: 'client' },
  ],
  'signing.platform-away': ['operations', { provider: 'fasc', since: at, attempts: 3 }],
  'signing.not-cancelled': ['manager', { provider: 'ess', startKey: `${NO}/v2/s1` }],
  'signing.completed': ['client', { lastSignedOn: '2027-01-06', until: '2027-01-08', signed: SIGNED }],
  'effectiveness.lapsed': ['manager', {}],
  'agreement.effective': ['client', { effectiveOn: '2027-01-06', termEnd: '2028-01-05', signed: SIGNED }],
  'plan.delivered': ['client', { version: 1 }],
  'ledger.filed': ['client', { month: '2027-01', version: 1 }],
  'minutes.delivered': ['client', { meeting: 3, version: 3 }],
  'report.delivered': ['client', { report: 2, version: 2 }],
  'inspection.finding': ['account-manager', { id: 4, text: REF, dueOn: '2027-01-08' }],
  'survey.sent': ['client', { survey: 2, form: 'interview', medium: 'video' }],
  'survey.answered': ['manager', { survey: 2, score: 76, low: 1 }],
  'survey.report': ['client', { survey: 2, version: 1 }],
  'evaluation.started': ['manager', { termEnd: '2028-01-05' }],
  'evaluation.report': ['client', { version: 1, verdict: 'failed' }],
  'evaluation.disputed': ['account-manager', { figure: 'onTimePercent', party: 'client' }],
  'renewal.started': ['client', { successor: '2027-客户维护-009' }],
  'renewal.ended': ['manager', { successor: '2028-客户维护-001', termEnd: '2027-12-31' }],
  'renewal.unsigned': ['client', { termEnd: '2028-01-05', successor: '2027-客户维护-009' }],
  'notice.issued': ['client', { notice: 1, kind: 'cure', channel: 'email', paper: 'written-notice', version: 1 }],
  'notice.received': ['manager', { notice: 2, kind: 'general', party: 'client', paper: 'written-notice', version: 2 }],
  'breach.recorded': ['manager', { breach: 1, party: 'client', clause: 'fees', version: 1 }],
  'breach.cure-begun': ['client', { breach: 1, party: 'client', due: clock.due }],
  'breach.uncured': ['client', { breach: 1, party: 'provider' }],
  'breach.notice-dropped': ['client', { breach: 1, notice: 2, kind: 'rescission', why: 'cured' }],
  'breach.ground-gone': ['client', { breach: 1, notice: 2, party: 'provider', why: 'waived' }],
  'agreement.rescinded': ['client', { ground: 'material-breach', party: 'provider', endsOn: '2027-06-09' }],
  'amendment.proposed': ['legal', { amendment: 1, version: 1, effectiveOn: '2027-02-01' }],
  'amendment.to-sign': ['client', { amendment: 1, version: 1, effectiveOn: '2027-02-01' }],
  'amendment.to-attest': ['legal', { amendment: 1, party: 'client' }],
  'amendment.agreed': ['client', { amendment: 1, effectiveOn: '2027-02-01' }],
  'amendment.lapsed': ['manager', { amendment: 1 }],
  'amendment.ended': ['manager', { amendment: 1, why: 'lapsed' }],
  'amendment.moot': ['client', { amendment: 1 }],
  'amendment.term-not-moved': ['client', { amendment: 1, until: '2027-06-30', termEnd: '2027-12-31' }],
  'termination.notice': ['client', { party: 'provider', version: 1 }],
  'handover.submitted': ['client', { version: 1 }],
  'settlement.drawn-up': ['client', { version: 1 }],
  'completion.requested': ['manager', { version: 1 }],
  'agreement.ended': ['finance', {}],
  'agreement.closed': ['client', { outcome: 'renewed' }],
  'case.received': ['client', { id: C3, reportedAt: at }],
  'case.opened': ['account-manager', { id: C3, reportedAt: at, channel: '电话', description: REF, severity: '严重' }],
  'case.reopened': [
    'account-manager',
    { id: R5, round: 2, clock: { id: 'request.response', due, owner: 'service-team' } },
  ],
  'case.plan': ['client', { id: C3, plan: REF, dueOn: '2027-01-12' }],
  'case.update': ['client', { id: R5, text: REF }],
  'case.paused': ['client', { id: C3, reason: REF, until: due }],
  'case.resolved': ['client', { id: C3, text: REF }],
  'case.closed': ['client', { id: R5, outcome: 'refused' }],
  'complaint.data-leak': ['head-of-service', { id: C3, reportedAt: at, description: REF }],
  'request.assigned': ['service-team', { id: R5, department: 'support', clock: { id: 'request.response', due } }],
  'request.refused': ['client', { id: R5, reason: REF, alternative: REF }],
  'request.confirmation': ['client', { id: R5 }],
  'request.absorbed': [
    'service-team',
    { id: R5, duplicate: '2026-客户维护-001-R7', urgency: '紧急', clock: { id: 'request.response', due } },
  ],
  'request.merged': ['client', { id: '2026-客户维护-001-R7', into: R5 }],
};

/** Every clock a mail may be about is open and due at the same instant. */
const CLOCKS = [
  ...['intake.documents', 'review.legal', 'review.service', 'drafting', 'review.client-lapse', 'signing', 'settlement'],
  ...[
    'signing.lapse',
    'effectiveness.lapse',
    'survey.open/2',
    'survey.analysis',
    'meeting.feedback/3',
    'rectification/4',
    'evaluation.confirm',
    'handover',
  ],
  ...['evaluation.correction', 'term.end', 'termination.notice', 'handover.acceptance', 'completion'],
  ...['complaint.first-contact', 'complaint.callback', 'complaint.incident', 'request.response', 'request.callback'],
  ...['request.confirmation', 'breach.response/1', 'breach.decision/1'],
  ...['amendment.review/1', 'amendment.signing/1', 'amendment.lapse/1'],
];

function render(kind: NoticeKind, more: Partial<NoticeFacts> = {}) {
  const [to, data] = SAMPLES[kind];
  const texts = new Map([[REF, '第 2 页的印章<看不清> & 须重扫']]);
  return renderNotice(kind, {
    ...{ no: NO, to, data, at, texts, name: '许"静" <b>' },
    ...('id' in data && typeof data.id === 'string' && data.id.startsWith(NO) && { caseId: data.id }),
    due: Object.fromEntries(CLOCKS.map((id) => [id, due])),
    ...more,
  });
}

/** What a reader sees of the HTML part. */
const visible = (html: string): string =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<br>/g, '\n')
    .replace(/<[^>]+>/g, '\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe('kinds', () => {
  it('every book.notify of the product has a template, and no template is left over', () => {
    const root = path.join(__dirname, '../..');
    const used = new Set<string>();
    for (const folder of ['domain', 'workflows']) {
      for (const file of fs.readdirSync(path.join(root, folder), { recursive: true }) as string[]) {
        if (!file.endsWith('.ts')) continue;
        const source = fs.readFileSync(path.join(root, folder, file), 'utf8');
        for (const [, kind] of source.matchAll(/\.notify\(\s*'([^']+)'/g)) used.add(kind!);
        // a kind that is not written out would escape this test
        expect([...source.matchAll(/\.notify\(\s*[^'\s]/g)]).toEqual([]);
      }
    }
    expect([...used].sort()).toEqual([...NOTICE_KINDS].sort());
  });
});

describe.each(NOTICE_KINDS)('%s', (kind) => {
  const { subject, text, html } = render(kind);

  it('has a subject with the number, in Chinese, without personal data', () => {
    expect(subject).toMatch(new RegExp(`^【履约】${NO}(-[CR]\\d)? .*\\p{Script=Han}`, 'u'));
    expect(subject).not.toContain('许');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThan(80);
  });

  it('says the same in both parts', () => {
    const seen = visible(html);
    for (const line of text.split('\n')) {
      if (line === '' || line === '--') continue;
      const [label, ...value] = line.split('：');
      if (seen.includes(line)) continue;
      expect(seen).toContain(`\n${label}\n`);
      expect(seen).toContain(value.join('：'));
    }
  });

  it('lets nothing unfinished through', () => {
    for (const part of [subject, text, html]) expect(part).not.toMatch(/undefined|NaN|\[object|null/);
    expect(html).not.toContain('<b>');
    expect(html).not.toContain(REF);
    expect(text).toContain('许"静" <b>，您好：');
    expect(text).toContain('通知时间：2027-01-06 09:30（北京时间）');
  });

  it('tells of its deadline the clause, the end and what happens if nobody acts', () => {
    if (!text.includes('期限事项')) return expect(text).not.toContain('责任方');
    const [to] = SAMPLES[kind];
    if (to === 'client') expect(text).not.toMatch(/依据：|§/);
    else expect(text).toMatch(/依据：服务标准 §\d/);
    expect(text).toMatch(/(到期|时间)：2027-01-08 24:00/);
    expect(text).toMatch(/(无人处理时|届时)：.{6,}/);
  });
});

describe('details', () => {
  it('names what is owed, by whom, and the consequence of the standard', () => {
    const { text } = render('deadline.escalation');
    expect(text).toContain('期限事项：客户关系维护台账月结备案（2027-01）');
    expect(text).toContain('责任方：客户经理');
    expect(text).toContain('无人处理时：逾期当时通知负责人，此后每日一次，直到有人处理');
  });

  it('does not call silence harmless where both sides agreed that it is acceptance', () => {
    expect(render('review.delivered').text).toContain('沉默不视为接受');
    const agreed = render('review.delivered', { deemedAcceptance: true }).text;
    expect(agreed).not.toContain('沉默不视为接受');
    expect(agreed).toContain('视为接受本版本');
  });

  it('says of a later draft which one the client had before, and that the comparison is enclosed', () => {
    const later = render('review.delivered', { data: { version: 3, due, before: 1 } }).text;
    expect(later).toContain('贵方上次收到的是第 1 版');
    expect(later).toContain('修改对照稿：第 3 版对照第 1 版（随信附上）');
    expect(render('review.delivered').text).not.toContain('修改对照稿');
  });

  it('says who hears of it by the ladder that was agreed, and that the clock climbs now', () => {
    const head = [{ role: 'head-of-service' as const, after: { value: 2, unit: 'h' as const } }];
    const agreed = render('deadline.escalation', { ladders: { 'ledger.filing': head } }).text;
    expect(agreed).toContain('无人处理时：逾期 2 小时后通知服务总监，此后每日一次，直到有人处理');
    const manager = [{ role: 'manager' as const, after: { value: 0, unit: 'min' as const } }];
    const running = { 'ledger.filing': head, 'ledger.filing/2027-01': manager };
    expect(render('deadline.escalation', { ladders: running }).text).toContain('逾期当时通知负责人');
  });

  it('says that a text was erased, and leaves out an end that is not known', () => {
    const { text } = render('intake.document-returned', { texts: new Map(), due: {} });
    expect(text).toContain('退回原因：（内容已删除）');
    expect(text).not.toContain('到期：');
  });

  it('keeps the lines of free text in HTML', () => {
    expect(render('inspection.finding', { texts: new Map([[REF, '一\n二']]) }).html).toContain('一<br>二');
  });

  it('names documents by their title, also unusual ones', () => {
    const titles = { documentTitles: { licence2: REF }, data: { kind: 'licence2', reason: REF } };
    expect(render('intake.document-returned', titles).text).toContain('退回的材料：第 2 页的印章');
    expect(render('intake.document-returned', { data: titles.data }).text).toContain(
      '退回的材料：其他材料（licence2）',
    );
    expect(render('intake.documents-requested').text).toContain('营业执照、对接人身份及联系资料、拟维护客户名单');
  });

  it('speaks of clauses by title, of months as the enclosed papers do', () => {
    expect(render('review.objected').text).toContain('有异议的条款：「保密」、「p1」');
    expect(render('ledger.filed').subject).toContain('2027年1月客户关系维护台账已备案');
  });

  it('names the complaint or request beside its agreement, and whoever owes the clock in this one', () => {
    const { subject, text } = render('case.opened', { to: 'manager' });
    expect(subject).toMatch(/^【履约】2026-客户维护-001-C3 新的投诉（严重）/);
    for (const line of ['协议编号：2026-客户维护-001', '投诉编号：2026-客户维护-001-C3', '责任方：负责人'])
      expect(text).toContain(`${line}\n`);
    const late = render('deadline.escalation', {
      caseId: R5,
      data: { ...clock, id: 'request.progress/2', rung: 1, owner: 'service-team' },
    });
    expect(late.subject).toContain(`${R5} 逾期上报（第 1 级）：需求进展通报（2）`);
    expect(late.text).toContain('责任方：服务团队');
  });

  it('a complaint about the account manager names the manager in every mail to the client (§1)', () => {
    const clocks = { 'deadline.warning': 'complaint.callback', 'deadline.missed': 'complaint.callback' } as const;
    const contact = { name: '沈若溪', email: 'shen@provider.example' };
    const kinds = NOTICE_KINDS.filter((kind) => /^case\./.test(kind) || kind in clocks);
    const written = kinds.map((kind) => {
      const data = kind in clocks ? { ...clock, id: clocks[kind as keyof typeof clocks] } : SAMPLES[kind][1];
      return render(kind, { to: 'client', caseId: C3, about: 'account-manager', contact, data: { ...data } }).text;
    });
    for (const text of written) {
      expect(text).not.toContain('客户经理');
      expect(text).toContain('请联系负责人沈若溪（shen@provider.example）');
    }
    const received = render('case.received', { about: 'account-manager' }).text;
    expect(received).toContain('责任方：负责人');
    expect(received).toContain('负责人将与贵方联系');
    expect(render('case.received', { about: 'service' }).text).toContain('责任方：客户经理');
  });

  it('writes to a role when no name is known', () => {
    expect(render('review.requested', { name: undefined }).text).toContain('法务，您好：');
  });
});

describe('quiet hours (domain.md §6)', () => {
  const notBefore = parseInstant('2027-01-07T08:00:00+08:00');

  it('a mail that waited says when it happened and when it leaves', () => {
    const { text, html } = render('deadline.missed', { notBefore });
    for (const part of [text, visible(html)]) {
      expect(part).toContain('2027-01-06 09:30（免打扰时段');
      expect(part).toContain('通知时间：2027-01-07 08:00（北京时间）');
    }
    expect(render('deadline.missed').text).not.toContain('免打扰');
  });
});

describe('delegation (domain.md §1)', () => {
  it('a substitute reads on whose behalf, and through whom; the subject names nobody', () => {
    const direct = render('deadline.missed', { name: '高岚', onBehalfOf: ['林知远'] });
    const chained = render('deadline.missed', { name: '高岚', onBehalfOf: ['林知远', '方晓'] });
    for (const part of [direct.text, visible(direct.html)]) {
      expect(part).toContain('高岚，您好：');
      expect(part).toContain('代 林知远 处理：林知远（客户对接人）外出');
    }
    expect(chained.text).toContain('代 林知远 处理（经方晓转托）：');
    for (const { subject } of [direct, chained]) expect(subject).not.toMatch(/林知远|高岚|方晓/);
    expect(render('deadline.missed').text).not.toContain('处理：');
  });

  it.each(DELEGATION_KINDS)('%s names both, the role and the period, without a number of any agreement', (kind) => {
    const facts = { role: 'account-manager', startsOn: '2026-10-09', endsOn: '2026-10-15', at } as const;
    const { subject, text, html } = renderDelegation(kind, { ...facts, from: '林<知远>', to: '高岚', reason: '年假' });
    for (const part of [text, visible(html)]) {
      for (const fact of ['林<知远>', '高岚', '客户经理', '2026-10-09 至 2026-10-15', '年假'])
        expect(part).toContain(fact);
      expect(part).not.toMatch(/协议编号|undefined/);
    }
    expect(html).not.toContain('<知远>');
    expect(subject).toMatch(/^【履约】外出委托/);
    expect(subject).not.toMatch(/林|高岚/);
  });
});
