import { AMENDMENT_ZH, type Amendment } from '../../domain/agreement/amendment-types';
import { CHANNEL_ZH } from '../../domain/agreement/delivery';
import {
  BREACH_ZH,
  WRITTEN_ZH,
  type Breach,
  type Paper,
  type WrittenNotice,
} from '../../domain/agreement/written-types';
import { clauseTitle } from '../../domain/document/template';
import type { DocumentKind } from '../../domain/document/types';
import { iso } from '../../domain/time';
import { uploadIdOf } from '../store-upload';
import { at } from './agreement';

/** The mail that brought a notice, as the outbox has it. */
export interface NoticeMail {
  notice: number;
  state: string;
  delivered_at: Date | null;
}

interface Opened {
  no: string;
  text: (ref: string) => string;
}

const base = (no: string): string => `/v1/agreements/${encodeURIComponent(no)}`;
const proofOf = (no: string, proof: string | undefined) =>
  proof === undefined ? {} : { proof: { sha256: proof, href: `${base(no)}/uploads/${uploadIdOf(no, proof)}` } };
const paperOf = (no: string, { kind, version, sha256 }: Omit<Paper, 'kind'> & { kind: DocumentKind }) => ({
  kind,
  version,
  ...(sha256 && { sha256 }),
  href: `${base(no)}/documents/${kind}/${version}`,
});

/**
 * A written notice as people read it, with what became of it; how the provider's own were tried and mailed is not for a
 * client.
 */
export function noticeOf(
  notice: WrittenNotice,
  mail: NoticeMail | undefined,
  { no, text, outside }: Opened & { outside: boolean },
) {
  const { n, kind, party, channel, issuedAt, attempts, delivery, dropped, breach, ground, paper } = notice;
  return {
    notice: n,
    kind,
    kindTitle: WRITTEN_ZH[kind],
    party,
    channel,
    issuedAt: iso(issuedAt),
    state: delivery ? ('delivered' as const) : (dropped ?? ('issued' as const)),
    ...(notice.text !== undefined && { text: text(notice.text) }),
    ...(notice.asks !== undefined && { asks: text(notice.asks) }),
    ...(breach !== undefined && { breach }),
    ...(ground && { ground }),
    ...(paper && { document: paperOf(no, paper) }),
    ...(!(outside && party === 'provider') && {
      ...(mail && { mail: { state: mail.state, ...(mail.delivered_at && { sentAt: at(mail.delivered_at) }) } }),
      attempts: attempts.map((attempt) => ({
        channel: attempt.channel,
        at: iso(attempt.at),
        result: attempt.result,
        ...(attempt.note !== undefined && { note: text(attempt.note) }),
        ...proofOf(no, attempt.proof),
      })),
    }),
    ...(delivery && {
      delivery: {
        channel: delivery.channel,
        channelTitle: CHANNEL_ZH[delivery.channel],
        at: iso(delivery.at),
        ...proofOf(no, delivery.proof),
      },
    }),
  };
}

/** 违约记录 as people read it. */
export const breachRecordOf = (breach: Breach, { no, text }: Opened) => ({
  breach: breach.n,
  party: breach.party,
  recordedBy: breach.recordedBy,
  clause: breach.clause,
  ...(clauseTitle(breach.clause) && { clauseTitle: clauseTitle(breach.clause) }),
  facts: text(breach.facts),
  ...(breach.amountFen !== undefined && { amountFen: breach.amountFen }),
  at: iso(breach.at),
  state: breach.state,
  stateTitle: BREACH_ZH[breach.state],
  document: paperOf(no, breach.paper),
  ...(breach.notice !== undefined && { notice: breach.notice }),
  ...(breach.late && { late: breach.late }),
  ...proofOf(no, breach.proof),
});

/** 补充协议 as people read it. */
export const amendmentOf = (amendment: Amendment, { no, text }: Opened) => ({
  amendment: amendment.n,
  state: amendment.state,
  stateTitle: AMENDMENT_ZH[amendment.state],
  text: text(amendment.text),
  effectiveOn: amendment.effectiveOn,
  changes: amendment.changes,
  document: paperOf(no, { kind: 'amendment', ...amendment.paper }),
  approved: { legal: amendment.approvals.legal !== undefined, service: amendment.approvals.service !== undefined },
  signatures: Object.fromEntries(
    Object.entries(amendment.signatures).map(([party, { signedOn, scan, attestedBy }]) => [
      party,
      { signedOn, attested: attestedBy !== undefined, ...proofOf(no, scan.sha256) },
    ]),
  ),
});
