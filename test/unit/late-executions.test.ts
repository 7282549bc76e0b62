import type { Knex } from 'knex';
import { lateExecutions } from '../../worker/late';

/** PostgreSQL's answer to the question, of rows that never get on time: nothing wakes them any more. */
function dead(rows: { workflow_id: string; due: string }[]) {
  const asked: (string | null)[] = [];
  const raw = (
    _sql: string,
    { due, workflow, most }: { due: string | null; workflow: string | null; most: number },
  ) => {
    asked.push(workflow);
    const after = rows.filter((r) => due === null || r.due > due || (r.due === due && r.workflow_id > workflow!));
    return Promise.resolve({ rows: after.slice(0, most) });
  };
  return { db: { raw } as unknown as Pick<Knex, 'raw'>, asked };
}

const woken = async (db: Pick<Knex, 'raw'>, pageSize: number): Promise<string[]> => {
  const ids: string[] = [];
  for await (const id of lateExecutions(db, pageSize)) ids.push(id);
  return ids;
};

describe('one sweep', () => {
  // of one instant more than a page holds
  const rows = Array.from({ length: 25 }, (_, i) => ({
    workflow_id: `agreement/${String(i).padStart(2, '0')}`,
    due: i < 15 ? '2026-11-25 08:00:00.123456+08' : '2026-11-25 09:00:00+08',
  }));

  it.each([1, 7, 10, 25, 200])('reaches everybody once in pages of %i, however many never answer', async (pageSize) => {
    expect(await woken(dead(rows).db, pageSize)).toEqual(rows.map(({ workflow_id: id }) => id));
  });

  it('asks once where nobody is late, and goes on after the last of the page before', async () => {
    const none = dead([]);
    expect([await woken(none.db, 10), none.asked]).toEqual([[], [null]]);
    const some = dead(rows);
    await woken(some.db, 10);
    expect(some.asked).toEqual([null, 'agreement/09', 'agreement/19']);
  });
});
