import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { assertNever } from '../../domain/assert';
import type { AgreementBook } from '../../domain/agreement/book';
import {
  errandFailed,
  fileFetched,
  flowCancelled,
  flowStarted,
  statusTold,
  type Vain,
} from '../../domain/agreement/esign-news';
import { sendErrand, type Errand, type PlatformFlow } from '../../domain/agreement/flow';
import type { Agreement } from '../../domain/agreement/types';
import type { Turn } from '../shared/model';
import { cancelFlow, cancelFlowPatiently, fetchSigned, flowStatus, startFlow } from '../shared/proxies';

/** The next word to a signing platform, if any. */
export function errand(
  state: Agreement,
): { leave: Turn<AgreementBook>; carryOut(): Promise<Turn<AgreementBook>> } | undefined {
  const next = state.errands?.[0];
  return next && { leave: sendErrand, carryOut: () => answerTo(state, next) };
}

async function answerTo(state: Agreement, next: Errand): Promise<Turn<AgreementBook>> {
  try {
    return await carryOut(state, next);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const why = whyInVain(error);
    return (book) => errandFailed(book, next, why);
  }
}

/** An activity that did not end in time is no word of the platform's: its requests end sooner. */
function whyInVain({ cause }: ActivityFailure): Vain {
  if (!(cause instanceof ApplicationFailure)) return 'unavailable';
  if (cause.nonRetryable) return { refusal: cause.message };
  return cause.type === 'PlatformAway' ? 'platform-away' : 'unavailable';
}

async function carryOut(state: Agreement, next: Errand): Promise<Turn<AgreementBook>> {
  const { no, clientId, partiesRef, flow } = state;
  const { startKey } = next;
  if (next.errand === 'esign-cancel') {
    await (next.patient ? cancelFlowPatiently : cancelFlow)(next);
    return flowCancelled;
  }
  // a flow that ends takes its errands with it, so this is the one that is meant
  const { provider, flowId, version, sha256, order, clientSigner, expiresAt } = flow as PlatformFlow;
  const of = { no, clientId, provider, startKey, now: Date.now() };
  switch (next.errand) {
    case 'esign-start': {
      const started = await startFlow({ ...of, partiesRef, version, sha256, order, clientSigner, expiresAt });
      return (book) => flowStarted(book, { startKey, provider, expiresAt }, started.flowId);
    }
    case 'esign-status': {
      const status = await flowStatus({ ...of, flowId: flowId! });
      return (book) => statusTold(book, startKey, status);
    }
    case 'esign-fetch': {
      const { file } = await fetchSigned({ ...of, flowId: flowId!, sha256 });
      return (book) => fileFetched(book, startKey, file);
    }
    default:
      return assertNever(next);
  }
}
