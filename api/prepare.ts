import type { Upload } from '../domain/agreement/types';
import { textRef, type SealedText } from '../db/vault';
import { agreementId } from '../domain/ids';
import type { ApiDeps } from './deps';
import { ApiFailure } from './problems';
import { FreeText, UploadId, type Prepared } from './schemas/fields';
import { fieldOf } from './validation';

/** A parsed body taken apart: what to seal, which uploads to look up, and how to put the payload together. */
export interface Parts<T> {
  texts: SealedText[];
  uploads: { id: string; accepts: UploadId['accepts']; field: string }[];
  /** Throws when an upload was not given. */
  assemble(uploads: ReadonlyMap<string, Upload>): Prepared<T>;
}

/** References are derived from command and path, so that a retry writes the same rows. */
export function takeApart<T>(commandId: string, body: T): Parts<T> {
  const texts: SealedText[] = [];
  const uploads: Parts<T>['uploads'] = [];
  walk(body, [], (value, path) => {
    const field = fieldOf(path);
    if (value instanceof FreeText) texts.push({ ref: textRef(commandId, field), text: value.text });
    else uploads.push({ id: value.id, accepts: value.accepts, field: `${field}.uploadId` });
    return undefined;
  });
  return {
    texts,
    uploads,
    assemble: (found) =>
      walk(body, [], (value, path) => {
        if (value instanceof FreeText) return textRef(commandId, fieldOf(path));
        const upload = found.get(value.id);
        if (!upload) throw new Error('upload was not looked up');
        return upload;
      }) as Prepared<T>,
  };
}

function walk(
  value: unknown,
  path: PropertyKey[],
  visit: (value: FreeText | UploadId, path: PropertyKey[]) => unknown,
): unknown {
  if (value instanceof FreeText || value instanceof UploadId) return visit(value, path);
  if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index], visit));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key], visit)]));
}

interface UploadRow {
  id: string;
  sha256: string;
  media_type: string;
  facts: { pages?: number; rows?: number };
}

/**
 * Facts of the uploads a command relies on: of this agreement only, and of the kind that is wanted there. One statement,
 * none without uploads. Throws `Invalid` naming the field.
 */
export async function findUploads(
  { db }: Pick<ApiDeps, 'db'>,
  no: string,
  wanted: Parts<unknown>['uploads'],
): Promise<Map<string, Upload>> {
  const found = new Map<string, Upload>();
  if (wanted.length === 0) return found;
  const ids = wanted.map(({ id }) => id);
  const rows = await db('uploads').where({ agreement_no: no }).whereIn('id', ids).select<UploadRow[]>();
  for (const { id, sha256, media_type: mediaType, facts } of rows) found.set(id, { sha256, mediaType, ...facts });
  for (const { id, accepts, field } of wanted) {
    const upload = found.get(id);
    if (!upload) throw new ApiFailure('Invalid', '没有这个上传文件', { field });
    const isTable = upload.rows !== undefined;
    if (accepts === 'table' && !isTable) throw new ApiFailure('Invalid', '此处须为表格 (CSV, XLSX)', { field });
    if (accepts === 'scan' && isTable) throw new ApiFailure('Invalid', '此处须为扫描件 (PDF, JPEG, PNG)', { field });
  }
  return found;
}

/** The ledger's entry that another one corrects, by its number; the agreement itself does not carry the entries. */
export async function requireEntry({ db }: Pick<ApiDeps, 'db'>, no: string, seq: unknown): Promise<void> {
  if (typeof seq !== 'number') return;
  const entry = { workflow_id: agreementId(no), event: 'ledger.entry', seq };
  if (!(await db('audit_events').where(entry).first('seq')))
    throw new ApiFailure('Invalid', '被更正的台账记录不存在', { field: 'corrects' });
}

/**
 * A miss of a complaint or request of this agreement; the agreement itself carries neither. Whether it may still be said is
 * the agreement's to decide. One statement. Throws `Invalid` naming the field.
 */
export async function requireMiss(
  { db }: Pick<ApiDeps, 'db'>,
  no: string,
  { case: caseId, id, n }: Record<string, unknown>,
): Promise<void> {
  const found = await db('agreements as a')
    .leftJoin('cases as c', (on) => on.on('c.agreement_no', 'a.no').andOn('c.id', db.raw('?', [caseId as string])))
    .leftJoin('deadlines as d', (on) =>
      on
        .on('d.workflow_id', 'c.workflow_id')
        .andOn('d.id', db.raw('?', [id as string]))
        .andOn('d.n', db.raw('?::int', [n as number]))
        .andOnNotNull('d.missed_at'),
    )
    .where('a.no', no)
    .first<{ phase: string; case_id: string | null; missed: string | null } | undefined>(
      'a.phase',
      'c.id as case_id',
      'd.id as missed',
    );
  if (!found || found.phase === 'closed') return;
  if (found.case_id === null) throw new ApiFailure('Invalid', '本协议没有这个投诉或需求', { field: 'case' });
  if (found.missed === null) throw new ApiFailure('Invalid', '该期限没有这一次逾期', { field: 'id' });
}

/**
 * The open request of the same agreement that a duplicate is merged into; or this very command has merged it before.
 * One statement. Throws `Invalid`: a duplicate merged into nothing would be lost.
 */
export async function requireMergeTarget(
  { db }: Pick<ApiDeps, 'db'>,
  { into, no, workflowId, commandId }: { into: unknown; no: string; workflowId: string; commandId: string },
): Promise<void> {
  if (typeof into !== 'string') return;
  const target = await db('cases')
    .where({ id: into, kind: 'request', agreement_no: no })
    .andWhereRaw(
      `(phase <> 'closed' or exists (
         select 1 from audit_events where workflow_id = :workflowId and command_id = :commandId))`,
      { workflowId, commandId },
    )
    .first<{ id: string } | undefined>('id');
  if (!target) throw new ApiFailure('Invalid', '没有这个未结案的需求', { field: 'into' });
}
