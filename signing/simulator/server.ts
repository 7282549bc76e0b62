import fs from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { control } from './control';
import { Deliveries } from './deliveries';
import { json, type Dialect, type SimContext, type SimReply, type SimRequest } from './dialect';
import { esignDialect } from './dialects/esign';
import { essDialect } from './dialects/ess';
import { fascDialect } from './dialects/fasc';
import { SimRefusal, type SimEvent, type SimFlow } from './flow';
import { Links } from './links';
import { messagePage, signingPage } from './page';
import { Platform } from './platform';
import { createSealer } from './sealer';
import { SimStore } from './store';
import { contentMd5 } from '../esign/signature';

export interface SimulatorOptions {
  /** Where flows are kept; default: a folder of its own, removed at the end. */
  dir?: string;
  /** On 127.0.0.1; 0 takes a free one. */
  port: number;
  /** The accounts are made of it (accounts.ts). */
  secret: string;
  /** The console setting of 腾讯电子签, `…/v1/esign/ess/callback`. */
  essCallbackUrl?: string | undefined;
  random?: () => number;
  now?: () => number;
}

export interface Simulator {
  url: string;
  platform: Platform;
  deliveries: Deliveries;
  /** The console setting, changed. */
  setEssCallback(url: string): void;
  stop(): Promise<void>;
}

const MOST_BYTES = 60 * 1024 * 1024;
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'self'";
/** The browser's own reader shows the file; nothing in it runs. */
const FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

/** A signing platform on this machine: three dialects, pages to sign on, call-backs, and a control for tests. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { dir, port, secret, essCallbackUrl, random = Math.random, now = Date.now } = options;
  const folder = dir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-sign-'));
  const deliveries = new Deliveries(random);
  const dialects: Record<SimFlow['platform'], Dialect> = {
    ess: essDialect,
    esign: esignDialect,
    fasc: fascDialect(),
  };
  const store = new SimStore(folder);
  const platform = new Platform(store, createSealer(folder), tell, now);
  const context: SimContext = { platform, links: new Links(secret), url: '', secret, essCallbackUrl };

  function tell(flow: SimFlow, event: SimEvent): void {
    const frozen = structuredClone(flow); // as it is now, however late this is sent
    const make = (key: string) => dialects[flow.platform].callback(frozen, event, { url: context.url, secret: key });
    if (make(secret))
      deliveries.send(
        () => make(secret)!,
        () => make(`${secret}, guessed`)!,
      );
  }

  const server = http.createServer((request, response) => {
    answer(request)
      .catch((error: unknown): SimReply => {
        if (error instanceof SimRefusal)
          return page(messagePage(error.message), error.kind === 'not-found' ? 404 : 409);
        console.error(error);
        return json({ error: 'internal error' }, 500);
      })
      .then(({ status = 200, type = 'text/plain', body }) => {
        if (isCall(request.url) && deliveries.isMute()) return void response.destroy();
        response.writeHead(status, {
          'Content-Type': type,
          'Content-Security-Policy': type === 'application/pdf' ? FILE_POLICY : PAGE_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
          'Cache-Control': 'no-store',
        });
        response.end(body);
      })
      .catch(() => response.destroy());
  });

  const isDialect = (word: string): word is keyof typeof dialects => Object.hasOwn(dialects, word);
  /** A platform is called, as against people's pages and the control. */
  const isCall = (target = ''): boolean => isDialect(target.split('/')[1] ?? '');

  async function answer(incoming: http.IncomingMessage): Promise<SimReply> {
    const target = incoming.url ?? '/';
    const url = new URL(target, 'http://localhost');
    const [, first = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(url.pathname) ?? [];
    const request: SimRequest = {
      method: incoming.method ?? 'GET',
      path: rest.replace(/^\/api\/v5/, '') || '/',
      target,
      query: url.searchParams,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      body: await read(incoming),
    };
    if (isDialect(first)) return dialects[first].answer(request, context);
    if (!isLocal(incoming)) return { status: 403, body: 'only from this machine' };
    if (first === 'healthz') return json({ status: 'ok' });
    if (first === 'control') return control(request, platform, deliveries);
    if (first === 'upload') return upload(request);
    if (first === 'download') return download(rest.slice(1));
    if (first === 'sign') return sign(request);
    throw new SimRefusal('not-found', '没有这个地址');
  }

  /** `/upload/{dialect}/{token}` */
  function upload({ method, path: where, body }: SimRequest): SimReply {
    const [, dialect, token = ''] = where.split('/');
    const { flowId: fileId, digest } = context.links.read(token, now());
    if (method !== 'PUT' || body.length === 0) throw new SimRefusal('bad-request', '须以 PUT 上传文件');
    if (digest && contentMd5(body) !== digest) return json({ errCode: -1, msg: 'Content-MD5' }, 400);
    store.fill(fileId, body);
    return dialect === 'esign' ? json({ errCode: 0, msg: '成功' }) : json({});
  }

  function download(token: string): SimReply {
    const { flowId } = context.links.read(token, now());
    return { type: 'application/pdf', body: platform.signed(flowId) };
  }

  /** `/sign/{token}`, `/sign/{token}/file`, and by POST `/sign/{token}/sign` and `…/refuse`. */
  async function sign({ method, path: where, body }: SimRequest): Promise<SimReply> {
    const [, token = '', verb] = where.split('/');
    const { flowId, role = '' } = context.links.read(token, now());
    if (method === 'POST' && verb === 'sign') await platform.sign(flowId, role, now());
    else if (method === 'POST' && verb === 'refuse')
      platform.refuse(flowId, role, new URLSearchParams(body.toString('utf8')).get('reason') ?? '', now());
    const flow = platform.get(flowId);
    if (verb === 'file') return { type: 'application/pdf', body: store.current(flow) };
    if (flow.state === 'open') platform.view(flowId, role, now());
    return page(signingPage(platform.get(flowId), role, token));
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  context.url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  return {
    url: context.url,
    platform,
    deliveries,
    setEssCallback: (to) => void (context.essCallbackUrl = to),
    async stop() {
      await deliveries.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (!dir) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

const page = (body: string, status = 200): SimReply => ({ status, type: 'text/html; charset=utf-8', body });

/** A web page elsewhere must not act here by pointing its own name at this machine. */
function isLocal({ headers, socket }: http.IncomingMessage): boolean {
  const named = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '');
  return named && /^(::1|(::ffff:)?127\.0\.0\.1)$/.test(socket.remoteAddress ?? '');
}

async function read(incoming: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new SimRefusal('bad-request', '内容过大');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
