import fs from 'node:fs/promises';
import path from 'node:path';
import { documentNumber } from '../../domain/ids';
import type { Line } from '../../rehearsal/lines';
import type { Stage } from './product';

interface Mail {
  id: string;
  headers: { name: string; value: string }[];
}

export interface Kept {
  documents: number;
  /** Tables of them that are there as XLSX, too. */
  sheets: number;
  /** Word files of the agreement's versions, and of what changed in them. */
  words: number;
  mails: number;
}

/** Writes every document and mail of a play into a folder, tables also as XLSX, the agreement also as DOCX. */
export async function keep(lines: readonly Line[], stage: Stage, folder: string): Promise<Kept> {
  await fs.mkdir(folder, { recursive: true });
  const authorization = `Bearer ${stage.token}`;
  const write = async (name: string, of: string): Promise<void> =>
    fs.writeFile(path.join(folder, name), await get(`${stage.url}/v1/rehearsals/documents/${of}`, { authorization }));
  const kept: Kept = { documents: 0, sheets: 0, words: 0, mails: 0 };
  for (const { event, workflowId, kind, version, sha256, tableSha256 } of lines) {
    if (event !== 'document.made') continue;
    const name = `${documentNumber(workflowId)}-${String(kind)}-${String(version)}`;
    await write(`${name}.pdf`, String(sha256));
    kept.documents += 1;
    if (typeof tableSha256 === 'string') {
      await write(`${name}.xlsx`, tableSha256);
      kept.sheets += 1;
    }
    if (kind !== 'agreement') continue;
    await write(`${name}.docx`, `${String(sha256)}.docx`);
    kept.words += 1;
    if (Number(version) === 1) continue;
    await write(`${name}-changes.docx`, `${String(sha256)}/changes.docx`);
    kept.words += 1;
  }
  if (stage.mailUrl) kept.mails = await keepMails(lines, stage.mailUrl, folder);
  return kept;
}

async function keepMails(lines: readonly Line[], mailUrl: string, folder: string): Promise<number> {
  const sent = lines.filter(({ event }) => event === 'notice.sent');
  const order = new Map(sent.map(({ hash }, i) => [String(hash), i]));
  const all = JSON.parse((await get(`${mailUrl}/api/messages`)).toString('utf8')) as Mail[];
  let kept = 0;
  for (const { id, headers } of all) {
    const place = order.get(headers.find(({ name }) => name.toLowerCase() === 'x-lvyue-notice')?.value ?? '');
    if (place === undefined) continue;
    const { at, kind } = sent[place]!;
    const name = `${String(place + 1).padStart(4, '0')}-${at.slice(0, 10)}-${String(kind)}.eml`;
    await fs.writeFile(path.join(folder, name), await get(`${mailUrl}/api/messages/${id}/raw`));
    kept += 1;
  }
  return kept;
}

async function get(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${new URL(url).pathname}`);
  return Buffer.from(await response.arrayBuffer());
}
