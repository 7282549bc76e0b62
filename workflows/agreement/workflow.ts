import { assertNever } from '../../domain/assert';
import type { AgreementBook } from '../../domain/agreement/book';
import { enterDrafting, draftingOutcome } from '../../domain/agreement/drafting';
import { enterTermination, terminationOutcome } from '../../domain/agreement/ending';
import { enterRenewal, evaluationOutcome, renewalOutcome } from '../../domain/agreement/evaluation';
import { enterExecution, executionOutcome, resumeExecution } from '../../domain/agreement/execution';
import { intakeOutcome } from '../../domain/agreement/intake';
import { close } from '../../domain/agreement/open';
import { enterReview, reviewOutcome } from '../../domain/agreement/review';
import { enterSigning, signingOutcome } from '../../domain/agreement/signing';
import type { Phase } from '../../domain/agreement/types';
import type { Turn } from '../shared/model';
import { evaluate } from './evaluation';
import { runAgreement, type AgreementRun } from './run';
import type { AgreementInput, AgreementResult } from './messages';

/**
 * 协议: one durable execution for an agreement's whole life, from the first talk to renewal or termination
 * (domain.md §3). Each step waits for its outcome and says what comes next; `ended` is a withdrawal by the client or
 * the provider's decision to stop, possible at every step before both have signed.
 */
export async function agreement(input: AgreementInput): Promise<AgreementResult> {
  const run = runAgreement(input);
  for (let phase = run.phase; phase !== 'closed'; phase = run.phase) {
    run.turn(await STEPS[phase](run));
    await run.continueAsNewAtPhaseEnd();
  }
  await run.settle();
  return { no: run.snapshot.no, outcome: run.outcome };
}

const STEPS: Record<Exclude<Phase, 'closed'>, (run: AgreementRun) => Promise<Turn<AgreementBook>>> = {
  /** 1 需求沟通与信息收集 */
  async intake(run) {
    const outcome = await run.until(intakeOutcome);
    switch (outcome) {
      case 'settled':
        return enterDrafting;
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 2 条款起草 */
  async drafting(run) {
    const outcome = await run.until(draftingOutcome);
    switch (outcome) {
      case 'ready':
        return enterReview;
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 3 双方审核: every return or objection leads to a new version, a new internal review and a new window. */
  async review(run) {
    const outcome = await run.until(reviewOutcome);
    switch (outcome) {
      case 'confirmed':
        return enterSigning;
      case 'returned':
      case 'objected':
        return enterDrafting;
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 4 签署与生效 */
  async signing(run) {
    const outcome = await run.until(signingOutcome);
    switch (outcome) {
      case 'in-force':
        return enterExecution;
      case 'redraft':
        return enterDrafting;
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 5 服务执行 */
  async execution(run) {
    const outcome = await run.until(executionOutcome);
    switch (outcome) {
      case 'evaluation':
        return evaluate(run.snapshot);
      case 'notice':
        return enterTermination;
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 6 评估 */
  async evaluation(run) {
    const outcome = await run.until(evaluationOutcome);
    switch (outcome) {
      case 'passed':
        return enterRenewal;
      case 'bridged':
        return resumeExecution;
      case 'ending':
        return enterTermination;
      case 'renewed':
        return close('renewed');
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 6 续签: the successor is an execution of its own; this one ends when its term does. */
  async renewal(run) {
    const outcome = await run.until(renewalOutcome);
    switch (outcome) {
      case 'renewed':
        return close('renewed');
      case 'bridged':
        return resumeExecution;
      case 'ending':
        return enterTermination;
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },

  /** 6 终止: notice period, handover, settlement, completion certificate. */
  async termination(run) {
    const outcome = await run.until(terminationOutcome);
    switch (outcome) {
      case 'terminated':
      case 'expired':
      case 'renewed':
        return close(outcome);
      case 'ended':
        return close(run.outcome);
      default:
        return assertNever(outcome);
    }
  },
};
