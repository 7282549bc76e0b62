import type { Vault } from '../db/vault';
import { agreementNo } from '../domain/ids';
import type { Parties } from '../domain/parties';
import type { OutgoingMail } from './mailer';
import { noticeHash } from './mailer';
import type { ClaimedNotice } from './outbox';
import type { Recipients } from './recipients';
import { isNoticeKind, renderNotice } from './templates';

export interface ComposeDeps {
  vault: Pick<Vault, 'openTexts'>;
  recipients: Recipients;
}

/** The notice can never be sent. The reason is for operators and holds no personal data. */
export class UnsendableError extends Error {}

/**
 * A claimed row as a mail: opens the people's record and every reference of the data in one statement (none where there
 * is nothing to open). Throws `UnsendableError`; whatever else it throws may pass.
 */
export async function compose(notice: ClaimedNotice, { vault, recipients }: ComposeDeps): Promise<OutgoingMail> {
  const { kind, key, to_role: to, at, not_before: notBefore, data, parties_ref: partiesRef } = notice;
  if (!isNoticeKind(kind)) throw new UnsendableError(`没有通知 ${kind} 的模板`);
  const titles = wantedTitles(notice);
  const refs = [...referencesIn(data), ...Object.values(titles)];
  if (recipients.inParties(to) && partiesRef) refs.push(partiesRef);
  const texts = refs.length > 0 ? await vault.openTexts([...new Set(refs)]) : new Map<string, string | undefined>();

  const record = partiesRef ? texts.get(partiesRef) : undefined;
  const address = recipients.find(to, record === undefined ? undefined : (JSON.parse(record) as Parties));
  if (!address) throw new UnsendableError('收件人资料已删除或不存在');
  const rendered = renderNotice(kind, {
    no: agreementNo(notice.workflow_id) ?? notice.workflow_id,
    to,
    ...(address.name && { name: address.name }),
    at: at.getTime(),
    ...(notBefore && { notBefore: notBefore.getTime() }),
    data,
    texts,
    documentTitles: titles,
    deemedAcceptance: notice.deemed_acceptance,
    due: Object.fromEntries((notice.deadlines ?? []).map(({ id, dueAt }) => [id, dueAt])),
  });
  return { ...rendered, to: address, hash: noticeHash(key, at), date: notBefore ?? at };
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
