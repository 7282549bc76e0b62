import { defineSignal } from '@temporalio/workflow';
import type { Case, CaseOutcome, CasePhase, Duplicate, NewCase, WaitingFor } from '../../domain/case/types';

/**
 * Everything others need to know to talk to a `complaint` or a `request` execution. Each command (`CaseCommand`) is an
 * update of the command's own name with the command as its one argument, and a `CaseAnswer`.
 */

/** A new case, or the snapshot of the run before (continue-as-new). */
export type CaseInput = { start: NewCase } | { resume: Case };

export interface CaseResult {
  id: string;
  outcome: CaseOutcome;
}

/** A command's answer: given when its effects are durable and recorded, so a client reads its own write. */
export interface CaseAnswer {
  id: string;
  agreementNo: string;
  /** Version of the record that contains the command. */
  version: number;
  phase: CasePhase;
  waitingFor: WaitingFor;
  outcome?: CaseOutcome;
}

/** A duplicate has been merged into this request: the earlier report counts here, what was given stays given. */
export const absorbSignal = defineSignal<[Duplicate]>('absorb');
