import type { FlowState, SignerStatus } from '../../domain/agreement/esign';
import { Failure } from '../../domain/failures';
import { MINUTE } from '../../domain/time';
import { charging, Refused, settling } from '../errors';
import { download, fileUrl, send } from '../http';
import { markedTitle, markOf, partyOf, requireTurn } from '../marked';
import type { Trust } from '../pdf/trust';
import { verifyPdf } from '../pdf/verify';
import type { Signer, SigningAdapter, StartFlow } from '../provider';
import { parseFascCallback } from './callback';
import { createFascClient, type FascConfig } from './client';

interface Actor {
  actorId: string;
  signOrderNo: number;
  signStatus?: string;
  /** Epoch ms, as text. */
  signTime?: string;
  readStatus?: string;
  readTime?: string;
  verifyMethod?: string;
}

interface Task {
  signTaskId: string;
  signTaskStatus: string;
  transReferenceId?: string;
}

const STATES: Record<string, FlowState> = {
  task_finished: 'completed',
  expired: 'expired',
  abolishing: 'cancelled',
  revoked: 'cancelled',
};
const TERMINATED = 'task_terminated';
const DRAFTS = ['task_created', 'finish_creation'];
const PAGE = 100;
/** Of the page that needs no login of its own; it opens once. */
const LINK_LIVES = 10 * MINUTE;

/**
 * 法大大 FASC 5.1. A task is made as a draft with our key as its reference; `start` then charges, and one draft can begin
 * only once. The signers place their seals themselves.
 */
export function createFasc(config: FascConfig, trust: Trust, now = Date.now): SigningAdapter {
  const call = createFascClient(config, now);
  const owner = { idType: 'corp', openId: config.openCorpId };
  const task = (signTaskId: string): Promise<Task> => call('/sign-task/get-detail', { signTaskId });
  const actors = (signTaskId: string): Promise<Actor[]> => call('/sign-task/actor/list', { signTaskId });

  /**
   * What the task is, then who has signed: the signers are never older than the state, so that a task which is finished
   * between the two requests is not taken for one that lacks a signature.
   */
  async function look(flowId: string): Promise<{ state: FlowState; signers: Actor[] }> {
    const { signTaskStatus } = await task(flowId);
    const signers = await actors(flowId);
    if (signTaskStatus !== TERMINATED) return { state: STATES[signTaskStatus] ?? 'open', signers };
    const refused = signers.some(({ signStatus }) => signStatus === 'sign_rejected');
    return { state: refused ? 'refused' : 'cancelled', signers };
  }

  async function upload({ name, bytes }: StartFlow['file'], signal?: AbortSignal): Promise<string> {
    type Place = { uploadUrl: string; fddFileUrl: string };
    const place = await call<Place>('/file/get-upload-url', { fileType: 'doc' }, signal);
    const { status } = await send(fileUrl(place.uploadUrl, config.endpoint), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: bytes,
      signal,
      timeoutMs: 30_000,
    });
    if (status !== 200) throw new Refused('法大大', String(status));
    const file = { fileType: 'doc', fddFileUrl: place.fddFileUrl, fileName: name };
    const { fileIdList } = await call<{ fileIdList: { fileId: string }[] }>(
      '/file/process',
      { fddFileUrlList: [file] },
      signal,
    );
    return fileIdList[0]!.fileId;
  }

  async function makeDraft(request: StartFlow, signal?: AbortSignal): Promise<string> {
    const docFileId = await upload(request.file, signal);
    const draft = { initiator: owner, ...taskOf(request, docFileId, config.openCorpId) };
    return (await call<{ signTaskId: string }>('/sign-task/create', draft, signal)).signTaskId;
  }

  /** Refused for one that has begun already: an earlier try did it. */
  async function begin(signTaskId: string, signal?: AbortSignal): Promise<void> {
    try {
      await charging(() => call('/sign-task/start', { signTaskId }, signal));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { signTaskStatus } = await settling(() => task(signTaskId));
      if (DRAFTS.includes(signTaskStatus)) throw error;
    }
  }

  return {
    name: 'fasc',
    drafts: true,
    acknowledgement: { status: 200, contentType: 'application/json', body: '{"msg":"success"}' },
    parseCallback: (raw, at) => parseFascCallback(config, raw, at),
    verify: (signed, originalSha256) => verifyPdf(signed, originalSha256, trust),

    async start(request, { signal, draft, keepDraft } = {}) {
      const flowId = draft ?? (await makeDraft(request, signal));
      if (draft === undefined) await keepDraft?.(flowId);
      await begin(flowId, signal);
      return { flowId };
    },

    async find(startKey) {
      const listFilter = { signTaskSubject: markOf(startKey) };
      for (let listPageNo = 1; ; listPageNo++) {
        const query = { ownerId: owner, ownerRole: 'initiator', listFilter, listPageNo, listPageSize: PAGE };
        const { signTasks = [] } = await call<{ signTasks?: Task[] }>('/sign-task/owner/get-list', query);
        const found = signTasks.find(
          ({ transReferenceId, signTaskStatus }) => transReferenceId === startKey && !DRAFTS.includes(signTaskStatus),
        );
        if (found) return { flowId: found.signTaskId };
        if (signTasks.length < PAGE) return undefined;
      }
    },

    async signUrl(flowId, party) {
      const { state, signers } = await look(flowId);
      if (state !== 'open') throw new Failure('NotNow', '签署流程已经结束');
      requireTurn(signers.map(turnOf), party);
      const at = now();
      const { actorSignTaskEmbedUrl } = await call<{ actorSignTaskEmbedUrl?: string }>('/sign-task/actor/get-url', {
        signTaskId: flowId,
        actorId: party,
      });
      return { url: fileUrl(actorSignTaskEmbedUrl, config.endpoint), expiresAt: at + LINK_LIVES };
    },

    async status(flowId) {
      const { state, signers } = await look(flowId);
      return { state, signers: signers.map(signerOf) };
    },

    async cancel(flowId, reason) {
      try {
        await call('/sign-task/cancel', { signTaskId: flowId, terminationNote: reason.slice(0, 250) });
      } catch (error) {
        if (!(error instanceof Refused) || (await look(flowId)).state === 'open') throw error;
      }
    },

    async fetchSigned(flowId) {
      const query = { ownerId: owner, signTaskId: flowId, downloadMode: 'download' };
      const { downloadUrl } = await call<{ downloadUrl?: string }>('/sign-task/owner/get-download-url', query);
      return download(fileUrl(downloadUrl, config.endpoint));
    },
  };
}

const taskOf = (request: StartFlow, docFileId: string, openCorpId: string): object => ({
  signTaskSubject: markedTitle(request),
  transReferenceId: request.startKey,
  expiresTime: String(request.expiresAt),
  autoStart: false,
  autoFinish: true,
  signInOrder: true,
  ...(request.callbackUrl && { callbackUrl: request.callbackUrl }),
  docs: [{ docId: 'agreement', docName: request.file.name, docFileId }],
  actors: request.signers.map((signer, index) => ({
    actor: actorOf(signer, openCorpId),
    signConfigInfo: { orderNo: index + 1 },
  })),
});

/** Only who has our party's name may open the page; the initiating firm is known by its id. */
function actorOf({ party, kind, organisation, name, mobile, email }: Signer, openCorpId: string): object {
  const common = { actorId: party, permissions: ['sign'], sendNotification: false };
  if (kind === 'natural-person') {
    const account = mobile || email;
    return { ...common, actorType: 'person', actorName: name, identNameForMatch: name, accountName: account };
  }
  const ident = party === 'provider' ? { actorOpenId: openCorpId } : { identNameForMatch: organisation };
  return { ...common, actorType: 'corp', actorName: organisation, ...ident };
}

const turnOf = ({ actorId, signOrderNo, signStatus }: Actor) => ({
  party: partyOf(actorId),
  order: signOrderNo,
  signed: signStatus === 'signed',
});

function signerOf({ actorId, signStatus, signTime, readStatus, readTime, verifyMethod }: Actor): SignerStatus {
  const party = partyOf(actorId);
  const viewedAt = readStatus === 'read' && readTime ? { viewedAt: Number(readTime) } : {};
  if (signStatus === 'sign_rejected') return { party, state: 'refused', ...viewedAt };
  if (signStatus !== 'signed') return { party, state: readStatus === 'read' ? 'viewed' : 'waiting', ...viewedAt };
  return {
    party,
    state: 'signed',
    ...viewedAt,
    ...(signTime && { signedAt: Number(signTime) }),
    ...(verifyMethod && { identifiedBy: verifyMethod }),
  };
}
