import type { Knex } from 'knex';
import type { Arena } from './arena';
import { beyondOutages, type Outage } from './lateness';
import { recount } from './recount';

const CLOCK = 'complaint.first-contact';

export interface Clocks {
  warned: number;
  missed: number;
  escalated: number;
  /** Longest time from a clock's instant to its record, ms; and the same without outages (lateness.ts). */
  latestMs: number;
  latestBeyondOutagesMs: number;
  /** How many of all were recorded later than a second beyond the outages. */
  laterThanASecond: number;
  /** Executions whose missed clock was not told as agreed: twice warned, missed, two rungs, each once. */
  wrongClocks: string[];
}

interface Row {
  workflow_id: string;
  event: string;
  at: Date;
  recorded_at: Date;
}

/** How punctual the first contact's warnings, misses and rungs were, and whether each came exactly once. */
export async function clocksOf(db: Knex, outages: readonly Outage[]): Promise<Clocks> {
  const rows = await db<Row>('audit_events')
    .whereLike('workflow_id', 'complaint/%')
    .whereIn('event', ['deadline.warned', 'deadline.missed', 'deadline.escalated'])
    .whereRaw(`data->>'id' = ?`, CLOCK)
    .orderBy(['workflow_id', 'seq'])
    .select('workflow_id', 'event', 'at', 'recorded_at');
  const clocks: Clocks = {
    ...{ warned: 0, missed: 0, escalated: 0, latestMs: 0, latestBeyondOutagesMs: 0, laterThanASecond: 0 },
    wrongClocks: [],
  };
  const told = new Map<string, string[]>();
  for (const { workflow_id, event, at, recorded_at } of rows) {
    const kind = event.replace('deadline.', '') as 'warned' | 'missed' | 'escalated';
    clocks[kind] += 1;
    told.set(workflow_id, [...(told.get(workflow_id) ?? []), kind]);
    const beyond = beyondOutages(at.getTime(), recorded_at.getTime(), outages);
    clocks.latestMs = Math.max(clocks.latestMs, recorded_at.getTime() - at.getTime());
    clocks.latestBeyondOutagesMs = Math.max(clocks.latestBeyondOutagesMs, beyond);
    if (beyond > 1_000) clocks.laterThanASecond += 1;
  }
  for (const [workflowId, happenings] of told) {
    const whole = happenings.join() === 'warned,warned,missed,escalated,escalated';
    if (happenings.includes('missed') && !whole) clocks.wrongClocks.push(`${workflowId}: ${happenings.join()}`);
  }
  return clocks;
}

interface Breach {
  case?: string;
  id: string;
  missedAt: string;
}

/** The list of breaches as a manager reads it, and the same counted by hand from the histories and the agreed minutes. */
export async function breachesOf(
  { client, temporal, sealing }: Arena,
  ids: string[],
  minutes: number,
): Promise<{ listed: number; recounted: number; different: string[] }> {
  const listed = new Map<string, number>();
  const manager = await client.token('manager');
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = await client.get<{ items: Breach[]; next?: string }>(
      `/v1/breaches?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
      manager,
    );
    for (const breach of page.items)
      if (breach.case !== undefined) listed.set(`${breach.case} ${breach.id}`, Date.parse(breach.missedAt));
    cursor = page.next;
  }
  const recounted = new Map<string, number>();
  for (const id of ids) {
    const { reportedAt, contactedAt, ended } = await recount(temporal, sealing, id);
    const due = reportedAt + minutes * 60_000;
    if (ended) throw new Error(`${id} has ended`);
    if (due <= Date.now() && (contactedAt === undefined || contactedAt >= due)) recounted.set(`${id} ${CLOCK}`, due);
  }
  const all = [...new Set([...listed.keys(), ...recounted.keys()])];
  return {
    listed: listed.size,
    recounted: recounted.size,
    different: all.filter((key) => listed.get(key) !== recounted.get(key)),
  };
}
