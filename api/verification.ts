import type { Knex } from 'knex';
import { labelIn } from '../db/editions';
import type { Agreement, Party } from '../domain/agreement/types';
import { editionZh } from '../domain/document/subject';
import { DOCUMENT_ZH, type DocumentKind } from '../domain/document/types';
import { documentNumber } from '../domain/ids';
import { dateAt } from '../domain/time';

/** 验真: what the records say of a code or a file. Nothing of it is personal, and every answer has the same shape. */
export type VerificationState = 'genuine' | 'superseded' | 'unknown';

export interface VerificationAnswer {
  state: VerificationState;
  /** For people. */
  message: string;
  kind: DocumentKind | null;
  title: string | null;
  number: string | null;
  version: number | null;
  /** What the paper's own header says to tell it from others of its kind: `第 5 号`, `第 2 版`. */
  label: string | null;
  /** Day in China; of a signed file the day of the last signature. */
  madeOn: string | null;
  /** Of the PDF as it was made, or of the signed file. */
  sha256: string | null;
  /** The newest version about the same, and its label. */
  supersededBy: number | null;
  newest: string | null;
}

interface Row {
  workflow_id: string;
  kind: DocumentKind;
  version: number;
  subject: string;
  sha256: string;
  made_at: Date;
  newest: number;
}

/** One statement. */
async function find(db: Knex, where: (query: Knex.QueryBuilder) => void): Promise<Row | undefined> {
  return db('documents as d')
    .where(where)
    .first<Row | undefined>(
      ...['d.workflow_id', 'd.kind', 'd.version', 'd.subject', 'd.sha256', 'd.made_at'],
      db.raw(`(select max(n.version) from documents n
        where n.workflow_id = d.workflow_id and n.kind = d.kind and n.subject = d.subject) as newest`),
    );
}

/** @param code as `readCode` has read it; undefined: its check character does not fit */
export async function verifyCode(db: Knex, code: string | undefined): Promise<VerificationAnswer> {
  if (code === undefined) return unknown('验证码输入有误, 请核对后重新输入');
  const row = await find(db, (query) => void query.where('d.code', code));
  return row
    ? known(db, row, '请核对手中文书的名称、编号、页眉所载版本或序号与日期')
    : unknown('没有与此验证码相符的文书');
}

/**
 * One statement; two for a file that the product has not made, but keeps as the signed one.
 * @param sha256 of a PDF, of the same table as XLSX, or of a signed file, lower-case hex
 */
export async function verifyFile(db: Knex, sha256: string): Promise<VerificationAnswer> {
  const row = await find(db, (query) => void query.where('d.sha256', sha256).orWhere('d.table_sha256', sha256));
  if (row) return known(db, row, '文件与存档逐字节一致');
  return (
    (await signedFile(db, sha256)) ??
    unknown('没有与此文件一致的文书: 不是本系统出具的, 或者已被改动 (Word 文件供磋商, 不在验真之列)')
  );
}

/** Two statements at most. */
async function known(db: Knex, row: Row, what: string): Promise<VerificationAnswer> {
  const { workflow_id: id, kind, version, sha256, made_at: madeAt, newest } = row;
  const superseded = newest > version;
  const label = await labelIn(db, row);
  const latest = superseded ? await labelIn(db, { ...row, version: newest }) : null;
  return {
    state: superseded ? 'superseded' : 'genuine',
    message: superseded
      ? `由本系统出具, 但已由 ${latest} 取代; ${what}`
      : `由本系统出具, 没有更新的版本; 是否已送达、签署或生效不由本页证明; ${what}`,
    kind,
    title: DOCUMENT_ZH[kind],
    number: documentNumber(id),
    version,
    label,
    madeOn: dateAt(madeAt.getTime()),
    sha256,
    supersededBy: superseded ? newest : null,
    newest: latest,
  };
}

const SIDES: readonly Party[] = ['provider', 'client'];

/** The agreement as both sides have signed it: on a platform one file, on paper the scans that a second person checked. */
async function signedFile(db: Knex, sha256: string): Promise<VerificationAnswer | undefined> {
  const scanOf = (party: Party): string => `state->'signatures'->'${party}'->'scan'->>'sha256'`;
  const row = await db('agreements')
    .whereRaw(SIDES.map((party) => `${scanOf(party)} = ?`).join(' or '), [sha256, sha256])
    .first<Pick<Agreement, 'no' | 'signatures' | 'draft'> | undefined>(
      'no',
      db.raw(`state->'signatures' as signatures, state->'draft' as draft`),
    );
  const { provider, client } = row?.signatures ?? {};
  if (!row || !provider?.attestedBy || !client?.attestedBy) return undefined;
  const how = client.platform
    ? '双方已在签署平台签署, 文件与存档逐字节一致'
    : '双方已在纸上签署, 此为经第二人逐页复核的签署扫描件, 文件与存档逐字节一致';
  return {
    state: 'genuine',
    message: `协议的签署件: ${how}; 此后是否变更、终止不由本页证明`,
    ...{ kind: 'agreement', title: `${DOCUMENT_ZH.agreement} (签署件)`, number: row.no },
    version: row.draft?.version ?? null,
    madeOn: provider.signedOn > client.signedOn ? provider.signedOn : client.signedOn,
    label: row.draft ? editionZh(row.draft.version) : null,
    ...{ sha256, supersededBy: null, newest: null },
  };
}

const unknown = (message: string): VerificationAnswer => ({
  ...{ state: 'unknown', message, kind: null, title: null, number: null, version: null, label: null },
  ...{ madeOn: null, sha256: null, supersededBy: null, newest: null },
});
