import type { DelegationPeople } from '../db/delegations';
import type { Vault } from '../db/vault';
import { responsible } from '../domain/case/round';
import { BOUNCED_NOTICE, UNMATCHED_NOTICE, type BouncedData, type UnmatchedData } from '../domain/inbound';
import { agreementNo, caseIdOf, parseCaseId } from '../domain/ids';
import type { NoticeData, NoticeKind } from '../domain/notice-kinds';
import { isClientSeat, PERSON_IN_ROLE, type Parties } from '../domain/parties';
import type { PlainDate } from '../domain/time';
import type { OutgoingMail } from './mailer';
import { noticeHash } from './mailer';
import type { ClaimedNotice } from './outbox';
import type { Papers } from './papers';
import type { PersonalLinks } from './personal-links';
import type { Recipients } from './recipients';
import { addresseeOf } from './substitution';
import { isNoticeKind, renderNotice } from './templates';
import { isDelegationKind, renderDelegation, type DelegationKind } from './templates/delegation';
import { renderBounced, renderUnmatched } from './templates/inbound';

export interface ComposeDeps {
  vault: Pick<Vault, 'openTexts'>;
  recipients: Recipients;
  /** Our own address as mails name it. */
  publicUrl?: string;
  /** Makes the links by which readers act; without it mails have none. */
  links?: PersonalLinks;
  /** Documents that mails bring along; without it they bring none. */
  papers?: Papers;
}

const ERASED = '收件人资料已删除或不存在';

/** Who signs for the client hears of these as well. */
const ALSO_TO_SIGNATORY = ['signing.requested', 'signing.your-turn'];

/** The notice can never be sent. The reason is for operators and holds no personal data. */
export class UnsendableError extends Error {}

/**
 * A claimed row as a mail: opens the people's record and every reference of the data in one statement (none where there
 * is nothing to open), and turns to the substitute of who is away. Throws `UnsendableError`; whatever else it throws may pass.
 */
export async function compose(
  notice: ClaimedNotice,
  { vault, recipients, papers, publicUrl, links }: ComposeDeps,
): Promise<OutgoingMail> {
  const { kind, key, to_role: to, at, not_before: notBefore, data, parties_ref: partiesRef, delegations } = notice;
  if (isDelegationKind(kind)) return composeDelegation(kind, notice, vault);
  if (kind === UNMATCHED_NOTICE || kind === BOUNCED_NOTICE) return composeForDesk(notice, { vault, recipients });
  if (!isNoticeKind(kind)) throw new UnsendableError(`没有通知 ${kind} 的模板`);
  const titles = wantedTitles(notice);
  const refs = [...referencesIn(data), ...Object.values(titles), ...delegations.map(({ ref }) => ref)];
  if (recipients.inParties(to) && partiesRef) refs.push(partiesRef);
  if (kind === 'person.corrected') refs.push(data['replaces'] as string);
  const texts = refs.length > 0 ? await vault.openTexts([...new Set(refs)]) : new Map<string, string | undefined>();

  const record = partiesRef ? texts.get(partiesRef) : undefined;
  const parties = record === undefined ? undefined : (JSON.parse(record) as Parties);
  const meant = recipients.find(to, parties, notice.department ?? undefined);
  if (!meant) throw new UnsendableError(ERASED);
  const { address, onBehalfOf, delegations: used } = addresseeOf(notice, meant, texts);
  const inCharge = responsible({ about: notice.about ?? undefined });
  const contact = to === 'client' ? parties?.[PERSON_IN_ROLE[inCharge]!] : undefined;
  const signatory = parties && { address: parties.signatory.email, name: parties.signatory.name };
  // who signs hears of it too; and a client's person whose address was changed hears of that at the former one
  const cc =
    to !== 'client' ? undefined : ALSO_TO_SIGNATORY.includes(kind) ? signatory : formerAddress(kind, data, texts);
  const caseId = caseIdOf(notice.workflow_id);
  const no = agreementNo(notice.workflow_id) ?? parseCaseId(caseId ?? '')?.no ?? notice.workflow_id;
  const personal = await links?.of(notice, no, parties);
  const { attachments, label } = (await papers?.enclosed(notice)) ?? {};
  const rendered = renderNotice(kind, {
    no,
    ...(personal && { personal }),
    ...(caseId && { caseId }),
    to,
    ...(address.name && { name: address.name }),
    ...(contact && { contact }),
    ...(notice.about && { about: notice.about }),
    onBehalfOf,
    ...(publicUrl && { publicUrl }),
    ...(label && { label }),
    enclosed: attachments !== undefined && attachments.length > 0,
    at: at.getTime(),
    ...(notBefore && { notBefore: notBefore.getTime() }),
    data,
    texts,
    documentTitles: titles,
    deemedAcceptance: notice.deemed_acceptance,
    due: Object.fromEntries((notice.deadlines ?? []).map(({ id, dueAt }) => [id, dueAt])),
    standard: notice.standard ?? {},
    ladders: {
      ...notice.ladders,
      ...Object.fromEntries((notice.deadlines ?? []).map(({ id, ladder }) => [id, ladder])),
    },
  });
  return {
    ...rendered,
    to: address,
    ...(cc && cc.address !== address.address && { cc }),
    ...(contact && { replyTo: { name: contact.name, address: contact.email } }),
    ...(attachments && { attachments }),
    hash: noticeHash(key, at),
    date: notBefore ?? at,
    delegations: used,
  };
}

/** Of a client's person whose contact data were corrected: who reads mails there must not lose them unawares. */
function formerAddress(
  kind: NoticeKind,
  data: ClaimedNotice['data'],
  texts: ReadonlyMap<string, string | undefined>,
): OutgoingMail['to'] | undefined {
  if (kind !== 'person.corrected') return undefined;
  const { seat, replaces } = data as unknown as NoticeData['person.corrected'];
  const record = isClientSeat(seat) ? texts.get(replaces) : undefined;
  const former = record === undefined ? undefined : (JSON.parse(record) as Parties)[seat];
  return former && { address: former.email, name: former.name };
}

/** To the substitute in person, wherever their work may go meanwhile. */
async function composeDelegation(
  kind: DelegationKind,
  { key, to_role: role, at, data }: ClaimedNotice,
  vault: ComposeDeps['vault'],
): Promise<OutgoingMail> {
  const { ref, startsOn, endsOn } = data as { ref: string; startsOn: PlainDate; endsOn: PlainDate };
  const record = (await vault.openTexts([ref])).get(ref);
  if (record === undefined) throw new UnsendableError(ERASED);
  const { from, to, reason } = JSON.parse(record) as DelegationPeople;
  const rendered = renderDelegation(kind, {
    ...{ role, startsOn, endsOn, at: at.getTime(), from: from.name, to: to.name },
    ...(reason !== undefined && { reason }),
  });
  return { ...rendered, to: { address: to.email, name: to.name }, hash: noticeHash(key, at), date: at };
}

/** To operations, or whoever stands in for it. */
async function composeForDesk(
  notice: ClaimedNotice,
  { vault, recipients }: Pick<ComposeDeps, 'vault' | 'recipients'>,
): Promise<OutgoingMail> {
  const { key, kind, to_role: to, at, data, delegations: sealed } = notice;
  const texts = sealed.length > 0 ? await vault.openTexts(sealed.map(({ ref }) => ref)) : new Map<string, string>();
  const { address, onBehalfOf, delegations } = addresseeOf(notice, recipients.find(to, undefined)!, texts);
  const reader = { ...(address.name && { name: address.name }), onBehalfOf };
  const rendered =
    kind === BOUNCED_NOTICE
      ? renderBounced({ ...(data as unknown as BouncedData), ...reader })
      : renderUnmatched({ ...(data as unknown as UnmatchedData), ...reader });
  return { ...rendered, to: address, hash: noticeHash(key, at), date: at, delegations };
}

/** Every `t-…` in the data, however deep. */
function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^t-[\w-]{22}$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}

/** References to the titles of the unusual documents that the data names by `kind`. */
function wantedTitles({ data, documents }: ClaimedNotice): Record<string, string> {
  const title = typeof data['kind'] === 'string' ? documents?.[data['kind']]?.title : undefined;
  return title ? { [data['kind'] as string]: title } : {};
}
