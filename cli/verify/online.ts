import { createHash } from 'node:crypto';
import type { VerificationAnswer } from '../../api/verification';
import { grouped } from '../../domain/codes/verification';
import { codeIn } from './code-in';

/** What is to be told, and the exit code: 0 for a genuine current paper only. */
export interface Verdict {
  lines: string[];
  exit: 0 | 1;
}

/** The product does not answer, or not as it should. */
export class NoAnswer extends Error {}

const VERDICT_ZH = {
  genuine: '真实',
  superseded: '真实, 但已被取代',
  unknown: '未能确认',
} as const;

/**
 * Asks the product at an address about a file: by its hash, and where that is not known by the code that the file says
 * it has, for then it was altered. Throws `NoAnswer`.
 */
export async function verifyOnline(bytes: Buffer, url: string): Promise<Verdict> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const answer = await ask(`${url}/v1/verify?sha256=${sha256}`);
  const code = answer.state === 'unknown' ? await codeIn(bytes) : undefined;
  const original = code === undefined ? undefined : await ask(`${url}/v1/verify/${code}`);
  const about = original ?? answer;
  const lines = [`${VERDICT_ZH[answer.state]}: ${answer.message}`, `文件 SHA-256: ${sha256}`];
  if (code !== undefined && original?.state !== 'unknown')
    lines.push(`文件自称的验证码 ${grouped(code)} 属于下列文书, 但文件内容与存档不符, 不能作为该文书使用`);
  else if (code !== undefined) lines.push(`文件自称的验证码 ${grouped(code)} 没有记录`);
  if (about.title !== null) lines.push(`文书: ${about.title}`, `编号: ${about.number}`);
  if (about.label !== null) lines.push(`版本或序号: ${about.label}`);
  if (about.madeOn !== null) lines.push(`日期: ${about.madeOn}`);
  if (about.newest !== null) lines.push(`最新版本: ${about.newest}`);
  if (original?.sha256) lines.push(`存档 SHA-256: ${original.sha256}`);
  return { lines, exit: answer.state === 'genuine' ? 0 : 1 };
}

async function ask(url: string): Promise<VerificationAnswer> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/json' } });
  } catch {
    throw new NoAnswer(`无法连接 ${new URL(url).origin}`);
  }
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith('application/json'))
    throw new NoAnswer(`${new URL(url).origin} 没有给出验真答复 (HTTP ${response.status})`);
  return (await response.json()) as VerificationAnswer;
}
