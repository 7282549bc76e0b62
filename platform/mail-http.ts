import http from 'node:http';
import type { MailStore } from './mail-store';
import { framePage, listPage, mailPage, notFoundPage } from './mail-page';

const OWN_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
const FRAME_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const LIST_LIMIT = 500;

interface Answer {
  status?: number;
  type: string;
  body: string | Buffer;
  policy?: string;
  filename?: string;
}

/**
 * The page to read the mails, and the same as JSON: `/api/messages` (newest first), `/api/messages/{id}`; as it came:
 * `/api/messages/{id}/raw`.
 */
export function mailHttp(store: MailStore): http.Server {
  return http.createServer((request, response) => {
    answer(store, request)
      .catch((): Answer => ({ status: 500, type: 'text/plain', body: 'internal error' }))
      .then(({ status = 200, type, body, policy = OWN_POLICY, filename }) => {
        response.writeHead(status, {
          'Content-Type': `${type}; charset=utf-8`,
          'Content-Security-Policy': policy,
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
          'Cache-Control': 'no-store',
          ...(filename
            ? { 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}` }
            : {}),
        });
        response.end(body);
      })
      .catch(() => response.destroy());
  });
}

async function answer(store: MailStore, request: http.IncomingMessage): Promise<Answer> {
  // A web page somewhere else must not read the mails by pointing its own name at this machine.
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) {
    return { status: 403, type: 'text/plain', body: 'only by localhost' };
  }
  if (request.method !== 'GET') return { status: 405, type: 'text/plain', body: 'GET only' };
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/') return { type: 'text/html', body: listPage(await store.list(LIST_LIMIT)) };
  if (pathname === '/healthz') return json({ status: 'ok' });
  if (pathname === '/api/messages') return json(await store.list());

  const [, api, id = '', part, index] =
    /^(?:\/(api))?\/messages\/([^/]+)(?:\/(raw|html|attachments)(?:\/(\d{1,3}))?)?$/.exec(pathname) ?? [];
  const mail = await store.get(id);
  if (!mail) {
    if (pathname.startsWith('/api/')) return json({ error: 'not found' }, 404);
    return { status: 404, type: 'text/html', body: notFoundPage() };
  }
  if (part === 'raw') return { type: 'message/rfc822', body: await store.raw(id), filename: `${id}.eml` };
  if (api) return json(mail);
  if (part === 'html') return { type: 'text/html', body: framePage(mail), policy: FRAME_POLICY };
  if (part === 'attachments') {
    const file = await store.attachment(id, Number(index));
    if (!file) return { status: 404, type: 'text/html', body: notFoundPage() };
    return { type: 'application/octet-stream', body: file.content, filename: file.filename };
  }
  return { type: 'text/html', body: mailPage(mail) };
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}
