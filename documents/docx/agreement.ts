import { createHash } from 'node:crypto';
import type { AgreementDocument } from '../../domain/document/agreement-document';
import { fail } from '../../domain/failures';
import { isPlainDate } from '../../domain/time';
import { checkPrintable } from '../glyphs';
import { compared, unchanged } from './compare';
import { contentOf, type AgreementContent } from './content';
import { writeDocx } from './write';

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export interface RenderedDocx {
  bytes: Buffer;
  /** Lower-case hex of the bytes. */
  sha256: string;
}

/**
 * A version of the agreement as a Word file, for negotiation. Pure: the same data gives the same bytes.
 * @throws Failure `Invalid` as the PDF
 */
export async function agreementDocx(data: AgreementDocument): Promise<RenderedDocx> {
  const content = checked(data);
  const { title, number, version, author, date } = content;
  const header: [string, string] = [title, `编号 ${number}　${version}`];
  return hashed(
    await writeDocx({ title: `${title} ${number} ${version}`, header, author, date, blocks: unchanged(content) }),
  );
}

/**
 * 修改对照稿: the later version with tracked changes against the earlier one. Accepting all of them gives the later text,
 * refusing all the earlier. They are the provider's, dated as the later version. Pure.
 * @throws Failure `Invalid` as the PDF
 */
export async function changesDocx(before: AgreementDocument, after: AgreementDocument): Promise<RenderedDocx> {
  const [old, fresh] = [checked(before), checked(after)];
  const { title, number, version, author, date } = fresh;
  const name = `修改对照稿：${version}对照${old.version}`;
  const blocks = compared(old, fresh);
  return hashed(
    await writeDocx({ title: `${title} ${number} ${name}`, header: [name, `编号 ${number}`], author, date, blocks }),
  );
}

function checked(data: AgreementDocument): AgreementContent {
  if (!isPlainDate(data.date)) fail('Invalid', '文书日期不存在', 'date');
  checkPrintable(data);
  return contentOf(data);
}

const hashed = (bytes: Buffer): RenderedDocx => ({ bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
