import { MINUTE } from '../../../domain/time';
import { callbackSignature, contentMd5, requestSignature } from '../../esign/signature';
import { same } from '../../same';
import { accountNamed, simulatedConfigs, type SimulatedAccount } from '../accounts';
import type { Callback } from '../deliveries';
import {
  answering,
  begun,
  bodyOf,
  fileUrlOf,
  json,
  owned,
  pageUrl,
  type Dialect,
  type SimContext,
  type SimReply,
  type SimRequest,
} from '../dialect';
import { SimRefusal, turnOf, type SimEvent, type SimFlow, type SimSigner } from '../flow';

const LINK_LIVES = 30 * MINUTE;
const WINDOW = 15 * MINUTE;

const CODES: Record<SimRefusal['kind'], number> = {
  unauthorised: 401,
  'not-found': 1435011,
  'wrong-state': 1437203,
  'not-turn': 1437114,
  'bad-request': 1435002,
};

/** e签宝 V3 as its clients see it: paths and methods, `code` 0 when it went well, 401 by its gateway. */
export const esignDialect: Dialect = {
  answer(request, context) {
    return answering(() => {
      const account = authenticated(request, context);
      const route = ROUTES.find(([method, path]) => method === request.method && path.test(request.path));
      if (!route) throw new SimRefusal('bad-request', '没有这个接口');
      const id = route[1].exec(request.path)?.[1] ?? '';
      return json({ code: 0, message: '成功', data: route[2](id, bodyOf(request), account, context) });
    }, failed);
  },

  callback(flow, event, { secret, url }): Callback | undefined {
    const body = flow.callbackUrl && bodyFor(flow, event);
    if (!flow.callbackUrl || !body) return undefined;
    const { appId, secret: appSecret } = simulatedConfigs(url, secret, flow.account).esign;
    const timestamp = String(Date.now());
    const query = Object.fromEntries(new URL(flow.callbackUrl).searchParams);
    return {
      url: flow.callbackUrl,
      headers: {
        'Content-Type': 'application/json; charset=UTF-8',
        'X-Tsign-Open-App-Id': appId,
        'X-Tsign-Open-TIMESTAMP': timestamp,
        'X-Tsign-Open-SIGNATURE-ALGORITHM': 'hmac-sha256',
        'X-Tsign-Open-SIGNATURE': callbackSignature(appSecret, timestamp, query, Buffer.from(body)),
      },
      body,
    };
  },
};

function failed({ kind, message }: SimRefusal): SimReply {
  if (kind === 'unauthorised') return json({ success: false, code: 401, message }, 401);
  return json({ code: CODES[kind], message, data: null });
}

function authenticated(request: SimRequest, { url, secret, platform }: SimContext): SimulatedAccount {
  const { headers, method, target, body } = request;
  const account = accountNamed(headers['x-tsign-open-app-id']);
  const timestamp = Number(headers['x-tsign-open-ca-timestamp']);
  if (!account || headers['x-tsign-open-auth-mode'] !== 'Signature') throw new SimRefusal('unauthorised', '无效的应用');
  if (!(Math.abs(platform.now() - timestamp) <= WINDOW)) throw new SimRefusal('unauthorised', 'INVALID_TIMESTAMP');
  const { secret: appSecret } = simulatedConfigs(url, secret, account).esign;
  const contentType = headers['content-type'] ?? '';
  const expected = requestSignature(appSecret, { method, path: target.replace(/^\/esign/, ''), body, contentType });
  const digest = headers['content-md5'] ?? '';
  if (!same(headers['x-tsign-open-ca-signature'], expected) || digest !== (body.length ? contentMd5(body) : ''))
    throw new SimRefusal('unauthorised', 'INVALID_SIGNATURE');
  return account;
}

interface Person {
  psnAccount: string;
  psnInfo: { psnName: string };
}
interface Parameters {
  contentMd5?: string;
  docs?: { fileId: string; fileName: string }[];
  signFlowConfig?: { signFlowTitle: string; signFlowExpireTime: number; notifyUrl?: string };
  signers?: {
    signConfig: { signOrder: number };
    signFields: { customBizNum: string }[];
    orgSignerInfo?: { orgName: string; transactorInfo: Person };
    psnSignerInfo?: Person;
  }[];
  pageNum?: number;
  pageSize?: number;
  signFlowStartTimeFrom?: number;
  signFlowStartTimeTo?: number;
  operator?: { psnAccount?: string };
  revokeReason?: string;
}

type Handler = (id: string, parameters: Parameters, account: SimulatedAccount, context: SimContext) => unknown;

const ROUTES: [method: string, path: RegExp, handler: Handler][] = [
  [
    'POST',
    /^\/v3\/files\/file-upload-url$/,
    (_id, { contentMd5: md5 = '' }, _account, { links, url, platform }) => {
      const fileId = platform.store.keepFile(Buffer.alloc(0));
      const token = links.make({ flowId: fileId, digest: md5, until: platform.now() + LINK_LIVES });
      return { fileId, fileUploadUrl: `${url}/upload/esign/${token}` };
    },
  ],
  [
    'GET',
    /^\/v3\/files\/([0-9a-f]{32})$/,
    (id, _parameters, _account, { platform }) => ({ fileId: id, fileStatus: platform.store.file(id).length ? 2 : 0 }),
  ],
  [
    'POST',
    /^\/v3\/sign-flow\/create-by-file$/,
    (_id, parameters, account, context) => create(parameters, account, context),
  ],
  [
    'POST',
    /^\/v3\/sign-flow\/([0-9a-f]{32})\/start$/,
    (id, _parameters, account, context) => void context.platform.start(flowOf(id, account, context).id),
  ],
  [
    'POST',
    /^\/v3\/sign-flow\/sign-flow-list$/,
    (_id, parameters, account, context) => list(parameters, account, context),
  ],
  [
    'GET',
    /^\/v3\/sign-flow\/([0-9a-f]{32})\/detail$/,
    (id, _p, account, context) => detail(flowOf(id, account, context)),
  ],
  [
    'POST',
    /^\/v3\/sign-flow\/([0-9a-f]{32})\/sign-url$/,
    (id, { operator }, account, context) => {
      const flow = flowOf(id, account, context);
      const signer = flow.signers.find((one) => one.account === operator?.psnAccount);
      if (flow.state === 'draft' || !signer) throw new SimRefusal('not-turn', '流程未开启, 或不是流程参与人');
      const url = pageUrl(context, flow, signer.role, context.platform.now() + LINK_LIVES);
      return { url, shortUrl: url };
    },
  ],
  [
    'POST',
    /^\/v3\/sign-flow\/([0-9a-f]{32})\/revoke$/,
    (id, { revokeReason = '' }, account, context) =>
      void context.platform.cancel(flowOf(id, account, context).id, revokeReason),
  ],
  [
    'POST',
    /^\/v3\/sign-flow\/([0-9a-f]{32})\/file-download-url$/,
    (id, _parameters, account, context) => {
      const flow = flowOf(id, account, context);
      context.platform.signed(flow.id);
      const downloadUrl = fileUrlOf(context, flow, context.platform.now() + LINK_LIVES);
      return { files: [{ fileId: flow.fileId, fileName: flow.fileName, downloadUrl }] };
    },
  ],
];

function create(
  { docs = [], signFlowConfig, signers = [] }: Parameters,
  account: SimulatedAccount,
  context: SimContext,
) {
  const title = signFlowConfig?.signFlowTitle ?? '';
  if (!title || /[/\\:*"<>|？]/.test(title)) throw new SimRefusal('bad-request', '参数错误: signFlowTitle');
  if (!docs[0] || context.platform.store.file(docs[0].fileId).length === 0)
    throw new SimRefusal('bad-request', '文档未成功转换成pdf');
  const notifyUrl = signFlowConfig?.notifyUrl;
  const flow = context.platform.draft({
    platform: 'esign',
    account,
    title,
    fileId: docs[0].fileId,
    fileName: docs[0].fileName,
    expiresAt: signFlowConfig!.signFlowExpireTime,
    ...(notifyUrl && account === 'real' && { callbackUrl: notifyUrl }),
    signers: signers.map(({ signConfig, signFields, orgSignerInfo, psnSignerInfo }) => {
      const person = orgSignerInfo?.transactorInfo ?? psnSignerInfo!;
      return {
        role: signFields[0]!.customBizNum,
        kind: orgSignerInfo ? 'enterprise' : 'natural-person',
        organisation: orgSignerInfo?.orgName ?? '',
        name: person.psnInfo.psnName,
        account: person.psnAccount,
        order: signConfig.signOrder,
      };
    }),
  });
  return { signFlowId: flow.id };
}

function list(parameters: Parameters, account: SimulatedAccount, context: SimContext) {
  const { pageNum = 1, pageSize = 20, signFlowStartTimeFrom = 0, signFlowStartTimeTo = Infinity } = parameters;
  const all = begun(context, account, 'esign').filter(
    ({ startedAt }) => startedAt! >= signFlowStartTimeFrom && startedAt! <= signFlowStartTimeTo,
  );
  const signFlowInfos = all.slice((pageNum - 1) * pageSize, pageNum * pageSize).map((flow) => ({
    signFlowId: flow.id,
    signFlowTitle: flow.title,
    signFlowStatus: statusOf(flow),
    signFlowStartTime: flow.startedAt,
  }));
  return { total: all.length, signFlowInfos };
}

const detail = (flow: SimFlow) => ({
  signFlowStatus: statusOf(flow),
  signFlowDescription: flow.reason ?? '',
  signFlowConfig: { signFlowTitle: flow.title, signFlowExpireTime: flow.expiresAt },
  signers: flow.signers.map((signer) => {
    const person = { psnName: signer.name, psnAccount: { accountMobile: signer.account, accountEmail: null } };
    const enterprise = signer.kind === 'enterprise';
    return {
      signOrder: signer.order,
      signerType: enterprise ? 1 : 0,
      signStatus: signerStatus(flow, signer),
      psnSigner: enterprise ? null : person,
      orgSigner: enterprise ? { orgName: signer.organisation, transactor: person } : null,
      signFields: [{ customBizNum: signer.role, statusUpdateTime: signer.signedAt }],
    };
  }),
});

function flowOf(id: string, account: SimulatedAccount, context: SimContext): SimFlow {
  const flow = owned(context, account, id);
  if (!flow) throw new SimRefusal('not-found', '流程不存在');
  return flow;
}

const statusOf = ({ state }: SimFlow): number =>
  ({ draft: 0, open: 1, completed: 2, cancelled: 3, expired: 5, refused: 7 })[state];

function signerStatus(flow: SimFlow, signer: SimSigner): number {
  if (signer.state === 'signed') return 2;
  if (signer.state === 'refused') return 4;
  return flow.state === 'open' && turnOf(flow) === signer ? 1 : 0;
}

function bodyFor(flow: SimFlow, { kind, at, signer }: SimEvent): string | undefined {
  const about = { timestamp: at, signFlowId: flow.id, signFlowTitle: flow.title };
  const who = signer && { customBizNum: signer.role, signOrder: signer.order, operator: { psnName: signer.name } };
  if (kind === 'started') return JSON.stringify({ action: 'SIGN_FLOW_INITIATED', ...about });
  if (kind === 'viewed') return JSON.stringify({ action: 'OPERATOR_READ', ...about, ...who });
  if (kind === 'signed') return JSON.stringify({ action: 'SIGN_MISSON_COMPLETE', ...about, ...who, signResult: 2 });
  return JSON.stringify({ action: 'SIGN_FLOW_COMPLETE', ...about, signFlowStatus: String(statusOf(flow)) });
}
