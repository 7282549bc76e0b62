import { createCaseActivities } from '../../activities/cases';
import { bundledCalendar } from '../../calendar/load';
import type { CaseCommand, CaseCommandName, CaseCommandPayloads } from '../../domain/case/commands';
import type { CaseKind, NewCase } from '../../domain/case/types';
import { caseWorkflowId, formatCaseId } from '../../domain/ids';
import type { Role } from '../../domain/roles';
import type { Instant } from '../../domain/time';
import type { World } from '../../platform/world';
import type { CaseAnswer } from '../../workflows/case/messages';

export const newCase = (kind: CaseKind, no: string, n: number, reportedAt: Instant, more: object = {}): NewCase => ({
  kind,
  id: formatCaseId(no, kind, n),
  agreementNo: no,
  clientId: 'c-1',
  partiesRef: 'r-1',
  tier: '重点',
  standard: {},
  ladders: {},
  calendar: bundledCalendar(),
  report: { channel: '电话', description: 't-0000000000000000000001', ...more },
  reportedAt,
  filedBy: { role: 'operations', id: 'p-operations' },
});

/** A case as its agreement starts it. Answers its workflow id. */
export async function startCase(
  world: Pick<World, 'db' | 'client'> & { taskQueue: string },
  input: NewCase,
): Promise<string> {
  const { startCase: start } = createCaseActivities({ ...world, rehearsal: false });
  await start({ input, now: input.reportedAt });
  return caseWorkflowId(input.kind, input.id);
}

let sent = 0;

/** Commands on a case, as the API sends them. */
export const commandsTo =
  ({ client }: Pick<World, 'client'>, workflowId: string) =>
  <N extends CaseCommandName>(role: Role, name: N, payload: CaseCommandPayloads[N]): Promise<CaseAnswer> => {
    const id = `command-${++sent}`;
    const args: [CaseCommand<N>] = [{ id, name, by: { role, id: `p-${role}` }, payload }];
    return client.workflow.getHandle(workflowId).executeUpdate<CaseAnswer, typeof args>(name, { updateId: id, args });
  };
