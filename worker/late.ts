import type { Knex } from 'knex';

/** A wake-up this late is not a slow worker any more. */
const LATE_MINUTES = 3;

/** Its due instant as PostgreSQL writes it: microseconds, which a `Date` has not. */
interface LateRow {
  workflow_id: string;
  due: string;
}

/**
 * Every agreement and case whose recorded due instant passed minutes ago without an event, the longest late first:
 * page after page by what the page before ended with, so that executions that nothing wakes any more hold up nobody
 * behind them. One statement a page.
 */
export async function* lateExecutions(db: Pick<Knex, 'raw'>, pageSize = 200): AsyncGenerator<string> {
  let last: LateRow | undefined;
  for (;;) {
    const { rows }: { rows: LateRow[] } = await db.raw(
      `select workflow_id, next_due_at::text as due from (
         select workflow_id, next_due_at from agreements where phase <> 'closed'
         union all select workflow_id, next_due_at from cases where phase <> 'closed') waiting
       where next_due_at < now() - :late * interval '1 minute'
         and (:due::timestamptz is null or (next_due_at, workflow_id) > (:due::timestamptz, :workflow))
       order by next_due_at, workflow_id limit :most`,
      { late: LATE_MINUTES, due: last?.due ?? null, workflow: last?.workflow_id ?? null, most: pageSize },
    );
    for (const { workflow_id: workflowId } of rows) yield workflowId;
    last = rows.at(-1);
    if (rows.length < pageSize) return;
  }
}
