import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  setCurrentDetails,
  setHandler,
  workflowInfo,
  type SignalDefinition,
} from '@temporalio/workflow';
import type { Attention } from '../../domain/agreement/types';
import type { Book } from '../../domain/record/book';
import { mergeEntries, noEntries } from '../../domain/record/entries';
import { Alarm } from './alarm';
import { attempt, recordedBefore } from './command';
import { deadlinesQuery, wakeSignal } from './messages';
import type { Model, RunState, Turn } from './model';
import { archiveRun, record } from './proxies';
import { ATTENTION, PHASE, SearchAttributes, WAITING_FOR } from './search-attributes';

/** Continue-as-new: at the end of a phase once a run has grown this long, anywhere at the second (docs/adr/0007). */
const EVENTS_AT_PHASE_END = 600;
const EVENTS_ANYWHERE = 1_000;
/** Command ids carried over continue-as-new; within a run the server de-duplicates. */
const REMEMBERED_COMMANDS = 100;

/**
 * The machinery behind the story in a `workflow.ts`: one state, one timer, one loop that fulfils orders and records.
 * Handlers only apply a command to a copy of the state and wait until it is recorded. What it runs is the model's.
 */
export class Run<S extends RunState, B extends Book<S>, C extends { id: string }, A> {
  private unrecorded = noEntries();
  private dirty = true;
  private recordedSeq = 0;
  /** Nothing is left to do but wait: what has happened is recorded, with all that followed from it. */
  private idle = false;
  private recordedAttention: Attention = 'none';
  private recordedNext?: number;
  private archived = true;
  private readonly alarm = new Alarm();
  private readonly searchAttributes = new SearchAttributes(workflowInfo().typedSearchAttributes);

  /** `begin`: the first step, of an execution that has just been started. */
  constructor(
    private readonly model: Model<S, B, C, A>,
    private state: S,
    begin?: Turn<B>,
  ) {
    if (begin) this.turn(begin);
    this.listen();
    this.archiveRunBefore();
  }

  /** Replaced by every step and command: read, never kept. */
  get snapshot(): Readonly<S> {
    return this.state;
  }
  get phase(): S['phase'] {
    return this.state.phase;
  }
  get outcome(): NonNullable<S['outcome']> {
    return this.state.outcome as NonNullable<S['outcome']>;
  }

  /** Waits until the phase has an outcome, or the whole has ended. */
  async until<O extends string>(outcomeOf: (state: S) => O | undefined): Promise<O | 'ended'> {
    for (;;) {
      this.turn((book) => this.model.catchUp(book));
      if (this.state.orders.length > 0) {
        this.turn(await this.model.fulfil(this.state));
        continue;
      }
      if (this.model.ended(this.state)) return 'ended';
      const outcome = outcomeOf(this.state);
      if (outcome) return outcome;
      if (this.dirty) {
        await this.record();
        continue;
      }
      if (this.hasGrownLong()) await this.continueAsNew();
      await this.somethingHappens();
    }
  }

  /** Takes a step of the story. */
  turn(step: Turn<B>): void {
    const book = this.model.book(this.state, Date.now());
    step(book);
    this.commit(book);
  }

  async continueAsNewAtPhaseEnd(): Promise<void> {
    if (workflowInfo().historyLength <= EVENTS_AT_PHASE_END || this.phase === 'closed') return;
    await this.settle();
    if (this.quiet()) await this.continueAsNew();
  }

  /** Fulfils and records what is left, and lets every handler answer. */
  async settle(): Promise<void> {
    do {
      while (this.state.orders.length > 0) this.turn(await this.model.fulfil(this.state));
      if (this.dirty) await this.record();
      this.show();
      this.idle = true;
      await condition(() => this.dirty || (this.archived && allHandlersFinished()));
      this.idle = false;
    } while (this.dirty);
  }

  // --- messages ----------------------------------------------------------------------------------------------------

  private listen(): void {
    for (const name of this.model.commands) {
      setHandler(defineUpdate<A, [C]>(name), (command: C) => this.handle(command), {
        validator: (command: C) => {
          if (recordedBefore(this.state, command.id) === undefined) attempt(this.model, this.state, command);
        },
      });
    }
    setHandler(wakeSignal, () => this.alarm.wake(Date.now()));
    setHandler(deadlinesQuery, () => this.state.deadlines);
  }

  /** A fact from outside that only this kind of execution is told. */
  on<F>(signal: SignalDefinition<[F]>, step: (fact: F) => Turn<B>): void {
    setHandler(signal, (fact: F) => this.turn(step(fact)));
  }

  private async handle(command: C): Promise<A> {
    const before = recordedBefore(this.state, command.id);
    if (before !== undefined) return this.model.answer(this.state, before);
    this.commit(attempt(this.model, this.state, command));
    const { seq } = this.state;
    await condition(() => this.recordedSeq >= seq && this.idle);
    const { version } = this.state;
    this.state.done = [...this.state.done, [command.id, version] as [string, number]].slice(-REMEMBERED_COMMANDS);
    return this.model.answer(this.state, version);
  }

  private commit(book: B): void {
    this.state = book.state;
    if (mergeEntries(this.unrecorded, book.entries())) this.dirty = true;
  }

  // --- records -----------------------------------------------------------------------------------------------------

  /** The one way to record; it is what a handler waits for. */
  private async record(): Promise<void> {
    const entries = this.unrecorded;
    const now = Date.now();
    const { state } = this;
    this.unrecorded = noEntries();
    this.dirty = false;
    state.version += 1;
    const { seq } = state;
    this.recordedAttention = this.model.attention(state, now);
    this.recordedNext = this.model.nextWake(state, now)?.at;
    const made = await record({
      ...entries,
      workflowId: workflowInfo().workflowId,
      version: state.version,
      recordedAt: now,
      state,
      waitingFor: this.model.waitingFor(state),
      attention: this.recordedAttention,
      nextDueAt: this.recordedNext,
    });
    this.recordedSeq = seq;
    for (const document of made) this.turn((book) => this.model.documentMade(book, document));
  }

  // --- time --------------------------------------------------------------------------------------------------------

  /** What the Temporal UI shows; true when search attributes had to be upserted, an action. */
  private show(): boolean {
    const { model, state } = this;
    setCurrentDetails(model.currentDetails(state));
    return this.searchAttributes.set([
      { key: PHASE, value: state.phase },
      { key: WAITING_FOR, value: model.waitingFor(state) },
      { key: ATTENTION, value: this.recordedAttention },
      ...model.searchAttributes(state),
    ]);
  }

  private async somethingHappens(): Promise<void> {
    const now = Date.now();
    const next = this.model.nextWake(this.state, now);
    const upserted = this.show();
    // an upsert is an action of its own, so the timer may wait: going off early is harmless (docs/adr/0002)
    if (!(upserted && next && this.alarm.coversAlready(next.at))) {
      this.alarm.arm(next?.at, now, () => `下一时点: ${this.model.title(next!.id)}`);
    }
    this.idle = true;
    // a handler answers only now, so a long run may be able to continue as new without anything else happening
    await condition(() => this.dirty || this.alarm.ringing || this.state.orders.length > 0 || this.hasGrownLong());
    this.idle = false;
    this.alarm.ringing = false;
    // time alone may change how urgent it is: the record and the search attribute follow
    const late = Date.now();
    const moved = this.model.nextWake(this.state, late)?.at !== this.recordedNext;
    if (moved || this.model.attention(this.state, late) !== this.recordedAttention) this.dirty = true;
  }

  // --- runs --------------------------------------------------------------------------------------------------------

  private hasGrownLong(): boolean {
    return workflowInfo().historyLength > EVENTS_ANYWHERE && this.quiet();
  }

  private quiet(): boolean {
    return allHandlersFinished() && !this.dirty && this.state.orders.length === 0 && this.archived;
  }

  private async continueAsNew(): Promise<void> {
    await continueAsNew<(input: { resume: S }) => Promise<unknown>>({
      resume: { ...this.state, unarchivedRun: workflowInfo().runId },
    });
  }

  /** The record of years stays replayable: each run first stores the history of the one before. */
  private archiveRunBefore(): void {
    const runId = this.state.unarchivedRun;
    if (!runId) return;
    this.archived = false;
    void archiveRun({ workflowId: workflowInfo().workflowId, runId, clientId: this.state.clientId }).then(() => {
      delete this.state.unarchivedRun;
      this.archived = true;
    });
  }
}
