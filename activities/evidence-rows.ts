import { canonical, sha256 } from '../documents/evidence/canonical';
import { signingFacts } from '../domain/agreement/signature-evidence';
import type { AuditEvent } from '../domain/record/types';
import type { EvidenceRows } from './evidence-data';

/**
 * What a pack takes from the agreement's events from the making of the signed version up to the order. Their data is
 * hashed as recorded, with references unopened, so that it can be compared with the audit trail.
 */
export const evidenceRows = (events: readonly AuditEvent[], version: number): EvidenceRows => ({
  facts: signingFacts(events, version),
  events: events.map(({ seq, at, recordedAt, event, data, by }) => ({
    seq,
    at,
    recordedAt,
    event,
    ...(event === 'command' && { command: String(data['name']) }),
    ...(by && { by: { role: by.role, id: by.id } }),
    dataSha256: sha256(canonical(data)),
  })),
});
