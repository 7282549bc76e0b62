import fs from 'node:fs/promises';
import path from 'node:path';
import { documentNumber } from '../../domain/ids';
import type { Line } from '../../rehearsal/lines';
import type { Stage } from './product';

interface Mail {
  id: string;
  headers: { name: string; value: string }[];
}

/** Writes every document and mail of a play into a folder. Returns how many of each. */
export async function keep(
  lines: readonly Line[],
  stage: Stage,
  folder: string,
): Promise<{ documents: number; mails: number }> {
  await fs.mkdir(folder, { recursive: true });
  const documents = lines.filter(({ event }) => event === 'document.made');
  for (const { workflowId, kind, version, sha256 } of documents) {
    const bytes = await get(`${stage.url}/v1/rehearsals/documents/${String(sha256)}`, {
      authorization: `Bearer ${stage.token}`,
    });
    await fs.writeFile(
      path.join(folder, `${documentNumber(workflowId)}-${String(kind)}-${String(version)}.pdf`),
      bytes,
    );
  }
  const mails = stage.mailUrl ? await keepMails(lines, stage.mailUrl, folder) : 0;
  return { documents: documents.length, mails };
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
