import { Failure } from '../domain/failures';
import { PlatformAway } from './errors';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string | Buffer;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

export interface HttpAnswer {
  status: number;
  body: Buffer;
}

const TIMEOUT_MS = 10_000;
/** Larger than any signed agreement; platforms take 50 MB at most. */
const MOST_BYTES = 60 * 1024 * 1024;

/** One request, no redirects. Throws `Unavailable` when the other side cannot be reached, is too slow, or is broken. */
export async function send(
  url: string,
  { method, headers, body, signal, timeoutMs }: HttpRequest,
): Promise<HttpAnswer> {
  const late = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, late]) : late,
      ...(headers && { headers }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    const answer = { status: response.status, body: await read(response) };
    if (answer.status >= 500 || answer.status === 429) throw unavailable();
    return answer;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unavailable();
  }
}

/** Throws `Unavailable` for what is not JSON: a gateway's page, not the platform's answer. */
export function jsonOf<T>({ body }: HttpAnswer): T {
  try {
    return JSON.parse(body.toString('utf8')) as T;
  } catch {
    throw unavailable();
  }
}

/**
 * An address that a platform named for its files. Over TLS wherever the platform itself is, so that no answer can send
 * an agreement elsewhere in the clear.
 */
export function fileUrl(url: string | undefined, endpoint: string): string {
  const named = url !== undefined && URL.canParse(url) ? new URL(url).protocol : undefined;
  if (named === 'https:' || (named === 'http:' && endpoint.startsWith('http:'))) return url!;
  throw unavailable();
}

export async function download(url: string): Promise<Buffer> {
  const { status, body } = await send(url, { method: 'GET', timeoutMs: 60_000 });
  if (status !== 200 || body.length === 0) throw unavailable();
  return body;
}

async function read(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > MOST_BYTES) throw unavailable();
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

export const unavailable = (): Failure => new PlatformAway();
