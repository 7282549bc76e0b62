import { bundledCalendar } from '../../calendar/load';
import type { StandardOverrides } from '../../domain/agreement/standard';
import type { Agreement } from '../../domain/agreement/types';
import { agreementId, formatNo, parseNo } from '../../domain/ids';
import { TASK_QUEUE } from '../../platform/world';
import type { AgreementInput } from '../../workflows/agreement/messages';
import type { Arena } from './arena';

/**
 * Agreements that have come as far as one that really has: its records under another number, and an execution that goes
 * on from there, as after continue-as-new, with some clocks of their own. Answers the maker of the n-th, from 0.
 */
export async function copiesOf(
  { db, temporal }: Arena,
  no: string,
  standard: StandardOverrides,
): Promise<(n: number) => Promise<string>> {
  const row = (await db('agreements').where({ no }).first<{ state: Agreement } | undefined>())!;
  const trail = await db('audit_events')
    .where({ workflow_id: agreementId(no) })
    .select<{ data: object }[]>();
  const { year, shortName, sequence } = parseNo(no)!;

  return async (n) => {
    const copy = formatNo(year, shortName, sequence + 1 + n);
    const workflow_id = agreementId(copy);
    const state = { ...row.state, no: copy, standard: { ...row.state.standard, ...standard } };
    await db.transaction(async (trx) => {
      await trx('agreements').insert({ ...row, no: copy, workflow_id, state: JSON.stringify(state) });
      await trx('audit_events').insert(
        trail.map((event) => ({ ...event, workflow_id, data: JSON.stringify(event.data) })),
      );
    });
    const input: AgreementInput = { resume: { ...state, calendar: bundledCalendar(), done: [] } };
    await temporal.workflow.start('agreement', {
      workflowId: workflow_id,
      taskQueue: TASK_QUEUE,
      workflowTaskTimeout: '5s',
      args: [input],
    });
    return copy;
  };
}
