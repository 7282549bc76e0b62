import { createHmac, randomBytes } from 'node:crypto';
import { MINUTE } from '../../../domain/time';
import { fascSignature, SIGN_TYPE } from '../../fasc/signature';
import { same } from '../../same';
import { accountNamed, simulatedConfigs, type SimulatedAccount } from '../accounts';
import type { Callback } from '../deliveries';
import { answering, fileUrlOf, json, owned, pageUrl, type Dialect, type SimContext, type SimRequest } from '../dialect';
import { SimRefusal, signerOf, type SimEvent, type SimFlow, type SimSigner } from '../flow';

const LINK_LIVES = 10 * MINUTE;
const WINDOW = 5 * MINUTE;
const TOKEN_SECONDS = 7_200;

const CODES: Record<SimRefusal['kind'], string> = {
  unauthorised: '100001',
  'not-found': '210001',
  'wrong-state': '211126',
  'not-turn': '211066',
  'bad-request': '100011',
};

/** 法大大 FASC 5.1 as its clients see it: forms with `bizContent`, signed headers, an access token, nonces used once. */
export function fascDialect(): Dialect {
  /** Nonce → when it may be forgotten. */
  const nonces = new Map<string, number>();
  return {
    answer(request, context) {
      return answering(() => {
        const account = authenticated(request, context, nonces);
        if (request.path === '/service/get-access-token')
          return good({ accessToken: tokenOf(account, context), expiresIn: String(TOKEN_SECONDS) });
        if (request.headers['x-fasc-accesstoken'] !== tokenOf(account, context))
          return json({ code: '100002', msg: '凭证无效', data: null, success: false }, 401);
        const handler = HANDLERS[request.path];
        if (!handler) throw new SimRefusal('bad-request', '没有这个接口');
        return good(handler(JSON.parse(bizContentOf(request)) as Parameters, account, context) ?? null);
      }, refused);
    },

    callback(flow, event, { secret, url }): Callback | undefined {
      if (!flow.callbackUrl) return undefined;
      const { appId, secret: appSecret } = simulatedConfigs(url, secret, flow.account).fasc;
      const bizContent = JSON.stringify({
        eventTime: String(event.at),
        signTaskId: flow.id,
        signTaskStatus: statusOf(flow),
        transReferenceId: flow.reference,
        ...(event.signer && { actorId: event.signer.role, userName: event.signer.name }),
      });
      const timestamp = String(Date.now());
      const headers: Record<string, string> = {
        'X-FASC-App-Id': appId,
        'X-FASC-Sign-Type': SIGN_TYPE,
        'X-FASC-Timestamp': timestamp,
        'X-FASC-Nonce': randomBytes(16).toString('hex'),
        'X-FASC-Event': EVENTS[event.kind],
      };
      const sign = fascSignature(appSecret, timestamp, { ...headers, bizContent });
      return {
        url: flow.callbackUrl,
        headers: { ...headers, 'X-FASC-Sign': sign, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ bizContent }).toString(),
      };
    },
  };
}

const refused = ({ kind, message }: SimRefusal) =>
  json({ code: CODES[kind], msg: message, data: null, success: false });

const EVENTS: Record<SimEvent['kind'], string> = {
  started: 'sign-task-start',
  viewed: 'sign-task-read',
  signed: 'sign-task-signed',
  refused: 'sign-task-sign-rejected',
  completed: 'sign-task-finished',
  cancelled: 'sign-task-canceled',
  expired: 'sign-task-expire',
};

const good = (data: unknown) => json({ code: '100000', msg: '请求成功', data });

const bizContentOf = ({ body }: SimRequest): string =>
  new URLSearchParams(body.toString('utf8')).get('bizContent') ?? '';

const tokenOf = (account: SimulatedAccount, { secret }: SimContext): string =>
  createHmac('sha256', secret).update(`token/${account}`).digest('hex');

function authenticated(request: SimRequest, { url, secret, platform }: SimContext, nonces: Map<string, number>) {
  const { headers } = request;
  const account = accountNamed(headers['x-fasc-app-id']);
  const timestamp = headers['x-fasc-timestamp'] ?? '';
  const now = platform.now();
  if (!account || !(Math.abs(now - Number(timestamp)) <= WINDOW))
    throw new SimRefusal('unauthorised', 'AppId 无效或请求已过期');
  const names = ['App-Id', 'Sign-Type', 'Timestamp', 'Nonce', 'Api-SubVersion', 'AccessToken', 'Grant-Type'];
  const signed = Object.fromEntries(names.map((name) => [`X-FASC-${name}`, headers[`x-fasc-${name.toLowerCase()}`]]));
  const { secret: appSecret } = simulatedConfigs(url, secret, account).fasc;
  const expected = fascSignature(appSecret, timestamp, { ...signed, bizContent: bizContentOf(request) });
  if (request.method !== 'POST' || !same(headers['x-fasc-sign'], expected))
    throw new SimRefusal('unauthorised', '签名错误');
  for (const [nonce, until] of nonces) if (until <= now) nonces.delete(nonce);
  const nonce = headers['x-fasc-nonce'] ?? '';
  if (!nonce || nonce.length > 32 || nonces.has(nonce)) throw new SimRefusal('unauthorised', '随机数重复');
  nonces.set(nonce, now + 2 * WINDOW);
  return account;
}

interface Parameters {
  fddFileUrlList?: { fddFileUrl: string; fileName: string }[];
  signTaskSubject?: string;
  transReferenceId?: string;
  expiresTime?: string;
  callbackUrl?: string;
  docs?: { docName: string; docFileId: string }[];
  actors?: {
    actor: { actorId: string; actorType: string; actorName: string; accountName?: string };
    signConfigInfo: { orderNo: number };
  }[];
  signTaskId?: string;
  actorId?: string;
  terminationNote?: string;
  listFilter?: { signTaskSubject?: string };
  listPageNo?: number;
  listPageSize?: number;
}

type Handler = (parameters: Parameters, account: SimulatedAccount, context: SimContext) => unknown;

const HANDLERS: Record<string, Handler> = {
  '/file/get-upload-url'(_parameters, _account, { platform, links, url }) {
    const fileId = platform.store.keepFile(Buffer.alloc(0));
    const token = links.make({ flowId: fileId, until: platform.now() + LINK_LIVES });
    return { uploadUrl: `${url}/upload/fasc/${token}`, fddFileUrl: `sim://${fileId}` };
  },

  '/file/process': ({ fddFileUrlList = [] }, _account, { platform }) => ({
    fileIdList: fddFileUrlList.map(({ fddFileUrl, fileName }) => {
      const fileId = fddFileUrl.replace('sim://', '');
      if (platform.store.file(fileId).length === 0) throw new SimRefusal('bad-request', '文件尚未上传');
      return { fileId, fileName, fddFileUrl };
    }),
  }),

  '/sign-task/create'({ docs = [], actors = [], ...rest }, account, { platform }) {
    const flow = platform.draft({
      platform: 'fasc',
      account,
      title: rest.signTaskSubject ?? '',
      ...(rest.transReferenceId && { reference: rest.transReferenceId }),
      fileId: docs[0]?.docFileId ?? '',
      fileName: docs[0]?.docName ?? '',
      expiresAt: Number(rest.expiresTime ?? Infinity),
      ...(rest.callbackUrl && account === 'real' && { callbackUrl: rest.callbackUrl }),
      signers: actors.map(({ actor, signConfigInfo }) => ({
        role: actor.actorId,
        kind: actor.actorType === 'corp' ? 'enterprise' : 'natural-person',
        organisation: actor.actorType === 'corp' ? actor.actorName : '',
        name: actor.actorName,
        account: actor.accountName ?? '',
        order: signConfigInfo.orderNo,
      })),
    });
    return { signTaskId: flow.id };
  },

  '/sign-task/start': ({ signTaskId }, account, context) =>
    void context.platform.start(flowOf(signTaskId, account, context).id),

  '/sign-task/owner/get-list'({ listFilter, listPageNo = 1, listPageSize = 100 }, account, { platform }) {
    const all = platform.store
      .all()
      .filter((flow) => flow.platform === 'fasc' && flow.account === account)
      .filter(({ title }) => title.includes(listFilter?.signTaskSubject ?? ''));
    const page = all.slice((listPageNo - 1) * listPageSize, listPageNo * listPageSize);
    return { signTasks: page.map(taskOf), totalCount: all.length };
  },

  '/sign-task/get-detail': ({ signTaskId }, account, context) => taskOf(flowOf(signTaskId, account, context)),

  '/sign-task/actor/list': ({ signTaskId }, account, context) =>
    flowOf(signTaskId, account, context).signers.map(actorOf),

  '/sign-task/actor/get-url'({ signTaskId, actorId = '' }, account, context) {
    const flow = flowOf(signTaskId, account, context);
    if (flow.state === 'draft') throw new SimRefusal('wrong-state', '签署任务尚未提交');
    const until = context.platform.now() + LINK_LIVES;
    return { actorSignTaskEmbedUrl: pageUrl(context, flow, signerOf(flow, actorId).role, until) };
  },

  '/sign-task/cancel': ({ signTaskId, terminationNote = '' }, account, context) =>
    void context.platform.cancel(flowOf(signTaskId, account, context).id, terminationNote),

  '/sign-task/owner/get-download-url'({ signTaskId }, account, context) {
    const flow = flowOf(signTaskId, account, context);
    context.platform.signed(flow.id);
    return { downloadUrl: fileUrlOf(context, flow, context.platform.now() + LINK_LIVES) };
  },
};

function flowOf(id: string | undefined, account: SimulatedAccount, context: SimContext): SimFlow {
  const flow = owned(context, account, id ?? '');
  if (!flow) throw new SimRefusal('not-found', '签署任务不存在');
  return flow;
}

const statusOf = ({ state }: SimFlow): string =>
  ({
    draft: 'task_created',
    open: 'sign_progress',
    completed: 'task_finished',
    refused: 'task_terminated',
    cancelled: 'task_terminated',
    expired: 'expired',
  })[state];

const taskOf = (flow: SimFlow) => ({
  signTaskId: flow.id,
  signTaskSubject: flow.title,
  signTaskStatus: statusOf(flow),
  transReferenceId: flow.reference,
});

const actorOf = (signer: SimSigner) => ({
  actorId: signer.role,
  actorName: signer.name,
  signOrderNo: signer.order,
  signStatus: { waiting: 'wait_sign', viewed: 'wait_sign', signed: 'signed', refused: 'sign_rejected' }[signer.state],
  ...(signer.signedAt && { signTime: String(signer.signedAt), verifyMethod: 'sms' }),
  readStatus: signer.viewedAt ? 'read' : 'no_read',
  ...(signer.viewedAt && { readTime: String(signer.viewedAt) }),
});
