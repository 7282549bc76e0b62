import type { SimulatedAccount } from './accounts';
import type { Callback } from './deliveries';
import { SimRefusal, type SimEvent, type SimFlow } from './flow';
import type { Links } from './links';
import type { Platform } from './platform';

export interface SimRequest {
  method: string;
  /** Below the dialect's own prefix, without the query. */
  path: string;
  /** As it came, with its query. */
  target: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface SimReply {
  status?: number;
  type?: string;
  body: string | Buffer;
}

export interface SimContext {
  platform: Platform;
  links: Links;
  /** Where this server is, for the links in its answers. */
  url: string;
  secret: string;
  /** 腾讯电子签 calls back where its console says, not where the flow says. */
  essCallbackUrl?: string | undefined;
}

/** One platform's words, spoken from its side. */
export interface Dialect {
  answer(request: SimRequest, context: SimContext): SimReply;
  /** Undefined for what the platform does not tell. */
  callback(flow: SimFlow, event: SimEvent, context: Pick<SimContext, 'url' | 'secret'>): Callback | undefined;
}

export const json = (value: unknown, status = 200): SimReply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** What a platform answers; `refused` puts a refusal in its own words. */
export function answering(work: () => SimReply, refused: (refusal: SimRefusal) => SimReply): SimReply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SimRefusal)) throw error;
    return refused(error);
  }
}

export const pageUrl = ({ links, url }: SimContext, flow: SimFlow, role: string, until: number): string =>
  `${url}/sign/${links.make({ flowId: flow.id, role, until })}`;

export const fileUrlOf = ({ links, url }: SimContext, flow: SimFlow, until: number): string =>
  `${url}/download/${links.make({ flowId: flow.id, until })}`;

/** Flows of one account that have begun, the first first. */
export const begun = ({ platform }: SimContext, account: SimulatedAccount, name: SimFlow['platform']): SimFlow[] =>
  platform.store.all().filter((flow) => flow.platform === name && flow.account === account && flow.startedAt);

/** A flow of this account; others' do not exist for it. */
export function owned({ platform }: SimContext, account: SimulatedAccount, id: string): SimFlow | undefined {
  const flow = platform.store.get(id);
  return flow?.account === account ? platform.get(id) : undefined;
}

export const bodyOf = <T>({ body }: SimRequest): T => JSON.parse(body.toString('utf8') || '{}') as T;
