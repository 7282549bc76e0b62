import { randomBytes } from 'node:crypto';
import { dateAt, DAY, dayFromDate, MINUTE, startOfDay } from '../../../domain/time';
import { contentSignature, encryptCallback, signedHeaders, tc3Authorization } from '../../ess/signature';
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
  type SimRequest,
} from '../dialect';
import { SimRefusal, turnOf, type SimEvent, type SimFlow, type SimSigner } from '../flow';

const LINK_LIVES = 30 * MINUTE;
const WINDOW_SECONDS = 300;
const PAGE_MOST = 50;

const CODES: Record<SimRefusal['kind'], string> = {
  unauthorised: 'AuthFailure.SignatureFailure',
  'not-found': 'ResourceNotFound.Flow',
  'wrong-state': 'OperationDenied',
  'not-turn': 'OperationDenied',
  'bad-request': 'InvalidParameter',
};

/** 腾讯电子签 as its clients see it: one address, the action in a header, every answer 200. */
export const essDialect: Dialect = {
  answer(request, context) {
    const RequestId = randomBytes(16).toString('hex');
    return answering(
      () => {
        const account = authenticated(request, context);
        const action = ACTIONS[request.headers['x-tc-action'] ?? ''];
        if (!action) throw new SimRefusal('bad-request', '没有这个接口');
        return json({ Response: { ...action(bodyOf(request), account, context), RequestId } });
      },
      ({ kind, message }) => json({ Response: { Error: { Code: CODES[kind], Message: message }, RequestId } }),
    );
  },

  callback(flow, event, { secret, url }): Callback | undefined {
    if (event.kind === 'viewed' || !flow.callbackUrl) return undefined;
    const { callbackKey, callbackToken } = simulatedConfigs(url, secret, flow.account).ess;
    const message = {
      MsgId: `${flow.id}-${event.kind}-${event.signer?.role ?? ''}`,
      MsgType: 'FlowStatusChange',
      MsgVersion: 'CustomApp',
      MsgData: {
        FlowId: flow.id,
        FlowName: flow.title,
        CallbackType: 'sign',
        FlowCallbackStatus: statusOf(flow),
        Operate: OPERATE[event.kind],
        UpdatedOn: Math.floor(event.at / 1_000),
        Approvers: flow.signers.map((signer) => ({
          ApproverName: signer.name,
          ApproverMobile: signer.account,
          OrganizationName: signer.organisation,
          ApproveCallbackStatus: approverStatus(flow, signer),
        })),
      },
    };
    const body = JSON.stringify({ encrypt: encryptCallback(callbackKey, JSON.stringify(message)) });
    return {
      url: flow.callbackUrl,
      headers: {
        'Content-Type': 'application/json',
        'Content-Signature': contentSignature(callbackToken, Buffer.from(body)),
      },
      body,
    };
  },
};

const OPERATE: Record<SimEvent['kind'], string> = {
  started: 'start',
  viewed: '',
  signed: 'sign',
  refused: 'reject',
  completed: 'finish',
  cancelled: 'cancel',
  expired: 'deadline',
};

function authenticated(request: SimRequest, { url, secret, platform }: SimContext): SimulatedAccount {
  const authorization = request.headers['authorization'] ?? '';
  const id = /Credential=([^/]+)\//.exec(authorization)?.[1];
  const account = accountNamed(id);
  const timestamp = Number(request.headers['x-tc-timestamp']);
  if (!account || !(Math.abs(platform.now() / 1_000 - timestamp) <= WINDOW_SECONDS))
    throw new SimRefusal('unauthorised', '密钥不存在, 或请求已过期');
  const { secretId, secretKey } = simulatedConfigs(url, secret, account).ess;
  const expected = tc3Authorization({
    secretId,
    secretKey,
    service: 'ess',
    timestamp,
    headers: signedHeaders(request.headers['host'] ?? '', request.headers['x-tc-action'] ?? ''),
    payload: request.body.toString('utf8'),
  });
  if (request.method !== 'POST' || !same(authorization, expected)) throw new SimRefusal('unauthorised', '签名错误');
  return account;
}

interface Parameters {
  FileInfos?: { FileName: string; FileBody: string }[];
  FileIds?: string[];
  FlowName?: string;
  Approvers?: {
    ApproverType: number;
    OrganizationName?: string;
    ApproverName: string;
    ApproverMobile: string;
    ApproverRoleName: string;
  }[];
  Deadline?: number;
  FlowIds?: string[];
  FlowId?: string;
  FlowApproverInfos?: { ApproverName: string; ApproverMobile: string }[];
  CancelMessage?: string;
  BusinessIds?: string[];
  StartTime?: string;
  EndTime?: string;
  Offset?: number;
  Limit?: number;
}

type Action = (parameters: Parameters, account: SimulatedAccount, context: SimContext) => object;

const ACTIONS: Record<string, Action> = {
  UploadFiles: ({ FileInfos = [] }, _account, { platform }) => ({
    FileIds: FileInfos.map(({ FileBody }) => platform.store.keepFile(Buffer.from(FileBody, 'base64'))),
  }),

  CreateFlowByFiles({ FlowName = '', FileIds = [], Approvers = [], Deadline = 0 }, account, context) {
    if (!/^[\p{Script=Han}A-Za-z0-9_]{1,200}$/u.test(FlowName)) throw new SimRefusal('bad-request', '合同名称不合规则');
    const { platform, essCallbackUrl } = context;
    const flow = platform.draft({
      platform: 'ess',
      account,
      title: FlowName,
      fileId: FileIds[0] ?? '',
      fileName: FlowName,
      expiresAt: Deadline * 1_000,
      ...(essCallbackUrl && account === 'real' && { callbackUrl: essCallbackUrl }),
      signers: Approvers.map((approver, index) => ({
        role: approver.ApproverRoleName,
        kind: approver.ApproverType === 0 ? 'enterprise' : 'natural-person',
        organisation: approver.OrganizationName ?? '',
        name: approver.ApproverName,
        account: approver.ApproverMobile,
        order: index + 1,
      })),
    });
    platform.start(flow.id);
    return { FlowId: flow.id, Approvers: [] };
  },

  DescribeBillUsageDetail({ StartTime = '', EndTime = '', Offset = 0, Limit = PAGE_MOST }, account, context) {
    const [from, to] = [StartTime, EndTime].map((day) => day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
    if (from!.slice(0, 7) !== to!.slice(0, 7) || from! > to! || Limit > PAGE_MOST)
      throw new SimRefusal('bad-request', '开始与结束日期须在同一个自然月内');
    const end = startOfDay(dayFromDate(to!)) + DAY;
    const all = begun(context, account, 'ess').filter(
      ({ startedAt }) => dateAt(startedAt!) >= from! && startedAt! < end,
    );
    const Details = all
      .slice(Offset * Limit, (Offset + 1) * Limit)
      .map((flow) => ({ FlowId: flow.id, FlowName: flow.title, Status: statusOf(flow), UseCount: 1 }));
    return { Total: all.length, Details };
  },

  DescribeFlowInfo: ({ FlowIds = [] }, account, context) => ({
    FlowDetailInfos: FlowIds.flatMap((id) => owned(context, account, id) ?? []).map((flow) => ({
      FlowId: flow.id,
      FlowName: flow.title,
      FlowStatus: statusOf(flow),
      FlowApproverInfos: flow.signers.map((signer) => ({
        ApproverRoleName: signer.role,
        SignOrder: signer.order,
        ApproveStatus: approverStatus(flow, signer),
        ApproveTime: signer.signedAt ? Math.floor(signer.signedAt / 1_000) : 0,
        ApproveName: signer.name,
        Mobile: signer.account,
        ApproveType: signer.kind === 'enterprise' ? 'ORGANIZATION' : 'PERSON',
        OrganizationName: signer.organisation,
      })),
    })),
  }),

  CreateFlowSignUrl({ FlowId = '', FlowApproverInfos = [] }, account, context) {
    const flow = flowOf(FlowId, account, context);
    const until = context.platform.now() + LINK_LIVES;
    const links = FlowApproverInfos.map(({ ApproverName, ApproverMobile }) => {
      const signer = flow.signers.find((one) => one.name === ApproverName && one.account === ApproverMobile);
      if (!signer) throw new SimRefusal('not-found', '没有这个签署人');
      return { ApproverName, ApproverMobile, SignUrl: pageUrl(context, flow, signer.role, until) };
    });
    return { FlowApproverUrlInfos: links };
  },

  CancelFlow({ FlowId = '', CancelMessage = '' }, account, context) {
    context.platform.cancel(flowOf(FlowId, account, context).id, CancelMessage);
    return {};
  },

  DescribeFileUrls({ BusinessIds = [] }, account, context) {
    const flow = flowOf(BusinessIds[0] ?? '', account, context);
    context.platform.signed(flow.id);
    return { FileUrls: [{ Url: fileUrlOf(context, flow, context.platform.now() + LINK_LIVES) }], TotalCount: 1 };
  },
};

function flowOf(id: string, account: SimulatedAccount, context: SimContext): SimFlow {
  const flow = owned(context, account, id);
  if (!flow) throw new SimRefusal('not-found', '没有这个流程');
  return flow;
}

function statusOf({ state, signers }: SimFlow): number {
  if (state === 'open') return signers.some((signer) => signer.state === 'signed') ? 2 : 1;
  return { draft: 0, refused: 3, completed: 4, expired: 5, cancelled: 6 }[state];
}

function approverStatus(flow: SimFlow, signer: SimSigner): number {
  if (signer.state === 'signed') return 3;
  if (signer.state === 'refused') return 4;
  if (flow.state === 'expired') return 5;
  if (flow.state === 'cancelled') return 6;
  return turnOf(flow) === signer ? 2 : 1;
}
