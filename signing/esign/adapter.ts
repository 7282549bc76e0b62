import { setTimeout as pause } from 'node:timers/promises';
import type { FlowState, SignerStatus } from '../../domain/agreement/esign';
import { Failure } from '../../domain/failures';
import { DAY, MINUTE } from '../../domain/time';
import { charging, PlatformAway, Refused, settling } from '../errors';
import { download, fileUrl, jsonOf, send } from '../http';
import { isMarked, markedTitle, partyOf, requireTurn } from '../marked';
import type { Trust } from '../pdf/trust';
import { verifyPdf } from '../pdf/verify';
import type { Signer, SigningAdapter, StartFlow } from '../provider';
import { parseEsignCallback } from './callback';
import { createEsignClient, type EsignConfig } from './client';
import { contentMd5 } from './signature';

interface Person {
  psnAccount?: { accountMobile?: string; accountEmail?: string };
}

interface FlowDetail {
  signFlowStatus: number;
  signers: {
    signOrder: number;
    signStatus: number;
    psnSigner?: Person | null;
    orgSigner?: { orgName: string; transactor?: Person } | null;
    signFields: { customBizNum?: string; statusUpdateTime?: number }[];
  }[];
}

const STATES: Record<number, FlowState> = { 2: 'completed', 3: 'cancelled', 5: 'expired', 7: 'refused' };
const DRAFT = 0;
const [SIGNED, REJECTED] = [2, 4];
const PAGE = 100;
/** The platform's own page lives longer; ours is asked for at each click. */
const LINK_LIVES = 30 * MINUTE;
/** A PDF needs no conversion, so it is ready at once; documented are the states 2 and 5. */
const READY = [2, 5];
const READY_TRIES = 10;

/**
 * e签宝 V3. A draft is made first and costs nothing; `start` then charges, and one draft can begin only once. The signers
 * place their seals themselves.
 */
export function createEsign(config: EsignConfig, trust: Trust, now = Date.now): SigningAdapter {
  const call = createEsignClient(config, now);
  const detail = (flowId: string): Promise<FlowDetail> => call('GET', `/v3/sign-flow/${flowId}/detail`);

  async function upload({ name, bytes }: StartFlow['file'], signal?: AbortSignal): Promise<string> {
    const md5 = contentMd5(bytes);
    const { fileId, fileUploadUrl } = await call<{ fileId: string; fileUploadUrl: string }>(
      'POST',
      '/v3/files/file-upload-url',
      { contentMd5: md5, contentType: 'application/pdf', fileName: name, fileSize: bytes.length, convertToPDF: false },
      signal,
    );
    const answer = await send(fileUrl(fileUploadUrl, config.endpoint), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/pdf', 'Content-MD5': md5 },
      body: bytes,
      signal,
      timeoutMs: 30_000,
    });
    const { errCode } = jsonOf<{ errCode?: number }>(answer);
    if (answer.status !== 200 || errCode !== 0) throw new Refused('e签宝', String(errCode ?? answer.status));
    for (let tries = 0; tries < READY_TRIES; tries++) {
      const { fileStatus } = await call<{ fileStatus: number }>('GET', `/v3/files/${fileId}`, undefined, signal);
      if (READY.includes(fileStatus)) return fileId;
      await pause(500);
    }
    throw new PlatformAway('e签宝尚未收妥文件');
  }

  async function makeDraft(request: StartFlow, signal?: AbortSignal): Promise<string> {
    const flow = flowOf(request, await upload(request.file, signal));
    return (await call<{ signFlowId: string }>('POST', '/v3/sign-flow/create-by-file', flow, signal)).signFlowId;
  }

  /** Refused for one that has begun already: an earlier try did it. */
  async function begin(flowId: string, signal?: AbortSignal): Promise<void> {
    try {
      await charging(() => call('POST', `/v3/sign-flow/${flowId}/start`, {}, signal));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { signFlowStatus } = await settling(() => detail(flowId));
      if (signFlowStatus === DRAFT) throw error;
    }
  }

  return {
    name: 'esign',
    drafts: true,
    acknowledgement: { status: 200, contentType: 'application/json', body: '{"code":"200","msg":"success"}' },
    parseCallback: (raw, at) => parseEsignCallback(config, raw, at),
    verify: (signed, originalSha256) => verifyPdf(signed, originalSha256, trust),

    async start(request, { signal, draft, keepDraft } = {}) {
      const flowId = draft ?? (await makeDraft(request, signal));
      if (draft === undefined) await keepDraft?.(flowId);
      await begin(flowId, signal);
      return { flowId };
    },

    async find(startKey, since) {
      const period = { signFlowStartTimeFrom: since - DAY, signFlowStartTimeTo: now() + DAY };
      type Found = { signFlowInfos?: { signFlowId: string; signFlowTitle: string; signFlowStatus: number }[] };
      for (let pageNum = 1; ; pageNum++) {
        const query = { pageNum, pageSize: PAGE, ...period };
        const { signFlowInfos = [] } = await call<Found>('POST', '/v3/sign-flow/sign-flow-list', query);
        const found = signFlowInfos.find(
          ({ signFlowTitle, signFlowStatus }) => isMarked(signFlowTitle, startKey) && signFlowStatus !== DRAFT,
        );
        if (found) return { flowId: found.signFlowId };
        if (signFlowInfos.length < PAGE) return undefined;
      }
    },

    async signUrl(flowId, party) {
      const { signFlowStatus, signers } = await detail(flowId);
      if (STATES[signFlowStatus]) throw new Failure('NotNow', '签署流程已经结束');
      requireTurn(signers.map(turnOf), party);
      const { psnSigner, orgSigner } = signers.find((signer) => partyIn(signer) === party)!;
      const account = (orgSigner?.transactor ?? psnSigner)?.psnAccount;
      const at = now();
      const { shortUrl, url } = await call<{ shortUrl?: string; url?: string }>(
        'POST',
        `/v3/sign-flow/${flowId}/sign-url`,
        {
          operator: { psnAccount: account?.accountMobile ?? account?.accountEmail },
          ...(orgSigner && { organization: { orgName: orgSigner.orgName } }),
          urlType: 2,
          needLogin: false,
          clientType: 'ALL',
        },
      );
      return { url: fileUrl(shortUrl ?? url, config.endpoint), expiresAt: at + LINK_LIVES };
    },

    async status(flowId) {
      const { signFlowStatus, signers } = await detail(flowId);
      return { state: STATES[signFlowStatus] ?? 'open', signers: signers.map(signerOf) };
    },

    async cancel(flowId, reason) {
      try {
        await call('POST', `/v3/sign-flow/${flowId}/revoke`, { revokeReason: reason.slice(0, 50) });
      } catch (error) {
        if (!(error instanceof Refused) || !STATES[(await detail(flowId)).signFlowStatus]) throw error;
      }
    },

    async fetchSigned(flowId) {
      const path = `/v3/sign-flow/${flowId}/file-download-url`;
      const { files } = await call<{ files?: { downloadUrl: string }[] }>('POST', path, { urlAvailableDate: 3_600 });
      return download(fileUrl(files?.[0]?.downloadUrl, config.endpoint));
    },
  };
}

const flowOf = (request: StartFlow, fileId: string): object => ({
  docs: [{ fileId, fileName: request.file.name }],
  signFlowConfig: {
    signFlowTitle: markedTitle(request),
    signFlowExpireTime: request.expiresAt,
    autoStart: false,
    autoFinish: true,
    ...(request.callbackUrl && { notifyUrl: request.callbackUrl }),
  },
  signers: request.signers.map((signer, index) => ({
    signConfig: { signOrder: index + 1 },
    ...whoOf(signer),
    signFields: [{ fileId, customBizNum: signer.party, normalSignFieldConfig: { freeMode: true } }],
  })),
});

function whoOf({ kind, organisation, name, mobile, email }: Signer): object {
  const account = { psnAccount: mobile || email, psnInfo: { psnName: name } };
  return kind === 'enterprise'
    ? { signerType: 1, orgSignerInfo: { orgName: organisation, transactorInfo: account } }
    : { signerType: 0, psnSignerInfo: account };
}

type Entry = FlowDetail['signers'][number];

const partyIn = ({ signFields }: Entry) => partyOf(signFields[0]?.customBizNum);

const turnOf = (entry: Entry) => ({
  party: partyIn(entry),
  order: entry.signOrder,
  signed: entry.signStatus === SIGNED,
});

function signerOf(entry: Entry): SignerStatus {
  const party = partyIn(entry);
  if (entry.signStatus === REJECTED) return { party, state: 'refused' };
  if (entry.signStatus !== SIGNED) return { party, state: 'waiting' };
  const signedAt = entry.signFields[0]?.statusUpdateTime;
  return { party, state: 'signed', ...(signedAt && { signedAt }) };
}
