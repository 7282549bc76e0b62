import type { NoticeData } from '../domain/notice-kinds';
import { PERSON_IN_ROLE, type Parties } from '../domain/parties';
import { DAY, type Instant } from '../domain/time';
import type { KeyRing } from '../security/keyring';
import { personId } from '../security/person';
import { issueLink, type LinkPurpose } from '../security/personal-link';
import type { ClaimedNotice } from './outbox';

/** As long as anybody may want to; whether it is still possible the agreement says. */
const USED_WITHIN = 90 * DAY;

export interface PersonalLinks {
  /** The address by which the reader does what the mail asks for; undefined where it asks for nothing of the kind. */
  of(
    notice: Pick<ClaimedNotice, 'kind' | 'to_role' | 'at' | 'data'>,
    no: string,
    parties?: Parties,
  ): Promise<string | undefined>;
}

export const createPersonalLinks = (keyRing: KeyRing, publicUrl: string): PersonalLinks => ({
  async of(notice, no, parties) {
    const asked = askedBy(notice);
    if (!asked) return undefined;
    const contact = notice.to_role === 'client' ? parties?.[PERSON_IN_ROLE.client!] : undefined;
    const person = contact && personId(keyRing, 'client', contact.name);
    const link = { no, opens: asked.opens, ...(person !== undefined && { person }) };
    return `${publicUrl}/l/${await issueLink(keyRing, link, asked.until)}`;
  },
});

function askedBy({
  kind,
  to_role,
  at,
  data,
}: Pick<ClaimedNotice, 'kind' | 'to_role' | 'at' | 'data'>): { opens: LinkPurpose; until: Instant } | undefined {
  if (kind === 'signing.your-turn') {
    const { provider, startKey, party, until } = data as unknown as NoticeData['signing.your-turn'];
    return { opens: provider === 'paper' ? { print: startKey, party } : { sign: startKey, party }, until };
  }
  if (to_role !== 'client') return undefined;
  const until = at.getTime() + USED_WITHIN;
  if (kind === 'notice.issued') return { opens: { acknowledge: data['notice'] as number }, until };
  if (kind === 'survey.sent') return { opens: { survey: data['survey'] as number }, until };
  return undefined;
}
