import { grouped } from '../../domain/codes/verification';
import { DOCUMENT_ZH, type DocumentKind } from '../../domain/document/types';
import { at } from './agreement';

export interface DocumentRow {
  client_id: string;
  workflow_id: string;
  subject: string;
  kind: DocumentKind;
  version: number;
  sha256: string;
  pages: number | null;
  code: string | null;
  table_sha256: string | null;
  made_at: Date;
}

/** A paper in the list of what it belongs to, whose own address is given. */
export const documentOf = (row: DocumentRow, of: string) => {
  const { kind, version, sha256, pages, code, table_sha256: tableSha256, made_at: madeAt } = row;
  const href = `${of}/documents/${kind}/${version}`;
  return {
    kind,
    title: DOCUMENT_ZH[kind],
    version,
    sha256,
    ...(pages !== null && { pages }),
    ...(code !== null && { code: grouped(code) }),
    madeAt: at(madeAt),
    href,
    ...(tableSha256 !== null && { table: { sha256: tableSha256, href: `${href}.xlsx` } }),
  };
};

/** Where the Word files of a version of the agreement are: its own, and what changed since one that may be read, too. */
export function wordOf({ kind, version }: DocumentRow, readable: readonly DocumentRow[], of: string) {
  if (kind !== 'agreement') return {};
  const href = `${of}/documents/${kind}/${version}`;
  const earlier = readable.some((other) => other.kind === kind && other.version < version);
  return { docx: `${href}.docx`, ...(earlier && { changes: `${href}/changes.docx` }) };
}
