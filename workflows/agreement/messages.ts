import type { PlatformName } from '../../domain/agreement/esign';
import { defineSignal } from '@temporalio/workflow';
import type { NewAgreement } from '../../domain/agreement/open';
import type { Agreement, Outcome, Phase, SuccessorNews, WaitingFor } from '../../domain/agreement/types';
import type { PlainDate } from '../../domain/time';

/**
 * Everything others need to know to talk to an `agreement` execution; they never load its implementation. Each command
 * is an update of the command's own name, so that the Temporal UI reads like the agreement.
 */

/** A new agreement, or the snapshot of the run before (continue-as-new). */
export type AgreementInput = { start: NewAgreement } | { resume: Agreement };

export interface AgreementResult {
  no: string;
  outcome: Outcome;
}

/** A command's answer: given when its effects are durable and recorded, so a client reads its own write. */
export interface CommandAnswer {
  no: string;
  /** Version of the record that contains the command. */
  version: number;
  phase: Phase;
  waitingFor: WaitingFor;
  outcome?: Outcome;
}

/** The successor of this agreement has been signed by both sides, or was given up before that. */
export const successorSignal = defineSignal<[{ successor: string; what: SuccessorNews }]>('successor');

/** The agreement before this one goes on longer: this one's new first day. */
export const firstDaySignal = defineSignal<[{ startsOn: PlainDate }]>('first-day');

/** A signing platform has called back: a hint that something has happened to a flow, nothing more (docs/adr/0016). */
export const signingHintSignal = defineSignal<[{ provider: PlatformName; flowId: string }]>('signing-hint');
