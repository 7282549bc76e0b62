import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import type { BlobStore } from '../db/blobs';
import { fileUpload } from '../db/uploads';
import type { Vault } from '../db/vault';
import type { FlowStatus, PlatformName } from '../domain/agreement/esign';
import type { Cancel, Flow } from '../domain/agreement/flow';
import type { Upload } from '../domain/agreement/types';
import { Failure, FAILURES } from '../domain/failures';
import type { Parties } from '../domain/parties';
import { facts } from '../security/content-type';
import { PlatformAway } from '../signing/errors';
import type { SigningPlatforms } from '../signing/platforms';
import type { SigningProvider } from '../signing/provider';
import { signersOf } from '../signing/signers';
import { keepEvidence, type EvidenceOf } from './signing-evidence';

export interface SigningDeps {
  db: Knex;
  vault: Vault;
  blobs: BlobStore;
  /** Absent: none is set up, and every word to one waits until some are. */
  signing?: SigningPlatforms;
}

type OfFlow = Omit<EvidenceOf, 'flowId'>;

/** What is said to signing platforms; each word may be said again. Names and numbers of people never come back from here. */
export const createSigningActivities = (deps: SigningDeps) => {
  const { db, vault, blobs, signing } = deps;

  function platform(name: PlatformName): SigningProvider {
    const found = signing?.find(name);
    if (!found) throw new Failure('Unavailable', `没有接入签署平台 ${name}`);
    return found;
  }

  return {
    /** Throws, not to be tried again, what the platform or the parties' record makes impossible. */
    startFlow: (flow: OfFlow & StartFacts): Promise<{ flowId: string }> =>
      answered(async () => {
        const { no, clientId, partiesRef, provider, startKey, version, sha256, expiresAt } = flow;
        const to = platform(provider);
        const parties = await vault.openRecord<Parties>(partiesRef);
        if (!parties) throw new Failure('NotFound', '人员资料已删除或不存在');
        const { bytes } = await blobs.get(clientId, sha256);
        const { flowId } = await to.start({
          startKey,
          title: `客户关系维护协议 ${no}`,
          file: { name: `${no}-v${version}.pdf`, bytes, sha256 },
          signers: signersOf(parties, flow),
          expiresAt,
          callbackUrl: signing!.callbackUrl(provider),
        });
        return { flowId };
      }),

    /** Who has seen it and who has signed, when; how the platform knows them is kept sealed, for the evidence pack. */
    flowStatus: (flow: OfFlow & { flowId: string }): Promise<FlowStatus> =>
      answered(async () => {
        const { state, signers } = await platform(flow.provider).status(flow.flowId);
        const known = signers.filter(({ party }) => party === 'client' || party === 'provider');
        for (const signer of known)
          if (signer.state !== 'waiting') await keepEvidence(deps, flow, { what: 'signer', ...signer });
        return {
          state,
          signers: known.map(({ party, state: of, viewedAt, signedAt }) => ({
            ...{ party, state: of },
            ...(viewedAt !== undefined && { viewedAt }),
            ...(signedAt !== undefined && { signedAt }),
          })),
        };
      }),

    /** Fetches the signed file and stores it, if it is a signed revision of the original with both signatures. */
    fetchSigned: (flow: OfFlow & { flowId: string; sha256: string }): Promise<{ file?: Upload }> =>
      answered(async () => {
        const { no, clientId, provider, flowId, sha256: original } = flow;
        const from = platform(provider);
        const bytes = await from.fetchSigned(flowId);
        const { genuine, signatures, detail } = await from.verify(bytes, original);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        await keepEvidence(deps, flow, { what: 'verification', sha256, genuine, signatures, detail });
        if (!genuine || signatures < 2) return {};
        const mediaType = 'application/pdf';
        const counted = await facts(bytes, mediaType);
        await blobs.put(clientId, bytes, mediaType);
        await fileUpload(db, {
          no,
          clientId,
          sha256,
          mediaType,
          bytes: bytes.length,
          facts: counted,
          by: `platform-${provider}`,
        });
        return { file: { sha256, mediaType, ...counted } };
      }),

    /**
     * One that has ended there needs no cancelling; one that was not started yet is not started any more, also not by a
     * `startFlow` that is still held up somewhere.
     */
    cancelFlow: ({ provider, startKey, flowId, reason }: Cancel): Promise<void> =>
      answered(async () => {
        const known = flowId ?? (await signing?.closeKey({ startKey, provider }));
        if (known === undefined) return;
        const words = reason && (await vault.openTexts([reason])).get(reason);
        await platform(provider).cancel(known, words ?? '协议内容或签署安排已变更, 本流程作废');
      }),
  };
};

type StartFacts = Pick<Flow, 'version' | 'sha256' | 'order' | 'clientSigner' | 'expiresAt'> & { partiesRef: string };

/**
 * What a platform or its network says in an error may name people: only the kind of it goes into the history. A failure
 * of the catalogue that is not worth another try is told as such. `PlatformAway` is said of the platform alone; what is
 * our own trouble, with the database, the files or the vault, is `Unavailable`.
 */
async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const known = error instanceof Failure ? error : undefined;
    throw ApplicationFailure.create({
      type: error instanceof PlatformAway ? 'PlatformAway' : (known?.type ?? 'Unavailable'),
      message: known?.detail ?? '本系统的数据或文件暂不可用',
      nonRetryable: known !== undefined && !FAILURES[known.type].retryable,
    });
  }
}
