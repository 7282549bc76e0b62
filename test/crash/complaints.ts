import { breachesOf, clocksOf, type Clocks } from './complaint-verdict';
import { openArena, type Arena, type ArenaOptions } from './arena';
import { sleep } from '../../platform/processes';
import { live } from './story';

export interface ComplaintOptions extends ArenaOptions {
  number: number;
  perSecond: number;
}

export interface ComplaintResult extends Clocks {
  acknowledged: number;
  /** Acknowledged complaints without a record or an execution, and records of what nobody was told. */
  lostOrDoubled: string[];
  /** Contacts that were acknowledged. */
  contacts: number;
  breaches: { listed: number; recounted: number; different: string[] };
  kills: number;
  longestDowntimeMs: number;
  minutes: number;
}

/** The first contact within so many minutes; a miss climbs at once, and after another minute. */
const FIRST_CONTACT_MINUTES = 5;
const AGREED = {
  standard: { 'complaint.first-contact': { value: FIRST_CONTACT_MINUTES, unit: 'min' } },
  ladders: {
    'complaint.first-contact': [
      { role: 'manager' as const, after: { value: 0, unit: 'min' } },
      { role: 'head-of-service' as const, after: { value: 1, unit: 'min' } },
    ],
  },
};
const AGREEMENTS = 20;
/** Agreements to which complaints are filed at a time: each is read anew from its history after each kill. */
const ACTIVE = 2;
const LANES = 8;
const KILL_EVERY_MS = 10_000;
/** Where a restart takes most of that, so that the worker lives at all. */
const LIFE_MS = 4_000;
/** Long after the last rung. */
const SETTLE_MS = (FIRST_CONTACT_MINUTES + 2) * 60_000;

/**
 * Files complaints at a steady pace while the worker is killed every ten seconds; every other one is answered after one
 * or two minutes, the others are left to rot. Then compares what the client was told with the records, each clock with
 * its instant, and the list of breaches with a recount from the histories.
 */
export async function complaints(options: ComplaintOptions): Promise<ComplaintResult> {
  const arena = await openArena(options);
  const { worker, client } = arena;
  try {
    const names = Array.from({ length: AGREEMENTS }, (_, i) => `投诉${String.fromCharCode(97 + i)}`);
    const nos = await Promise.all(names.map((name) => live(client, name, AGREED)));
    options.report(`${nos.length} agreements in force`);
    const startedAt = Date.now();
    let over = false;
    const killing = killSteadily(arena, () => over);
    let filed: Filed;
    try {
      filed = await fileAll(arena, nos, options);
      options.report(`${filed.ids.length} filed, ${filed.contacts} contacted; waiting for the last ladder`);
      await sleep(SETTLE_MS);
    } finally {
      over = true;
      await killing;
    }
    const minutes = Math.round((Date.now() - startedAt) / 60_000);
    await sleep(15_000); // what the last kill interrupted
    const rows = await arena.db<{ id: string }>('cases').select('id');
    return {
      acknowledged: filed.ids.length,
      contacts: filed.contacts,
      lostOrDoubled: difference(
        filed.ids,
        rows.map(({ id }) => id),
      ),
      breaches: await breachesOf(arena, filed.ids, FIRST_CONTACT_MINUTES),
      ...(await clocksOf(arena.db, worker.outages)),
      kills: worker.kills,
      longestDowntimeMs: Math.max(...worker.outages.map(({ from, to }) => to - from)),
      minutes,
    };
  } finally {
    await arena.close();
  }
}

export const complaintsClean = ({ lostOrDoubled, breaches, wrongClocks }: ComplaintResult): boolean =>
  lostOrDoubled.length + breaches.different.length + wrongClocks.length === 0;

async function killSteadily({ worker }: Arena, isOver: () => boolean): Promise<void> {
  for (let next = Date.now() + KILL_EVERY_MS; !isOver();) {
    await sleep(next - Date.now());
    await worker.kill();
    next = Math.max(next + KILL_EVERY_MS, Date.now() + LIFE_MS);
  }
}

interface Filed {
  ids: string[];
  contacts: number;
}

async function fileAll({ client }: Arena, nos: string[], options: ComplaintOptions): Promise<Filed> {
  const { number, perSecond, report } = options;
  const operations = await client.token('operations');
  const manager = await client.token('account-manager');
  const ids: string[] = [];
  const toContact: { id: string; at: number }[] = [];
  const startedAt = Date.now();
  let [next, contacts] = [0, 0];
  const each = Math.ceil((number * ACTIVE) / nos.length);
  const agreementFor = (i: number): string => nos[Math.floor(i / each) * ACTIVE + (i % ACTIVE)]!;
  const filing = Array.from({ length: LANES }, async () => {
    while (next < number) {
      const i = next++;
      await sleep(Math.max(0, startedAt + (i * 1_000) / perSecond - Date.now()));
      const { caseId } = await client.post<{ caseId: string }>(
        `/v1/agreements/${agreementFor(i)}/complaint/file`,
        { channel: '电话', description: `第 ${i + 1} 次约好的回访没有进行` },
        operations,
      );
      ids.push(caseId);
      if (i % 2 === 0) toContact.push({ id: caseId, at: Date.now() + 60_000 + (i % 60) * 1_000 });
      if (ids.length % 250 === 0) report(`${ids.length} filed, ${Math.round((Date.now() - startedAt) / 1_000)} s`);
    }
  });
  let allFiled = false;
  const answering = Array.from({ length: LANES }, async () => {
    for (let due = toContact.shift(); due || !allFiled; due = toContact.shift()) {
      await sleep(due ? Math.max(0, due.at - Date.now()) : 500);
      if (!due) continue;
      await client.post(`/v1/complaints/${due.id}/contact`, { way: '电话', note: '已致歉' }, manager);
      contacts += 1;
    }
  });
  await Promise.all(filing).finally(() => (allFiled = true));
  await Promise.all(answering);
  return { ids, contacts };
}

/** What is in one list and not exactly once in the other. */
function difference(told: string[], kept: string[]): string[] {
  const all = [...new Set([...told, ...kept])];
  const count = (list: string[]): Map<string, number> =>
    list.reduce((counts, id) => counts.set(id, (counts.get(id) ?? 0) + 1), new Map<string, number>());
  const [inTold, inKept] = [count(told), count(kept)];
  return all.filter((id) => inTold.get(id) !== 1 || inKept.get(id) !== 1);
}
