import { assertNever } from '../../domain/assert';
import type { CasePhase } from '../../domain/case/types';
import { runCase, type CaseRun } from './run';
import type { CaseInput, CaseResult } from './messages';

/**
 * 投诉: one durable execution from the client's report until people close it (domain.md §4), beside its agreement and
 * found with it by AgreementNo.
 */
export async function complaint(input: CaseInput): Promise<CaseResult> {
  return untilClosed(runCase('complaint', input));
}

/** 需求与咨询 (domain.md §5): the same life with other clocks. */
export async function request(input: CaseInput): Promise<CaseResult> {
  return untilClosed(runCase('request', input));
}

/** Clocks warn, escalate and mark a miss all the way; what moves a case on is always a command, of people. */
async function untilClosed(run: CaseRun): Promise<CaseResult> {
  for (let phase: CasePhase = run.phase; phase !== 'closed'; phase = run.phase) {
    switch (phase) {
      // 处理: contacted, given a solution or a plan, kept informed; or refused with a reason, merged, withdrawn
      case 'open':
        await run.until(now('resolved'));
        break;
      // 回访与复盘: called back and learnt from; a client who is not content opens it again, as a new round
      case 'resolved':
        await run.until(now('open'));
        break;
      default:
        assertNever(phase);
    }
    await run.continueAsNewAtPhaseEnd();
  }
  await run.settle();
  return { id: run.snapshot.id, outcome: run.outcome };
}

const now =
  <P extends CasePhase>(wanted: P) =>
  ({ phase }: { phase: CasePhase }): P | undefined =>
    phase === wanted ? wanted : undefined;
