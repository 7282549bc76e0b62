import { fail, requireThat } from '../failures';
import { dayFromDate, endOfDay } from '../time';
import { withReason } from './authority';
import type { AgreementBook } from './book';
import type { CommandPayloads, Seal } from './commands';
import { inForceFrom, lastDay, latest, windowOpen, within } from './effect';
import { notWhileCompleting, voidFlow, type Flow } from './flow';
import { attested, dropSignatures, notOnPlatform, paperFlow, received, requireOrder } from './paper-signing';
import type { DueHooks, Handlers } from './phases';
import { draftOf, sameBytes } from './review';
import type { Agreement, Party, Terms } from './types';

/** 4 Signing (签署与生效), domain.md §3.4: paper, checked by a second person; in force when the last side has signed. */

export function enterSigning(book: AgreementBook): void {
  book.enter('signing');
  book.open('signing', book.now);
  requestSignature(book);
}

function requestSignature(book: AgreementBook): void {
  const { draft, content } = book.state;
  book.notify('signing.requested', 'client', { version: draft!.version, copies: content?.copies ?? 2 });
}

/**
 * In force when the first day has come and the condition is fulfilled. Notice may be given before: if the end comes
 * first, that ends it (`endingHooks`); else it is served until then.
 */
export function signingOutcome(state: Agreement): 'in-force' | 'redraft' | undefined {
  if (state.redraft) return 'redraft';
  const waiting = state.deadlines.some((d) => d.id === 'effective.date' || d.id.startsWith('effectiveness'));
  return state.effectiveOn && !waiting ? 'in-force' : undefined;
}

/** Which marks each kind of party must put; alternatives are lists of their own. */
export function signatureRule(party: Party, terms: Terms): { need: Seal[][]; text: string } {
  if (party === 'client') {
    return {
      need: [
        ['company-seal', 'legal-representative'],
        ['company-seal', 'authorised-representative'],
      ],
      text: '客户须加盖公章, 并由法定代表人或授权代表签字',
    };
  }
  return terms.providerKind === 'natural-person'
    ? { need: [['signature']], text: '服务方为自然人的, 须本人签名' }
    : { need: [['company-seal', 'legal-representative']], text: '服务方为企业的, 须加盖公章并由法定代表人签字' };
}

export const signingHandlers: Handlers<
  'signature.record' | 'signature.attest' | 'signing.lapse.decide' | 'condition.fulfil' | 'condition.decide'
> = {
  'signature.record'(book, payload, { by }) {
    sameBytes(book, payload);
    windowOpen(book);
    notOnPlatform(book);
    const { party, seals, signedOn, scan } = payload;
    requireThat(!book.state.signatures[party]?.attestedBy, '该方签署件已复核', 'party');
    const { pages } = draftOf(book);
    if ((scan.pages ?? 1) < pages!) fail('Invalid', `文件共 ${pages} 页, 扫描件只有 ${scan.pages ?? 1} 页`, 'scan');
    const rule = signatureRule(party, book.state.terms);
    if (!rule.need.some((set) => set.every((mark) => seals.includes(mark)))) fail('Invalid', rule.text, 'seals');
    if (seals.includes('authorised-representative') && !payload.authorisation) {
      fail('Invalid', '授权代表签字须附授权委托书', 'authorisation');
    }
    if (lastDay(book.state.terms, signedOn) < book.today) fail('Invalid', '按此签署日期协议期已满', 'signedOn');
    if (signedOn > book.today) fail('Invalid', '签署日期不能晚于今天', 'signedOn');
    const { confirmedOn } = book.state.review ?? {};
    if (confirmedOn && signedOn < confirmedOn)
      fail('Invalid', `本版本于 ${confirmedOn} 确认, 不能早于该日签署`, 'signedOn');
    if (book.state.voidScans?.includes(scan.sha256)) fail('VersionVoid', '失效轮次的签署件不能再用', 'scan');
    const flow = paperFlow(book);
    requireOrder(book, flow, party, signedOn);
    if (party === 'client') byWhom(flow, payload);
    received(book, flow, party, { signedOn, scan, recordedBy: by.id });
    for (const role of ['operations', 'legal'] as const) book.notify('signing.to-attest', role, { party });
  },

  'signature.attest'(book, payload, { by }) {
    windowOpen(book);
    const signature = book.state.signatures[payload.party];
    requireThat(signature, '该方签署件尚未登记', 'party');
    requireThat(!signature.attestedBy, '该方签署件已复核', 'party');
    if (by.id === signature.recordedBy) fail('FourEyes', '签署件须由登记人以外的第二人复核');
    everyPage(payload, signature.scan.pages ?? 1);
    if (payload.scanSha256 !== signature.scan.sha256) fail('VersionVoid', '复核的不是已登记的扫描件', 'scanSha256');
    const flow = paperFlow(book);
    signature.attestedBy = by.id;
    attested(book, flow, payload.party);
  },

  'signing.lapse.decide'(book, { answer, reason }, { occurredAt }) {
    requireThat(book.find('signing.lapse'), '签署期未失效, 或已经决定');
    notWhileCompleting(book);
    if (answer === 'close') withReason(reason);
    book.meet('signing.lapse', occurredAt);
    if (answer === 'close') {
      book.state.outcome = 'closed';
      return;
    }
    voidFlow(book);
    dropSignatures(book);
    book.cancel('signing');
    book.open('signing', occurredAt);
    requestSignature(book);
  },

  'condition.fulfil'(book, { on }, { occurredAt }) {
    requireThat(book.find('effectiveness'), '没有待成就的生效条件');
    if (on > book.today) fail('Invalid', '条件成就日期不能晚于今天', 'on');
    if (on > lastDay(book.state.terms, on)) fail('Invalid', '条件成就时约定的协议期已满', 'on');
    book.meet('effectiveness', within(on, occurredAt));
    book.cancel('effectiveness.lapse');
    inForceFrom(book, latest(on, book.state.effectiveOn!));
  },

  'condition.decide'(book, { answer, until, reason }, { occurredAt }) {
    requireThat(book.find('effectiveness.lapse'), '生效条件未到期, 或已经决定');
    if (answer === 'extend') {
      if (!until || until < book.today) fail('Invalid', '延期须给出不早于今天的日期', 'until');
      if (until > lastDay(book.state.terms, until)) fail('Invalid', '延期不能超过约定的协议期', 'until');
      book.meet('effectiveness.lapse', occurredAt);
      book.cancel('effectiveness');
      book.open('effectiveness', occurredAt, { dueAt: endOfDay(dayFromDate(until)) });
      return;
    }
    withReason(reason);
    book.meet('effectiveness.lapse', occurredAt);
    book.state.outcome = 'closed';
  },
};

export const signingHooks: DueHooks = {
  signing(book) {
    book.acknowledge('signing');
    book.openAfter('signing', 'signing.lapse');
    book.notify('signing.lapsed', 'manager');
  },
  effectiveness(book) {
    book.acknowledge('effectiveness');
    book.openAfter('effectiveness', 'effectiveness.lapse');
    book.notify('effectiveness.lapsed', 'manager');
  },
};

/** What the paper bears, whatever was meant when the flow began. */
function byWhom(flow: Flow, { seals, authorisation }: CommandPayloads['signature.record']): void {
  const authorised = seals.includes('authorised-representative');
  flow.clientSigner = authorised ? 'authorised-representative' : 'legal-representative';
  if (authorised && authorisation) flow.authorisation = authorisation;
  else delete flow.authorisation;
}

function everyPage({ pages }: CommandPayloads['signature.attest'], total: number): void {
  const seen = new Set(pages);
  for (let page = 1; page <= total; page++) {
    if (!seen.has(page)) fail('Invalid', `扫描件共 ${total} 页, 第 ${page} 页尚未复核`, 'pages');
  }
}
