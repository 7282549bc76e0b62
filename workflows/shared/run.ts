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
import type { Book } from '../../domain/record/book';
import { Alarm } from './alarm';
import { Archive } from './archive';
import { attempt, recordedBefore, remember } from './command';
import { Errands } from './errands';
import { longAnywhere, longAtPhaseEnd } from './length';
import { deadlinesQuery, wakeSignal } from './messages';
import type { Model, RunState, Turn } from './model';
import { record } from './proxies';
import { Records } from './records';
import { ATTENTION, PHASE, SearchAttributes, WAITING_FOR } from './search-attributes';

/**
 * The machinery behind the story in a `workflow.ts`: one state, one timer, one loop that fulfils orders and records.
 * Handlers only apply a command to a copy of the state and wait until it is recorded. What it runs is the model's.
 */
export class Run<S extends RunState, B extends Book<S>, C extends { id: string }, A> {
  /** Nothing is left to do but wait: what has happened is recorded, with all that followed from it. */
  private idle = false;
  private readonly records: Records<S>;
  private readonly archive = new Archive();
  private readonly alarm = new Alarm();
  private readonly errands: Errands<S, B, C, A>;
  private readonly searchAttributes = new SearchAttributes(workflowInfo().typedSearchAttributes);

  /** `begin`: the first step, of an execution that has just been started. */
  constructor(
    private readonly model: Model<S, B, C, A>,
    private state: S,
    begin?: Turn<B>,
  ) {
    this.records = new Records(model);
    this.errands = new Errands(model, (step) => this.turn(step));
    if (begin) this.turn(begin);
    this.listen();
    this.archive.begin(this.state, () => delete this.state.unarchivedRun);
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
      if (this.records.dirty) {
        await this.record();
        continue;
      }
      this.errands.send(this.state);
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
    if (!longAtPhaseEnd() || this.phase === 'closed' || !this.errands.done(this.state)) return;
    await this.settle();
    if (this.quiet()) await this.continueAsNew();
  }

  /** Fulfils and records what is left, and lets every handler answer. */
  async settle(): Promise<void> {
    do {
      while (this.state.orders.length > 0) this.turn(await this.model.fulfil(this.state));
      if (this.records.dirty) await this.record();
      this.errands.send(this.state);
      this.show();
      this.idle = true;
      await condition(() => this.isAwake() || this.quiet());
      this.idle = false;
    } while (this.isAwake());
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
    await condition(() => this.records.seq >= seq && this.idle);
    const { version } = this.state;
    this.state.done = remember(this.state.done, command.id, version);
    return this.model.answer(this.state, version);
  }

  /** Something is to be recorded, or may leave. */
  private isAwake(): boolean {
    return this.records.dirty || this.errands.waiting(this.state);
  }

  private commit(book: B): void {
    this.state = book.state;
    this.records.add(book.entries());
  }

  /** The one way to record; it is what a handler waits for. */
  private async record(): Promise<void> {
    const { seq } = this.state;
    const made = await record(this.records.take(this.state, Date.now()));
    this.records.seq = seq;
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
      { key: ATTENTION, value: this.records.attention },
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
    await condition(() => this.isAwake() || this.alarm.ringing || this.state.orders.length > 0 || this.hasGrownLong());
    this.idle = false;
    this.alarm.ringing = false;
    this.records.review(this.state, Date.now());
  }

  private hasGrownLong(): boolean {
    return longAnywhere() && this.quiet();
  }

  private quiet(): boolean {
    const done = this.archive.done && this.errands.done(this.state);
    return done && allHandlersFinished() && !this.records.dirty && this.state.orders.length === 0;
  }

  private async continueAsNew(): Promise<void> {
    await continueAsNew<(input: { resume: S }) => Promise<unknown>>({
      resume: { ...this.state, unarchivedRun: workflowInfo().runId },
    });
  }
}
