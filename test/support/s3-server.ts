import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureProblem, type Credentials } from './sigv4';

/** What the server does to the next request instead of serving it. */
export type Fault =
  /** Answers with this status. */
  | { status: number; code: string }
  /** Says nothing for so long. */
  | { silentMs: number }
  /** Promises the whole object, sends half of it and hangs up. */
  | 'half';

export interface S3Server {
  endpoint: string;
  bucket: string;
  credentials: Credentials;
  /** Key → bytes. */
  objects: Map<string, Buffer>;
  /** Taken one by one by the requests that come. */
  faults: Fault[];
  /** Method and key of all that came, and what was answered. */
  seen: { method: string; key: string; status: number }[];
  close(): Promise<void>;
}

/** A bucket over HTTP, path style, that believes only what is signed right; a page of a listing holds two keys. */
export async function startS3Server(): Promise<S3Server> {
  const credentials = { accessKeyId: 'AKTEST', secretAccessKey: 'geheim/+=:"1', region: 'cn-test-1' };
  const bucket = 'lvyue-files';
  const objects = new Map<string, Buffer>();
  const faults: Fault[] = [];
  const seen: S3Server['seen'] = [];
  const timers = new Set<NodeJS.Timeout>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => serve(request, response, Buffer.concat(chunks)));
  });

  function serve(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url!, 'http://x');
    const [, named, ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    const answer = (status: number, content: string | Buffer = '', type = 'application/xml'): void => {
      seen.push({ method: request.method!, key, status });
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(content) });
      response.end(request.method === 'HEAD' ? undefined : content);
    };
    const refuse = (status: number, code: string): void =>
      answer(status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);

    const fault = faults.shift();
    if (fault && fault !== 'half') {
      if ('status' in fault) return refuse(fault.status, fault.code);
      timers.add(setTimeout(() => answer(200), fault.silentMs));
      return;
    }
    const problem = signatureProblem(request, body, credentials);
    if (problem) return refuse(403, problem);
    if (named !== bucket) return refuse(404, 'NoSuchBucket');
    const found = objects.get(key);
    switch (request.method) {
      case 'PUT':
        objects.set(key, body);
        return answer(200);
      case 'DELETE':
        objects.delete(key);
        return answer(204);
      case 'HEAD':
        return found ? answer(200, found) : answer(404);
      default:
        if (url.searchParams.get('list-type') === '2') return answer(200, listing(url.searchParams));
        if (!found) return refuse(404, 'NoSuchKey');
        if (fault !== 'half') return answer(200, found, 'application/octet-stream');
        response.writeHead(200, { 'content-length': found.length });
        response.write(found.subarray(0, found.length / 2), () => response.destroy());
    }
  }

  function listing(asked: URLSearchParams): string {
    const prefix = asked.get('prefix') ?? '';
    const after = asked.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, 2);
    const more = keys.length > page.length;
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>${new Date().toISOString()}</LastModified><Size>${objects.get(key)!.length}</Size></Contents>`,
    );
    const token = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    credentials,
    objects,
    faults,
    seen,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
