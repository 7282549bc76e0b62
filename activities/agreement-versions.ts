import type { Knex } from 'knex';
import type { AgreementDocument } from '../domain/document/agreement-document';
import { agreementId } from '../domain/ids';
import type { Instant } from '../domain/time';
import { openedDocument, type OpeningDeps } from './documents';

/** What a version of the agreement was made from, as it is kept beside it: references only. */
export interface AgreementSource {
  at: Instant;
  /** The parties as they were then. */
  partiesRef: string;
  data: Record<string, unknown>;
}

/** Of a row of `documents`: it is a version of the agreement that the client has had. */
export const DELIVERED = `exists (
  select 1 from audit_events e where e.workflow_id = documents.workflow_id and e.event = 'command'
    and e.data->>'name' = 'review.deliver' and (e.data->'payload'->>'version')::int = documents.version)`;

/** The data of a version, the same whenever it is asked for. Undefined: no such version. Three statements or four. */
export async function agreementVersion(
  deps: OpeningDeps,
  no: string,
  version: number,
): Promise<AgreementDocument | undefined> {
  const row = await deps
    .db('documents')
    .where({ workflow_id: agreementId(no), kind: 'agreement', version })
    .whereNotNull('source')
    .first<{ source: AgreementSource } | undefined>('source');
  if (!row) return undefined;
  const { partiesRef, ...order } = row.source;
  const opened = await openedDocument(deps, {
    no,
    number: no,
    partiesRef,
    order: { kind: 'agreement', version, ...order },
  });
  return opened.data as AgreementDocument;
}

/**
 * What a version is held against: the one that the client last had before it; where none was delivered, the one made
 * before it. Undefined for the first. One statement.
 */
export async function versionBefore(db: Knex, no: string, version: number): Promise<number | undefined> {
  const row = await db('documents')
    .where({ workflow_id: agreementId(no), kind: 'agreement' })
    .andWhere('version', '<', version)
    .whereNotNull('source')
    .orderByRaw(`${DELIVERED} desc, version desc`)
    .first<{ version: number } | undefined>('version');
  return row?.version;
}
