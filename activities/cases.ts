import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { caseFigures, type CaseFigures, type FigureTerm } from '../domain/case/figures';
import { CASE_KIND_ZH, type CasePhase, type Duplicate, type NewCase, type WaitingFor } from '../domain/case/types';
import { caseWorkflowId, requestId } from '../domain/ids';
import type { Instant } from '../domain/time';
import { absorbSignal } from '../workflows/case/messages';
import { clocksOf } from '../db/case-clocks';
import { startOnce } from './start-once';

export interface CaseDeps {
  db: Knex;
  client: Client;
  taskQueue: string;
  /** The case of a rehearsed agreement starts in its virtual time. */
  rehearsal: boolean;
}

export const createCaseActivities = ({ db, client, taskQueue, rehearsal }: CaseDeps) => ({
  /**
   * Starts the top-level execution of a complaint or request, once: its id is the number that its agreement has given.
   * Where it runs already, or has run, it is left alone.
   */
  async startCase({ input, now }: { input: NewCase; now: Instant }): Promise<void> {
    const { kind, id, agreementNo, tier, report } = input;
    const level = report.severity ?? report.urgency;
    const phase: CasePhase = 'open';
    const waitingFor: WaitingFor = report.about === 'account-manager' ? 'manager' : 'account-manager';
    await startOnce(client, {
      type: kind,
      workflowId: caseWorkflowId(kind, id),
      taskQueue,
      input,
      searchAttributes: {
        AgreementNo: agreementNo,
        Phase: phase,
        WaitingFor: waitingFor,
        Tier: tier,
        Attention: 'none',
      },
      summary: `${CASE_KIND_ZH[kind]} ${id}`,
      details: [`协议 ${agreementNo}`, `客户等级 ${tier}`, level].filter(Boolean).join(' · '),
      ...(rehearsal && { virtualNow: now }),
    });
  },

  /**
   * Names a duplicate's sources in the request that it was merged into; there it counts once, however often told. False
   * when that one has been closed meanwhile.
   */
  async absorbInto({ into, duplicate }: { into: string; duplicate: Duplicate }): Promise<boolean> {
    try {
      await client.workflow.getHandle(requestId(into)).signal(absorbSignal, duplicate);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  },

  /** What the evaluation takes from an agreement's complaints and requests, as recorded. One statement. */
  async caseFigures({ no, ...term }: { no: string } & FigureTerm): Promise<CaseFigures> {
    return caseFigures(await clocksOf(db, no), term);
  },
});
