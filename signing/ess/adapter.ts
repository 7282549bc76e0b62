import type { FlowState, SignerStatus } from '../../domain/agreement/esign';
import type { Party } from '../../domain/agreement/types';
import { Failure } from '../../domain/failures';
import { DAY, dateOf, dayOf, MINUTE, type Instant } from '../../domain/time';
import { charging, Refused } from '../errors';
import { download, fileUrl } from '../http';
import { isMarked, markedTitle, PARTY_ZH, partyOf, requireTurn } from '../marked';
import type { Trust } from '../pdf/trust';
import { verifyPdf } from '../pdf/verify';
import type { Signer, SigningAdapter, StartFlow } from '../provider';
import { parseEssCallback } from './callback';
import { createEssClient, type EssConfig } from './client';

/** As the platform tells it: seconds, and numbers for states. */
interface FlowDetail {
  FlowStatus: number;
  FlowApproverInfos: {
    ApproverRoleName?: string;
    SignOrder: number;
    ApproveStatus: number;
    ApproveTime?: number;
    ApproveName: string;
    Mobile: string;
    ApproveType: string;
    OrganizationName?: string;
  }[];
}

interface Charged {
  FlowId: string;
  FlowName: string;
}

const STATES: Record<number, FlowState> = {
  3: 'refused',
  4: 'completed',
  5: 'expired',
  6: 'cancelled',
  10: 'refused',
  16: 'cancelled',
  21: 'cancelled',
};
const [SIGNED, REJECTED] = [3, 4];
/** Pages are counted from 0. */
const PAGE = 50;
/** Documented; the platform does not tell it with the link. */
const LINK_LIVES = 30 * MINUTE;

/**
 * 腾讯电子签企业版. It begins and charges in one request (`CreateFlowByFiles`) that takes no key of ours: what became of
 * a try without an answer is read from the list of what was charged. The signers place their seals themselves.
 */
export function createEss(config: EssConfig, trust: Trust, now = Date.now): SigningAdapter {
  const call = createEssClient(config, now);
  const Operator = { UserId: config.operatorId };

  async function detail(flowId: string): Promise<FlowDetail> {
    const { FlowDetailInfos } = await call<{ FlowDetailInfos?: FlowDetail[] }>('DescribeFlowInfo', {
      Operator,
      FlowIds: [flowId],
    });
    if (!FlowDetailInfos?.[0]) throw new Failure('Internal', '腾讯电子签没有这个流程');
    return FlowDetailInfos[0];
  }

  return {
    name: 'ess',
    drafts: false,
    acknowledgement: { status: 200, contentType: 'application/json', body: '{"code":0}' },
    parseCallback: (raw) => parseEssCallback(config, raw),
    verify: (signed, originalSha256) => verifyPdf(signed, originalSha256, trust),

    async start(request, { signal } = {}) {
      const { FileIds } = await call<{ FileIds: string[] }>(
        'UploadFiles',
        {
          Caller: { OperatorId: config.operatorId },
          BusinessType: 'DOCUMENT',
          FileInfos: [{ FileName: request.file.name, FileBody: request.file.bytes.toString('base64') }],
        },
        signal,
      );
      const { FlowId } = await charging(() =>
        call<{ FlowId: string }>('CreateFlowByFiles', { Operator, FileIds, ...flowOf(request) }, signal),
      );
      return { flowId: FlowId };
    },

    async find(startKey, since) {
      for (const period of monthsBetween(since - DAY, now() + DAY)) {
        for (let Offset = 0; ; Offset++) {
          const query = { ...period, Offset, Limit: PAGE };
          const { Details = [] } = await call<{ Details?: Charged[] }>('DescribeBillUsageDetail', query);
          const found = Details.find(({ FlowName }) => isMarked(FlowName, startKey));
          if (found) return { flowId: found.FlowId };
          if (Details.length < PAGE) break;
        }
      }
      return undefined;
    },

    async signUrl(flowId, party) {
      const { FlowApproverInfos, FlowStatus } = await detail(flowId);
      if (STATES[FlowStatus]) throw new Failure('NotNow', '签署流程已经结束');
      requireTurn(FlowApproverInfos.map(turnOf), party);
      const own = FlowApproverInfos.find(({ ApproverRoleName }) => partyOf(ApproverRoleName) === party)!;
      const at = now();
      const { FlowApproverUrlInfos } = await call<{ FlowApproverUrlInfos: { SignUrl: string }[] }>(
        'CreateFlowSignUrl',
        {
          Operator,
          FlowId: flowId,
          FlowApproverInfos: [
            {
              ApproverType: own.ApproveType === 'PERSON' ? 1 : 0,
              ApproverName: own.ApproveName,
              ApproverMobile: own.Mobile,
              ...(own.OrganizationName && { OrganizationName: own.OrganizationName }),
            },
          ],
        },
      );
      return { url: fileUrl(FlowApproverUrlInfos[0]?.SignUrl, config.endpoint), expiresAt: at + LINK_LIVES };
    },

    async status(flowId) {
      const { FlowStatus, FlowApproverInfos } = await detail(flowId);
      return { state: STATES[FlowStatus] ?? 'open', signers: FlowApproverInfos.map(signerOf) };
    },

    async cancel(flowId, reason) {
      try {
        await call('CancelFlow', { Operator, FlowId: flowId, CancelMessage: reason.slice(0, 200) });
      } catch (error) {
        if (!(error instanceof Refused) || !STATES[(await detail(flowId)).FlowStatus]) throw error;
      }
    },

    async fetchSigned(flowId) {
      const query = { Operator, BusinessType: 'FLOW', BusinessIds: [flowId] };
      const { FileUrls } = await call<{ FileUrls?: { Url: string }[] }>('DescribeFileUrls', query);
      return download(fileUrl(FileUrls?.[0]?.Url, config.endpoint));
    },
  };
}

function flowOf(request: StartFlow): object {
  return {
    FlowName: markedTitle(request),
    Approvers: request.signers.map(approverOf),
    Deadline: Math.floor(request.expiresAt / 1_000),
    Unordered: false,
    SignBeanTag: 1,
    UserData: Buffer.from(request.startKey, 'utf8').toString('base64'),
  };
}

const approverOf = ({ party, kind, organisation, name, mobile }: Signer): object => ({
  ApproverType: kind === 'enterprise' ? 0 : 1,
  ...(kind === 'enterprise' && { OrganizationName: organisation }),
  ApproverName: name,
  ApproverMobile: mobile,
  ApproverRoleName: PARTY_ZH[party],
  NotifyType: 'none',
});

/** The list of charges is asked for within one calendar month at a time (so documented since October 2026). */
function monthsBetween(from: Instant, to: Instant): { StartTime: string; EndTime: string }[] {
  const periods: { StartTime: string; EndTime: string }[] = [];
  const [last, plain] = [dayOf(to), (day: number): string => dateOf(day).replaceAll('-', '')];
  for (let day = dayOf(from), end = day; day <= last; day = end + 1) {
    for (end = day; end < last && dateOf(end + 1).slice(0, 7) === dateOf(day).slice(0, 7);) end++;
    periods.push({ StartTime: plain(day), EndTime: plain(end) });
  }
  return periods;
}

type Approver = FlowDetail['FlowApproverInfos'][number];

const turnOf = ({ ApproverRoleName, SignOrder, ApproveStatus }: Approver) => ({
  party: partyOf(ApproverRoleName),
  order: SignOrder,
  signed: ApproveStatus === SIGNED,
});

function signerOf({ ApproverRoleName, ApproveStatus, ApproveTime }: Approver): SignerStatus {
  const party: Party = partyOf(ApproverRoleName);
  if (ApproveStatus === REJECTED) return { party, state: 'refused' };
  if (ApproveStatus !== SIGNED) return { party, state: 'waiting' };
  return { party, state: 'signed', ...(ApproveTime && { signedAt: ApproveTime * 1_000 }) };
}
