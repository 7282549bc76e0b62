import { fail, requireThat } from '../failures';
import type { DocumentMade } from '../record/types';
import { dateAt, dayFromDate, startOfDay, type PlainDate } from '../time';
import type { Actor } from '../roles';
import { moot, OPEN } from './amendment-moot';
import { withReason } from './authority';
import type { AgreementBook } from './book';
import type { VersionRef } from './commands';
import { latest, within } from './effect';
import { prolong } from './evaluation';
import { negotiated } from './negotiated';
import type { DueHooks, Handlers } from './phases';
import { signatureRule } from './signing';
import type { Agreement } from './types';
import type { Amendment, AmendmentState } from './amendment-types';

/**
 * 变更 (domain.md §9): written, both agree; its own version, internal review by two people, signatures, and a date from
 * which what starts or is planned goes by it. Clocks that run keep theirs. Silence changes nothing.
 */
export const amendmentHandlers: Handlers<
  | 'amendment.propose'
  | 'amendment.approve'
  | 'amendment.return'
  | 'amendment.sign'
  | 'amendment.attest'
  | 'amendment.lapse.decide'
  | 'amendment.refuse'
> = {
  'amendment.propose'(book, { text, effectiveOn, standard, ladders, until }, { by }) {
    const { state } = book;
    changeable(state);
    requireThat(!openAmendment(state), '前一份补充协议尚未办结');
    if (effectiveOn < book.today) fail('Invalid', '生效日不能早于今天', 'effectiveOn');
    if (effectiveOn > state.termEnd!) fail('Invalid', '生效日不能晚于协议期满', 'effectiveOn');
    if (until !== undefined && until <= state.termEnd!)
      fail('Invalid', `须晚于现期满日 ${state.termEnd}; 提前终止请用解除或提前终止`, 'until');
    const changes = { ...(standard && { standard }), ...(ladders && { ladders }), ...(until && { until }) };
    negotiated(state, { standard, ladders }); // refuses what could not be counted
    const n = (state.amendments?.length ?? 0) + 1;
    const before = { standard: state.standard, ladders: state.ladders ?? {}, termEnd: state.termEnd };
    const version = book.orderDocument('amendment', { amendment: n, effectiveOn, text, changes, before });
    const shape = { n, changes, text, effectiveOn, proposedBy: by.id, paper: { version } };
    const amendment: Amendment = { ...shape, approvals: {}, signatures: {}, state: 'review' };
    state.amendments = [...(state.amendments ?? []), amendment];
    book.emit('amendment.proposed', { amendment: n, version, effectiveOn });
    book.open(`amendment.review/${n}`, book.now);
    for (const role of ['legal', 'service-review'] as const)
      book.notify('amendment.proposed', role, { amendment: n, version, effectiveOn });
  },

  'amendment.approve'(book, { amendment: n, ...ref }, { by, occurredAt }) {
    const amendment = amendmentIn(book, n, 'review');
    samePaper(amendment, ref);
    const desk = deskOf(by);
    const other = desk === 'legal' ? 'service' : 'legal';
    requireThat(!amendment.approvals[desk], '该部门已通过');
    if (by.id === amendment.proposedBy) fail('FourEyes', '提出人不能审核自己的补充协议');
    if (amendment.approvals[other]?.id === by.id) fail('FourEyes', '法务与客服部须由两人分别审核');
    amendment.approvals[desk] = by;
    if (!amendment.approvals[other])
      return book.partDone(`amendment.review/${n}`, other === 'legal' ? 'legal' : 'service-review');
    book.meet(`amendment.review/${n}`, occurredAt);
    amendment.approvedOn = dateAt(occurredAt);
    amendment.state = 'signing';
    book.open(`amendment.signing/${n}`, occurredAt);
    askToSign(book, amendment);
  },

  'amendment.return'(book, { amendment: n }, { by, occurredAt }) {
    const amendment = amendmentIn(book, n, 'review');
    requireThat(!amendment.approvals[deskOf(by)], '该部门已通过');
    if (by.id === amendment.proposedBy) fail('FourEyes', '提出人不能审核自己的补充协议');
    book.meet(`amendment.review/${n}`, occurredAt);
    over(book, amendment, 'returned');
  },

  'amendment.sign'(book, payload, { by }) {
    const { amendment: n, party, seals, signedOn, scan, authorisation } = payload;
    const amendment = amendmentIn(book, n, 'signing');
    samePaper(amendment, payload);
    requireThat(!amendment.signatures[party]?.attestedBy, '该方签署件已复核', 'party');
    const { pages = 1 } = amendment.paper;
    if ((scan.pages ?? 1) < pages) fail('Invalid', `文件共 ${pages} 页, 扫描件只有 ${scan.pages ?? 1} 页`, 'scan');
    const rule = signatureRule(party, book.state.terms);
    if (!rule.need.some((set) => set.every((mark) => seals.includes(mark)))) fail('Invalid', rule.text, 'seals');
    if (seals.includes('authorised-representative') && !authorisation)
      fail('Invalid', '授权代表签字须附授权委托书', 'authorisation');
    if (signedOn > book.today) fail('Invalid', '签署日期不能晚于今天', 'signedOn');
    if (signedOn < amendment.approvedOn!) fail('Invalid', `不能早于内部审核通过 (${amendment.approvedOn})`, 'signedOn');
    amendment.signatures[party] = { signedOn, scan, recordedBy: by.id };
    for (const role of ['operations', 'legal'] as const)
      book.notify('amendment.to-attest', role, { amendment: n, party });
  },

  'amendment.attest'(book, { amendment: n, party, scanSha256 }, { by }) {
    const amendment = amendmentIn(book, n, 'signing');
    const signature = amendment.signatures[party];
    requireThat(signature, '该方签署件尚未登记', 'party');
    requireThat(!signature.attestedBy, '该方签署件已复核', 'party');
    if (by.id === signature.recordedBy) fail('FourEyes', '签署件须由登记人以外的第二人复核');
    if (scanSha256 !== signature.scan.sha256) fail('VersionVoid', '复核的不是已登记的扫描件', 'scanSha256');
    signature.attestedBy = by.id;
    const { provider, client } = amendment.signatures;
    if (!provider?.attestedBy || !client?.attestedBy) return;
    const { startedAt } = book.find(`amendment.signing/${n}`)!;
    const signedAt = within(latest(provider.signedOn, client.signedOn), book.now);
    book.meet(`amendment.signing/${n}`, Math.max(startedAt, signedAt)); // signed before an extension, it is met with it
    book.cancel(`amendment.lapse/${n}`);
    agreed(book, amendment);
  },

  /** Another window keeps the signatures: it is the same paper. */
  'amendment.lapse.decide'(book, { amendment: n, answer, reason }, { occurredAt }) {
    const amendment = amendmentIn(book, n, 'signing');
    requireThat(book.find(`amendment.lapse/${n}`), '补充协议的签署期未届满, 或已经决定', 'amendment');
    if (answer === 'close') withReason(reason);
    book.meet(`amendment.lapse/${n}`, occurredAt);
    if (answer === 'close') return over(book, amendment, 'lapsed');
    const { n: run } = book.find(`amendment.signing/${n}`)!;
    book.open(`amendment.signing/${n}`, occurredAt, { nth: run + 1 });
    askToSign(book, amendment);
  },

  /** What both have signed, one of them does not take back; a client only refuses what has been brought to it. */
  'amendment.refuse'(book, { amendment: n }, { by }) {
    const amendment = amendmentIn(book, n, ...(by.role === 'client' ? [] : (['review'] as const)), 'signing');
    const { provider, client } = amendment.signatures;
    requireThat(!provider || !client, '双方签署件均已登记, 一方不能再表示不同意', 'amendment');
    over(book, amendment, 'refused');
  },
};

export const amendmentHooks: DueHooks = {
  /** Silence is no consent, and the clock decides nothing: until the manager has decided, signatures still count. */
  'amendment.signing'(book, id) {
    const amendment = numberOf(id);
    const { dueAt, n: nth } = book.find(id)!;
    book.acknowledge(id);
    book.open(`amendment.lapse/${amendment}`, dueAt - 1, { nth }); // its 24:00 still belongs to the day that ends there
    book.notify('amendment.lapsed', 'manager', { amendment });
  },

  'amendment.effective'(book, id) {
    const { state } = book;
    const amendment = amendmentOf(book, numberOf(id));
    const { standard, ladders, until } = amendment.changes;
    const { ending, successorSigned } = state;
    if (ending && ending.endsAt <= startOfDay(dayFromDate(amendment.effectiveOn))) return moot(book, amendment);
    Object.assign(state, negotiated(state, { standard, ladders }));
    amendment.state = 'effective';
    book.emit('amendment.effective', { amendment: amendment.n, effectiveOn: amendment.effectiveOn });
    if (until === undefined || until === state.termEnd) return;
    // the successor that was signed meanwhile begins when it was to begin, and an end of which notice was given stays
    if (until < state.termEnd! || successorSigned || ending) return termNotMoved(book, amendment.n, until);
    prolong(book, until, amendment.signatures.client!.scan.sha256);
  },
};

/** Both have signed that it goes on until then: what came between is told to those who count on it. */
function termNotMoved(book: AgreementBook, n: number, until: PlainDate): void {
  const termEnd = book.state.termEnd!;
  book.emit('amendment.term-not-moved', { amendment: n, until, termEnd });
  for (const role of ['client', 'manager', 'account-manager'] as const)
    book.notify('amendment.term-not-moved', role, { amendment: n, until, termEnd });
}

function askToSign(book: AgreementBook, { n, paper, effectiveOn }: Amendment): void {
  book.notify('amendment.to-sign', 'client', { amendment: n, version: paper.version, effectiveOn });
}

/** Both have signed: from its date on, which may have come already. */
function agreed(book: AgreementBook, amendment: Amendment): void {
  const { n, effectiveOn } = amendment;
  amendment.state = 'agreed';
  book.emit('amendment.agreed', { amendment: n, effectiveOn });
  book.open(`amendment.effective/${n}`, book.now, {
    dueAt: Math.max(startOfDay(dayFromDate(effectiveOn)), book.now),
  });
  for (const role of ['client', 'manager', 'account-manager'] as const)
    book.notify('amendment.agreed', role, { amendment: n, effectiveOn });
}

function over(book: AgreementBook, amendment: Amendment, why: 'returned' | 'refused' | 'lapsed'): void {
  const { n } = amendment;
  const seenByClient = amendment.state === 'signing';
  amendment.state = why;
  for (const clock of ['review', 'signing', 'lapse']) book.cancel(`amendment.${clock}/${n}`);
  book.emit(`amendment.${why}`, { amendment: n });
  for (const role of ['account-manager', 'manager'] as const)
    book.notify('amendment.ended', role, { amendment: n, why });
  if (seenByClient) book.notify('amendment.ended', 'client', { amendment: n, why });
}

const deskOf = ({ role }: Actor): 'legal' | 'service' => (role === 'legal' ? 'legal' : 'service');
const numberOf = (id: string): number => Number(id.split('/')[1]);

const openAmendment = ({ amendments = [] }: Agreement): Amendment | undefined =>
  amendments.find(({ state }) => OPEN.includes(state));

function changeable({ ending, successorSigned }: Agreement): void {
  requireThat(!ending, '协议已终止, 或已通知终止, 不能再变更');
  requireThat(!successorSigned, '续签协议已签署, 变更请在续签协议中约定');
}

function amendmentOf({ state }: AgreementBook, n: number): Amendment {
  return state.amendments?.[n - 1] ?? fail('Invalid', '没有这份补充协议', 'amendment');
}

function amendmentIn(book: AgreementBook, n: number, ...states: AmendmentState[]): Amendment {
  const amendment = amendmentOf(book, n);
  requireThat(states.includes(amendment.state), '补充协议不在此步骤', 'amendment');
  requireThat(!book.state.ending, '协议已终止, 或已通知终止, 不能再变更');
  return amendment;
}

function samePaper({ paper }: Amendment, { version, sha256 }: VersionRef): void {
  if (version !== paper.version) fail('VersionVoid', `该补充协议为第 ${paper.version} 版`, 'version');
  if (sha256 !== paper.sha256) fail('VersionVoid', '哈希与补充协议的文件不一致', 'sha256');
}

/** The paper has its hash: what is approved and signed can be named by it. */
export function hashAmendment({ amendments = [] }: Agreement, made: DocumentMade): void {
  if (made.kind !== 'amendment' || 'failed' in made) return;
  const found = amendments.find(({ paper }) => paper.version === made.version);
  if (found) Object.assign(found.paper, { sha256: made.sha256, pages: made.pages });
}
