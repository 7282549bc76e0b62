import type { Knex } from 'knex';
import { noticeHash } from '../notices/mailer';
import { standardKey } from '../domain/agreement/standard';
import { iso, parseInstant, type Instant } from '../domain/time';
import type { Cast } from './cast';

/** One line of a rehearsal (contract.md "Rehearsal events"). */
export interface Line {
  /** Virtual instant, ISO 8601, +08:00. */
  at: string;
  workflowId: string;
  event: string;
  [field: string]: unknown;
}

/** Something that other instants are counted from. */
export interface Anchor {
  at: Instant;
  due?: Instant;
}

export interface LinesOptions {
  db: Knex;
  cast: Cast;
  emit(line: Line): void;
}

interface EventRow {
  workflow_id: string;
  seq: number;
  at: Date;
  recorded_at: Date;
  event: string;
  data: Record<string, unknown>;
  actor_role: string | null;
  actor_id: string | null;
}
interface NoticeRow {
  key: string;
  workflow_id: string;
  seq: number;
  kind: string;
  channel: string;
  to_role: string;
  at: Date;
  /** When it leaves: `at`, or the end of the quiet hours in which it came. */
  leaves: Date;
  state: string;
  error: string | null;
}
interface Waiting {
  line: Line;
  recorded: Instant;
  seq: number;
  /** Key of the notice that must have left before this line may. */
  notice?: string;
  /** A mail that came in quiet hours. */
  putOff?: boolean;
}

/** States in which the relay has done with a notice. */
const SETTLED: Record<string, string> = { sent: 'notice.sent', bounced: 'notice.bounced', failed: 'notice.failed' };

/**
 * Turns what is recorded of a play into its lines, in the order of the record. A mail's line waits until the mail server
 * has the mail, and the lines after it with it; the play itself does not wait. A mail that came in quiet hours leaves at
 * once as well, but its line has its place where they end: when the play has got there, or at its end.
 */
export class Lines {
  private readonly seen = new Map<string, number>();
  private readonly counted: Record<string, number> = {};
  private readonly missedIds: string[] = [];
  /** Notices that have their line. */
  private readonly known = new Set<string>();
  private queue: Waiting[] = [];
  /** Mails for a virtual morning that has not come yet. */
  private ahead: Waiting[] = [];
  /** Clauses of the last objection, per execution. */
  readonly objected = new Map<string, string[]>();
  /** Per execution, when each phase was first entered and each deadline first set, and when the latter was due then. */
  readonly anchors = new Map<string, Map<string, Anchor>>();

  constructor(private readonly options: LinesOptions) {}

  /** Of the agreement itself, else of whichever execution (a complaint) came to it first. */
  anchor(main: string, name: string): Anchor | undefined {
    const ofOthers = [...this.anchors.values()]
      .map((known) => known.get(name))
      .filter((anchor) => anchor !== undefined);
    return this.anchors.get(main)?.get(name) ?? ofOthers.sort((a, b) => a.at - b.at)[0];
  }

  /** How many lines of an event have been read. */
  count(event: string): number {
    return this.counted[event] ?? 0;
  }
  get missed(): readonly string[] {
    return this.missedIds;
  }

  /** Reads what is new of these executions and gives out what can be given out by a virtual instant. Two statements. */
  async read(workflowIds: readonly string[], now: Instant): Promise<void> {
    const { db } = this.options;
    const [events, notices] = await Promise.all([
      db('audit_events')
        .where((any) => {
          for (const id of workflowIds)
            void any.orWhere((one) => void one.where('workflow_id', id).where('seq', '>', this.seen.get(id) ?? 0));
        })
        .select<EventRow[]>('workflow_id', 'seq', 'at', 'recorded_at', 'event', 'data', 'actor_role', 'actor_id'),
      db('notices')
        .whereIn('workflow_id', [...workflowIds])
        .select<NoticeRow[]>(
          ...['key', 'workflow_id', 'seq', 'kind', 'channel', 'to_role', 'at', 'state', 'error'],
          db.raw('coalesce(not_before, at) as leaves'),
        ),
    ]);
    for (const { workflow_id: id, seq } of events) this.seen.set(id, Math.max(seq, this.seen.get(id) ?? 0));
    const unknown = notices.filter(({ key }) => !this.known.has(key));
    const fresh = [...this.ahead, ...events.map((row) => this.eventLine(row)), ...unknown.map(this.noticeLine)];
    fresh.sort(
      (a, b) => a.recorded - b.recorded || a.line.workflowId.localeCompare(b.line.workflowId) || a.seq - b.seq,
    );
    const isAhead = ({ putOff, recorded }: Waiting): boolean => putOff === true && recorded > now;
    this.ahead = fresh.filter(isAhead);
    this.queue.push(...fresh.filter((waiting) => !isAhead(waiting)));
    this.settle(notices);
  }

  /** Puts in the line of a refused command, which no record has. */
  refuse(line: Line, at: Instant): void {
    this.tally(line);
    this.refused += 1;
    this.queue.push({ line, recorded: at, seq: Infinity });
  }

  /** Mails that the relay has not done with yet. */
  get waiting(): number {
    return [...this.queue, ...this.ahead].filter(({ notice }) => notice !== undefined).length;
  }

  /** Gives out everything, mails that never left as such. */
  flush(): void {
    for (const { line, notice } of [...this.queue, ...this.ahead])
      this.options.emit(notice === undefined ? line : { ...line, event: 'notice.queued' });
    this.queue = [];
    this.ahead = [];
  }

  private settle(notices: readonly NoticeRow[]): void {
    const settled = new Map(notices.filter(({ state }) => SETTLED[state]).map((row) => [row.key, row]));
    for (const waiting of [...this.queue, ...this.ahead]) {
      const row = waiting.notice === undefined ? undefined : settled.get(waiting.notice);
      if (!row) continue;
      waiting.line.event = SETTLED[row.state]!;
      if (row.error && row.state !== 'sent') waiting.line['error'] = row.error;
      delete waiting.notice;
      this.tally(waiting.line);
    }
    const held = this.queue.findIndex(({ notice }) => notice !== undefined);
    for (const { line } of this.queue.splice(0, held < 0 ? this.queue.length : held)) this.options.emit(line);
  }

  private eventLine(row: EventRow): Waiting {
    const { workflow_id: workflowId, event, data, actor_role: role, actor_id: id } = row;
    const at = iso(row.at.getTime());
    this.note(row);
    const { payload, ...facts } = data;
    if (data['name'] === 'review.client.object') this.objected.set(workflowId, clausesOf(payload));
    const by = event === 'command' && id !== null && { by: { role, name: this.options.cast.nameOf(id) ?? id } };
    const line: Line = { at, workflowId, event, ...facts, ...by };
    this.tally(line);
    return { line, recorded: row.recorded_at.getTime(), seq: row.seq };
  }

  private note({ workflow_id: workflowId, event, data, at }: EventRow): void {
    if (event !== 'phase.entered' && event !== 'deadline.set') return;
    const known = this.anchors.get(workflowId) ?? new Map<string, Anchor>();
    this.anchors.set(workflowId, known);
    const id = String(data['phase'] ?? data['id']);
    const anchor = { at: at.getTime(), ...(typeof data['due'] === 'string' && { due: parseInstant(data['due']) }) };
    // a phase and its deadline may have one name; what the deadline knows of its end is kept
    for (const name of new Set([id, standardKey(id)])) known.set(name, { ...anchor, ...known.get(name) });
  }

  private readonly noticeLine = (row: NoticeRow): Waiting => {
    const { key, workflow_id: workflowId, seq, kind, channel, to_role: to, at, leaves } = row;
    this.known.add(key);
    const line: Line = {
      at: iso(leaves.getTime()),
      workflowId,
      event: 'notice.sent',
      kind,
      channel,
      to,
      hash: noticeHash(key, at),
    };
    return { line, recorded: leaves.getTime(), seq, notice: key, putOff: leaves > at };
  };

  /** Commands that were refused. */
  refused = 0;

  private tally({ event, id }: Line): void {
    this.counted[event] = (this.counted[event] ?? 0) + 1;
    if (event === 'deadline.missed') this.missedIds.push(String(id));
  }
}

function clausesOf(payload: unknown): string[] {
  const { objections = [] } = (payload ?? {}) as { objections?: { clause: string }[] };
  return objections.map(({ clause }) => clause);
}
