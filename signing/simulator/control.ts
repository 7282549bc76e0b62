import { partyOf } from '../marked';
import type { SimulatedAct } from './client';
import { HONEST, type Deliveries, type Mischief } from './deliveries';
import { json, type SimReply, type SimRequest } from './dialect';
import { SimRefusal, turnOf, type SimFlow } from './flow';
import type { Platform } from './platform';

/**
 * `POST /control/flows/{id}/view | sign | refuse | expire` with `{party, at, reason}` (client.ts).
 * `GET /control/flows[?title=…]` lists flows, `GET /control/flows/{id}` shows one, `GET /control/callbacks` counts,
 * `POST /control/mischief` sets how call-backs go wrong. From this machine only.
 */
export async function control(request: SimRequest, platform: Platform, deliveries: Deliveries): Promise<SimReply> {
  const { method, path, query } = request;
  if (method === 'GET' && path === '/flows') {
    const part = query.get('title') ?? '';
    return json(platform.store.all().filter(({ title }) => title.includes(part)));
  }
  if (path === '/callbacks' && method === 'GET') return json(deliveries.counts);
  if (path === '/callbacks/idle' && method === 'POST') {
    await deliveries.idle();
    return json(deliveries.counts);
  }
  if (path === '/mischief' && method === 'POST') {
    deliveries.mischief = { ...HONEST, ...parse<Partial<Mischief>>(request) };
    return json(deliveries.mischief);
  }
  const [, id = '', verb] = /^\/flows\/([0-9a-f]{32})(?:\/(view|sign|refuse|expire))?$/.exec(path) ?? [];
  if (!id) throw new SimRefusal('not-found', '没有这个地址');
  if (method === 'GET' && !verb) return json(platform.get(id));
  if (method !== 'POST') throw new SimRefusal('bad-request', '须为 POST');
  return json(await act(platform, id, verb ?? '', parse<SimulatedAct>(request)));
}

async function act(platform: Platform, id: string, verb: string, action: SimulatedAct): Promise<SimFlow> {
  const { at = platform.now(), reason = '' } = action;
  const flow = platform.get(id);
  const own = action.party && flow.signers.find((signer) => partyOf(signer.role) === action.party);
  const role = (own ?? turnOf(flow))?.role ?? '';
  if (verb === 'view') platform.view(id, role, at);
  else if (verb === 'sign') await platform.sign(id, role, at);
  else if (verb === 'refuse') platform.refuse(id, role, reason, at);
  else platform.expire(id, at);
  return platform.get(id);
}

function parse<T>({ body }: SimRequest): T {
  try {
    return JSON.parse(body.toString('utf8') || '{}') as T;
  } catch {
    throw new SimRefusal('bad-request', '请求正文不是 JSON');
  }
}
