import { DOCUMENT_ZH, type DocumentKind } from '../../domain/document/types';
import { at } from './agreement';

export interface DocumentRow {
  client_id: string;
  kind: DocumentKind;
  version: number;
  sha256: string;
  pages: number | null;
  made_at: Date;
}

/** A paper in the list of what it belongs to, whose own address is given. */
export const documentOf = ({ kind, version, sha256, pages, made_at: madeAt }: DocumentRow, of: string) => ({
  kind,
  title: DOCUMENT_ZH[kind],
  version,
  sha256,
  ...(pages !== null && { pages }),
  madeAt: at(madeAt),
  href: `${of}/documents/${kind}/${version}`,
});

/** Where the Word files of a version of the agreement are: its own, and what changed since one that may be read, too. */
export function wordOf({ kind, version }: DocumentRow, readable: readonly DocumentRow[], of: string) {
  if (kind !== 'agreement') return {};
  const href = `${of}/documents/${kind}/${version}`;
  const earlier = readable.some((other) => other.kind === kind && other.version < version);
  return { docx: `${href}.docx`, ...(earlier && { changes: `${href}/changes.docx` }) };
}
