import { createHash } from 'node:crypto';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import type { CalendarData } from '../domain/calendar/types';
import type { Command } from '../domain/agreement/commands';
import type { Actor } from '../domain/roles';

const AT_ONCE = 5;
/** An execution that has not answered by then is given the calendar at the next round. */
const DEADLINE_MS = 20_000;

export interface CalendarDeps {
  db: Knex;
  client: Client;
  /** One command at a time per execution (architecture.md §2.5). */
  locks: { one<T>(name: string, work: () => Promise<T>): Promise<T> };
  deadlineMs?: number;
}

/** Every command id of a revision begins with it, so that the trail says what a notice has moved. */
export const calendarCommands = (revision: number): string => `calendar-${revision}-`;

/** Open executions, agreements and cases, that still run on an older calendar: those that began before it came. */
export async function withOlderCalendar(
  db: Knex,
  revision: number,
  { limit, after = '' }: { limit?: number; after?: string } = {},
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { workflow_id: string }[] }>(
    `select workflow_id from agreements
       where phase <> 'closed' and calendar_revision < :revision and workflow_id > :after
     union all select workflow_id from cases
       where phase <> 'closed' and calendar_revision < :revision and workflow_id > :after
     order by workflow_id limit :limit`,
    { revision, after, limit: limit ?? null },
  );
  return rows.map((row) => row.workflow_id);
}

/** Gives the calendar to these executions, once however often it is tried. Answers who has it, or has ended meanwhile. */
export async function giveCalendar(
  deps: CalendarDeps,
  workflowIds: string[],
  calendar: CalendarData,
  by: Actor,
): Promise<string[]> {
  const done: string[] = [];
  const next = workflowIds.values();
  const load = async (): Promise<void> => {
    for (const id of next) if (await give(deps, id, calendar, by)) done.push(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, load));
  return done;
}

/** False when it could not be reached. */
async function give(
  { client, locks, deadlineMs = DEADLINE_MS }: CalendarDeps,
  workflowId: string,
  calendar: CalendarData,
  by: Actor,
): Promise<boolean> {
  const name = 'calendar.load';
  const id = calendarCommands(calendar.revision) + createHash('sha256').update(workflowId).digest('hex').slice(0, 24);
  const args: [Command<typeof name>] = [{ id, name, by, payload: { calendar } }];
  const send = () =>
    client.workflow.getHandle(workflowId).executeUpdate<unknown, typeof args>(name, { updateId: id, args });
  try {
    // eslint-disable-next-line no-restricted-syntax -- how long to wait, no business time
    await locks.one(workflowId, () => client.withDeadline(Date.now() + deadlineMs, send));
    return true;
  } catch (error) {
    return hasItOrEnded(error);
  }
}

function hasItOrEnded(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'NotNow';
}
