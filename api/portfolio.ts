import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { verificationOf } from '../activities/documents';
import { PROVIDER } from '../db/vault';
import { renderDocument } from '../documents/render';
import { renderSheet, XLSX } from '../documents/sheet';
import { editionZh } from '../domain/document/subject';
import type { ClassifiedClient } from '../domain/document/tables';
import { PORTFOLIO_ID, PORTFOLIO_NO } from '../domain/ids';
import type { Parties } from '../domain/parties';
import { dateAt, iso, type Instant } from '../domain/time';
import { verificationCode } from '../security/verification';
import type { ApiDeps } from './deps';
import { ERASED } from './routes/agreements';
import type { DocumentRow } from './views/document';

const KIND = 'client-classification';

type Classified = Omit<ClassifiedClient, 'name' | 'accountManager'> & { partiesRef: string };

/**
 * 《客户分类清单》 of the whole house, of what is recorded at this instant. It belongs to no execution, so the API writes
 * its row, as it does the notices of no execution; all lists are numbered in one series. `note` is told the version in
 * the same transaction. Call it for one list at a time.
 */
export async function makeClassification(
  deps: Pick<ApiDeps, 'db' | 'vault' | 'blobs' | 'keyRing' | 'publicUrl'>,
  note: (trx: Knex.Transaction, version: number) => Promise<unknown>,
): Promise<DocumentRow> {
  const { db, vault, blobs, keyRing, publicUrl } = deps;
  const asOf: Instant = Date.now();
  const rows = await classified(db);
  const version = 1 + ((await portfolioDocuments(db).max<{ max: number | null }[]>('version'))[0]?.max ?? 0);
  const dataHash = createHash('sha256')
    .update(JSON.stringify([asOf, rows]))
    .digest('hex');
  const code = verificationCode(keyRing, { number: PORTFOLIO_NO, kind: KIND, version, dataHash });
  const records = await vault.openTexts(rows.map(({ partiesRef }) => partiesRef));
  const data = {
    ...{ number: PORTFOLIO_NO, version, label: editionZh(version), date: dateAt(asOf), asOf },
    verification: verificationOf({ code, dataHash }, publicUrl),
    clients: rows.map(({ partiesRef, ...row }) => ({ ...row, ...namesIn(records.get(partiesRef)) })),
  };
  const { bytes, sha256, pages } = await renderDocument(KIND, data);
  const sheet = (await renderSheet(KIND, data))!;
  await blobs.put(PROVIDER, bytes, 'application/pdf');
  await blobs.put(PROVIDER, sheet.bytes, XLSX);
  return db.transaction(async (trx) => {
    const [row] = await trx('documents')
      .insert({
        ...{ workflow_id: PORTFOLIO_ID, client_id: PROVIDER, kind: KIND, version, code, sha256, pages },
        ...{ table_sha256: sheet.sha256, made_at: iso(asOf) },
      })
      .returning<DocumentRow[]>('*');
    await note(trx, version);
    return row!;
  });
}

export const portfolioDocuments = (db: Knex): Knex.QueryBuilder => db('documents').where({ workflow_id: PORTFOLIO_ID });

interface Row {
  no: string;
  tier: ClassifiedClient['tier'];
  client_type: ClassifiedClient['clientType'];
  parties_ref: string;
  started_at: string;
  changed_at: Date | null;
}

/** Every agreement that has not ended, 战略 first. One statement. */
async function classified(db: Knex): Promise<Classified[]> {
  const rows = await db('agreements as a')
    .whereNot('a.phase', 'closed')
    .orderByRaw(`array_position(array['战略', '重点', '普通'], a.tier), a.no`)
    .select<Row[]>(
      'a.no',
      'a.tier',
      'a.client_type',
      db.raw(`a.state->>'partiesRef' as parties_ref`),
      db.raw(`a.state->>'startedAt' as started_at`),
      db.raw(`(select max(e.at) from audit_events e where e.workflow_id = a.workflow_id
        and e.event = 'person.replaced' and e.data->>'seat' = 'accountManager') as changed_at`),
    );
  return rows.map((row) => ({
    agreementNo: row.no,
    tier: row.tier,
    clientType: row.client_type,
    partiesRef: row.parties_ref,
    updatedOn: dateAt(row.changed_at?.getTime() ?? Number(row.started_at)),
  }));
}

function namesIn(record: string | undefined): Pick<ClassifiedClient, 'name' | 'accountManager'> {
  if (record === undefined) return { name: ERASED, accountManager: ERASED };
  const { client, accountManager } = JSON.parse(record) as Parties;
  return { name: client.name, accountManager: accountManager.name };
}
