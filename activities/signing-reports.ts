import type { SignerStatus } from '../domain/agreement/esign';
import type { Party } from '../domain/agreement/types';

/**
 * What a signing platform said of its signers and what is too personal for a payload: how it identified them, and the
 * network address they signed from. Kept by the activity that asked the platform, found by the flow's start key;
 * undefined where nothing is kept, as of a signature on paper.
 */
export type SigningReports = (
  startKey: string,
) => Promise<Partial<Record<Party, Pick<SignerStatus, 'identifiedBy' | 'ip'>>> | undefined>;
