import type { ServiceHours, WorkingTime } from '../calendar/types';
import {
  acknowledge,
  activePause,
  advance,
  cancel,
  isWarned,
  meet,
  nextInstant,
  openDeadline,
  replan,
  resume,
} from '../deadline/deadline';
import type { Deadline, DeadlineSpec, Pause } from '../deadline/types';
import { requireThat } from '../failures';
import type { NoticeArguments, NoticeKind } from '../notice-kinds';
import { keepsQuietHours, quietUntil, type RecordKind } from '../quiet-hours';
import type { Actor, Role } from '../roles';
import { dateAt, iso, type Instant } from '../time';
import { TO_HEAD } from './standard';
import { tell } from './telling';
import type { AuditEvent, DocumentKind, DocumentOrder, Entries, Notice, RecordState, RunningDeadline } from './types';

/**
 * The one way to change an execution's state: opens and closes deadlines, writes audit events, queues notices and
 * documents. Works on the state it is given (a copy) and collects what has to be recorded.
 */
export abstract class Book<S extends RecordState = RecordState> {
  readonly events: AuditEvent[] = [];
  readonly notices: Notice[] = [];
  readonly documents: DocumentOrder[] = [];
  private readonly touched = new Map<string, RunningDeadline>();
  /** Set while a command is applied, so that its events carry the actor. */
  by?: Actor;
  commandId?: string;

  constructor(
    readonly state: S,
    readonly now: Instant,
  ) {}

  /** The service hours that were agreed, if any. */
  protected abstract readonly serviceHours: ServiceHours | undefined;
  /** A complaint's ladder does not keep quiet hours (domain/quiet-hours.ts). */
  protected abstract readonly kind: RecordKind;
  /** The deadline's specification under the standard that holds for this execution. */
  protected abstract specOf(id: string): DeadlineSpec;
  /** Its owner is told when it begins. */
  protected abstract isAnnounced(id: string): boolean;
  /** A mere point in time: nobody owes it, it cannot be missed. */
  protected abstract isPoint(id: string): boolean;

  get workingTime(): WorkingTime {
    return { calendar: this.state.calendar, hours: this.serviceHours };
  }

  get today(): string {
    return dateAt(this.now);
  }

  emit(event: string, data: Record<string, unknown> = {}, at: Instant = this.now): void {
    const seq = ++this.state.seq;
    this.events.push({
      seq,
      at,
      recordedAt: this.now,
      event,
      data,
      ...(this.by && { by: this.by }),
      ...(this.commandId && { commandId: this.commandId }),
    });
  }

  notify<K extends NoticeKind>(kind: K, to: Role, ...[data]: NoticeArguments<K>): void {
    const { cause } = this.state;
    const name = `${cause.id}#${kind}#${to}`;
    const nth = (cause.notices[name] = (cause.notices[name] ?? 0) + 1);
    const target = data && 'id' in data ? this.find(String(data.id))?.target : undefined;
    const waits = keepsQuietHours(kind, { of: this.kind, target });
    const notBefore = waits ? quietUntil(this.now, this.state.calendar) : undefined;
    this.notices.push({
      key: `${name}#${nth}`,
      seq: ++this.state.seq,
      kind,
      channel: 'email',
      to,
      at: this.now,
      ...(notBefore !== undefined && { notBefore }),
      data: data ?? {},
    });
  }

  /** A command or a clock: what all that follows comes from, until the next one. */
  causedBy(id: string): void {
    this.state.cause = { id, notices: {} };
  }

  /** Orders the next version of a document of this kind, made when the step is recorded; returns the version. */
  orderDocument(kind: DocumentKind, data: Record<string, unknown>): number {
    const version = (this.state.documents[kind] ?? 0) + 1;
    this.state.documents[kind] = version;
    this.emit('document.made', { kind, version });
    this.documents.push({ seq: this.state.seq, kind, version, at: this.now, data });
    return version;
  }

  // --- deadlines ---------------------------------------------------------------------------------------------------

  find(id: string): RunningDeadline | undefined {
    return this.state.deadlines.find((d) => d.id === id);
  }

  /**
   * Starts a clock. `dueAt` fixes the due instant of a date-bound duty; otherwise the standard's target counts. `pauses`:
   * those it begins with, where it takes the place of another or starts before its record. `nth`: which run it is, of an
   * id with a suffix that may run again. `owner`: who owes it, where that depends on what it is about.
   */
  open(
    id: string,
    startedAt: Instant,
    options: { dueAt?: Instant; target?: Deadline['target']; pauses?: Pause[]; nth?: number; owner?: Role } = {},
  ): void {
    this.cancel(id); // a new round of the same clock replaces the one that runs
    const spec = this.specOf(id);
    if (options.target) spec.target = options.target;
    if (options.owner) spec.owner = options.owner;
    const fresh = openDeadline(
      spec,
      startedAt,
      this.workingTime,
      options.dueAt === undefined ? {} : { dueAt: options.dueAt },
    );
    const opened = options.pauses?.length
      ? replan({ ...fresh, pauses: options.pauses }, this.workingTime).deadline
      : fresh;
    const n = id.includes('/') ? (options.nth ?? 1) : (this.state.runs[id] = (this.state.runs[id] ?? 0) + 1);
    this.put({ ...opened, n });
    const due = iso(opened.dueAt);
    this.emit('deadline.set', { id, clause: opened.clause, due, projected: opened.projected });
    if (this.isAnnounced(id)) this.notify('deadline.begun', opened.owner, { id, due, clause: opened.clause });
  }

  /** Starts the clock that follows another one's end: its 24:00 still belongs to the day that ends there. */
  openAfter(endedId: string, id: string, options: { owner?: Role } = {}): void {
    this.open(id, this.find(endedId)!.dueAt - 1, options);
  }

  /** What was owed has happened; silently ignored when the clock does not run (a late answer after a decision). */
  meet(id: string, occurredAt: Instant = this.now): void {
    const running = this.find(id);
    if (!running) return;
    const met = meet(running, occurredAt, this.now);
    this.close({ ...met, n: running.n });
    this.emit(
      'deadline.met',
      { id, ...(met.recordedLate && { recordedLate: true }), ...(met.missedAt && { late: true }) },
      occurredAt,
    );
  }

  /** Nobody owes it any more from `at` on; that its clock ran out before is told first, for no miss is a silent one. */
  cancel(id: string, at: Instant = this.now): void {
    this.tellRunOut(id, at);
    const running = this.find(id);
    if (!running) return;
    this.close({ ...cancel(running, this.isPoint(id) ? Math.min(at, running.dueAt) : at), n: running.n });
    this.emit('deadline.cancelled', { id });
  }

  private tellRunOut(id: string, at: Instant): void {
    const { by, commandId, state } = this;
    const { cause } = state;
    const ranOut = (d?: RunningDeadline): boolean => d?.state === 'open' && d.dueAt < at && !activePause(d);
    Object.assign(this, { by: undefined, commandId: undefined }); // the clock's doing, nobody's
    while (ranOut(this.find(id)) && !this.isPoint(id)) this.tick(id);
    Object.assign(this, { by, commandId });
    state.cause = cause;
  }

  /** Cancels every open deadline of a family: `review.` or `signing`. */
  cancelAll(prefix = ''): void {
    for (const { id } of [...this.state.deadlines]) if (id.startsWith(prefix)) this.cancel(id);
  }

  /** Somebody acts on a miss: the ladder stops (until an instant, or for good where it is handed on), the miss stays. */
  acknowledge(id: string, until?: Instant): void {
    const running = this.find(id);
    if (running) this.put({ ...acknowledge(running, until), n: running.n });
  }

  /** Stops a clock that runs while the other side owes an answer, until `until` at the longest. Throws `NotNow`. */
  pause(id: string, pause: Pause & { until: Instant }): void {
    const running = this.find(id);
    requireThat(running?.state === 'open', `期限 ${id} 没有在计时`, 'id');
    requireThat(!activePause(running), '时限已在暂停中', 'id');
    this.put({ ...running, pauses: [...running.pauses, pause] });
    this.emit('deadline.paused', { id, until: iso(pause.until) }, pause.from);
  }

  /** Lets a paused clock go on from an instant. */
  resume(id: string, at: Instant): void {
    const running = this.find(id)!;
    const resumed = resume(running, at, this.workingTime);
    this.put({ ...resumed, n: running.n });
    this.emit('deadline.resumed', { id, due: iso(resumed.dueAt) }, at);
  }

  /** Puts an open clock, counted anew, in place of the one that runs; says so where its end has moved. */
  move(deadline: Deadline): void {
    const running = this.find(deadline.id)!;
    // a later end: what it was warned of is not near any more
    const warned = running.warned && isWarned(deadline, this.now, this.workingTime);
    this.put({ ...deadline, n: running.n, warned: warned || undefined });
    if (deadline.dueAt === running.dueAt) return;
    this.emit('deadline.moved', { id: deadline.id, from: iso(running.dueAt), to: iso(deadline.dueAt) });
  }

  /** One of two who owe it has done its part: from now on the other owes it alone, and is told. */
  partDone(id: string, other: Role): void {
    const running = this.find(id);
    if (!running?.jointly) return;
    const { jointly: _done, ...alone } = running;
    // nobody is told on himself: what is left to the manager is the house above's to hear of
    this.handTo({ ...alone, ...(other === 'manager' && { ladder: TO_HEAD }) }, other);
  }

  /** The same wait, now for somebody else, who is told. */
  handOn(id: string, to: Role): void {
    const running = this.find(id);
    if (running && running.owner !== to) this.handTo(running, to);
  }

  private handTo(running: RunningDeadline, to: Role): void {
    const { id, dueAt, clause } = running;
    this.put({ ...running, owner: to });
    this.emit('deadline.handed-on', { id, owner: to });
    this.notify('deadline.your-turn', to, { id, due: iso(dueAt), clause });
  }

  /** Puts a changed deadline in place of the one with its id. */
  put(deadline: RunningDeadline): void {
    this.touched.set(`${deadline.id}#${deadline.n}`, deadline);
    this.state.deadlines = [...this.state.deadlines.filter((d) => d.id !== deadline.id), deadline];
  }

  private close(deadline: RunningDeadline): void {
    this.touched.set(`${deadline.id}#${deadline.n}`, deadline);
    this.state.deadlines = this.state.deadlines.filter((d) => d.id !== deadline.id);
  }

  /**
   * Lets one clock take its next step towards `now`, a warning or the miss, or catch up with it by the rungs, each with
   * its notice. Returns whether the deadline has just been missed, or a point in time has just come.
   */
  tick(id: string): boolean {
    const running = this.find(id)!;
    if (this.isPoint(id)) {
      if (running.dueAt > this.now) return false;
      this.causedBy(`${id}@${running.dueAt}`);
      this.close({ ...meet(running, running.dueAt, running.dueAt), n: running.n });
      this.emit('deadline.met', { id }, running.dueAt);
      return true;
    }
    // other clocks may speak before its next step; and a miss that is found late is first handed on by what follows
    const until = running.state === 'open' ? Math.min(this.now, nextInstant(running) ?? this.now) : this.now;
    const { deadline, happenings } = advance(running, until, this.workingTime);
    if (happenings.length === 0) return false;
    const warned = running.warned || happenings.some((h) => h.event === 'deadline.warned');
    this.put({ ...deadline, n: running.n, ...(warned && { warned }) });
    for (const happening of happenings) tell(this, this.find(id)!, happening);
    return happenings.some((h) => h.event === 'deadline.missed');
  }

  /**
   * The next deadline whose clock has something to say by now, the earliest first. Of one instant a duty speaks before a
   * mere point in time: what is owed until an expiry is missed before the expiry ends the phase.
   */
  overdueClock(): RunningDeadline | undefined {
    let first: { at: Instant; point: boolean; deadline: RunningDeadline } | undefined;
    for (const deadline of this.state.deadlines) {
      const at = nextInstant(deadline);
      if (at === undefined || at > this.now) continue;
      const point = this.isPoint(deadline.id);
      if (!first || at < first.at || (at === first.at && first.point && !point)) first = { at, point, deadline };
    }
    return first?.deadline;
  }

  entries(): Entries {
    return {
      events: this.events,
      notices: this.notices,
      deadlines: [...this.touched.values()],
      documents: this.documents,
    };
  }
}
