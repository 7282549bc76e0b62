import type { PartyEvidence, SignatureEvidenceDocument } from '../../domain/document/evidence';
import { DOCUMENT_ZH } from '../../domain/document/types';
import { iso, type Instant } from '../../domain/time';
import { canonical } from './canonical';
import { chained } from './chain';

export const EVIDENCE_SCHEMA = 'lvyue/signature-evidence/1';
/** Its name inside the PDF. */
export const EVIDENCE_FILE = 'evidence.json';

/**
 * The pack as data (docs/evidence.md): the same that the report prints, instants with their time zone, chained. Pure, so
 * the same records give the same pack.
 */
export function evidenceOf(data: SignatureEvidenceDocument) {
  const { number, version, date, providerName, clientName, agreement, method, flow, completedOn, parties, seal } = data;
  const body = {
    schema: EVIDENCE_SCHEMA,
    report: { title: DOCUMENT_ZH['signature-evidence'], number, version, date },
    agreement: { number, providerName, clientName, ...agreement },
    method,
    ...(flow && { flow: { ...flow, verifications: flow.verifications.map(timed) } }),
    completedOn,
    parties: parties.map(partyOf),
    seal,
  };
  const events = data.events.map(({ at, recordedAt, ...event }) => ({
    ...event,
    at: iso(at),
    recordedAt: iso(recordedAt),
  }));
  return chained(body, events);
}

export type Evidence = ReturnType<typeof evidenceOf>;

/** The text that is attached to the report. */
export const evidenceText = (data: SignatureEvidenceDocument): string => canonical(evidenceOf(data));

function partyOf({ delivered, confirmed, viewedAt, signedAt, recorded, attested, ...party }: PartyEvidence) {
  return {
    ...party,
    delivered: delivered && timed(delivered),
    confirmed: confirmed && timed(confirmed),
    viewedAt: viewedAt === undefined ? undefined : iso(viewedAt),
    signedAt: signedAt === undefined ? undefined : iso(signedAt),
    recorded: recorded && timed(recorded),
    attested: attested && timed(attested),
  };
}

const timed = <T extends { at: Instant }>(doing: T): Omit<T, 'at'> & { at: string } => ({
  ...doing,
  at: iso(doing.at),
});
