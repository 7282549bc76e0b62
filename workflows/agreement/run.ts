import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { AgreementBook } from '../../domain/agreement/book';
import { mergeEntries, noEntries } from '../../domain/record/entries';
import { COMMAND_NAMES, type Command } from '../../domain/agreement/commands';
import { firstDayMoved, successorNews } from '../../domain/agreement/evaluation';
import { begin, openAgreement, upgrade } from '../../domain/agreement/open';
import { catchUp, documentMade } from '../../domain/agreement/step';
import type { Agreement, Attention, Outcome, Phase } from '../../domain/agreement/types';
import { attention, currentDetails, nextWake, title, waitingFor } from '../../domain/agreement/view';
import { Alarm } from '../shared/alarm';
import { archiveRun, record } from '../shared/proxies';
import { answer, attempt, recordedBefore } from './command';
import {
  commandUpdate,
  deadlinesQuery,
  firstDaySignal,
  successorSignal,
  wakeSignal,
  type AgreementInput,
  type CommandAnswer,
} from './messages';
import { fulfil } from './orders';
import { SearchAttributes } from './search-attributes';
import type { Turn } from './turn';

/** Continue-as-new: at the end of a phase once a run has grown this long, anywhere at the second (docs/adr/0007). */
const EVENTS_AT_PHASE_END = 600;
const EVENTS_ANYWHERE = 1_000;
/** Command ids carried over continue-as-new; within a run the server de-duplicates. */
const REMEMBERED_COMMANDS = 100;

/**
 * The machinery behind the story in `workflow.ts`: one state, one timer, one loop that fulfils orders and records.
 * Handlers only apply a command to a copy of the state and wait until it is recorded.
 */
export class AgreementRun {
  private state: Agreement;
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

  constructor(input: AgreementInput) {
    if ('start' in input) {
      this.state = openAgreement(input.start, Date.now());
      this.turn(begin);
    } else {
      this.state = upgrade(input.resume);
    }
    this.listen();
    this.archiveRunBefore();
  }

  get no(): string {
    return this.state.no;
  }
  get phase(): Phase {
    return this.state.phase;
  }
  get outcome(): Outcome {
    return this.state.outcome!;
  }

  /** Waits until the phase has an outcome, or the agreement has been withdrawn or closed. */
  async until<O extends string>(outcomeOf: (state: Agreement) => O | undefined): Promise<O | 'ended'> {
    for (;;) {
      this.turn(catchUp);
      const order = this.state.orders[0];
      if (order) {
        this.turn(await fulfil(this.state, order));
        continue;
      }
      if (this.state.outcome) return 'ended';
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
  turn(step: Turn): void {
    const book = new AgreementBook(this.state, Date.now());
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
      for (let order = this.state.orders[0]; order; order = this.state.orders[0])
        this.turn(await fulfil(this.state, order));
      if (this.dirty) await this.record();
      this.show();
      this.idle = true;
      await condition(() => this.dirty || (this.archived && allHandlersFinished()));
      this.idle = false;
    } while (this.dirty);
  }

  // --- messages ----------------------------------------------------------------------------------------------------

  private listen(): void {
    for (const name of COMMAND_NAMES) {
      setHandler(commandUpdate(name), (command: Command) => this.handle(command), {
        validator: (command: Command) => {
          if (recordedBefore(this.state, command.id) === undefined) attempt(this.state, command);
        },
      });
    }
    setHandler(successorSignal, ({ successor, what }) => this.turn((book) => successorNews(book, successor, what)));
    setHandler(firstDaySignal, ({ startsOn }) => this.turn((book) => firstDayMoved(book, startsOn)));
    setHandler(wakeSignal, () => {
      this.alarm.ringing = true;
    });
    setHandler(deadlinesQuery, () => this.state.deadlines);
  }

  private async handle(command: Command): Promise<CommandAnswer> {
    const before = recordedBefore(this.state, command.id);
    if (before !== undefined) return answer(this.state, before);
    this.commit(attempt(this.state, command));
    const { seq } = this.state;
    await condition(() => this.recordedSeq >= seq && this.idle);
    const { version } = this.state;
    this.state.done = [...this.state.done, [command.id, version] as [string, number]].slice(-REMEMBERED_COMMANDS);
    return answer(this.state, version);
  }

  private commit(book: AgreementBook): void {
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
    this.recordedAttention = attention(state, now);
    this.recordedNext = nextWake(state, now)?.at;
    const made = await record({
      ...entries,
      workflowId: workflowInfo().workflowId,
      version: state.version,
      recordedAt: now,
      state,
      waitingFor: waitingFor(state),
      attention: this.recordedAttention,
      nextDueAt: this.recordedNext,
    });
    this.recordedSeq = seq;
    for (const document of made) this.turn((book) => documentMade(book, document));
  }

  // --- time --------------------------------------------------------------------------------------------------------

  /** What the Temporal UI shows; true when search attributes had to be upserted, an action. */
  private show(): boolean {
    setCurrentDetails(currentDetails(this.state));
    return this.searchAttributes.set(this.state, waitingFor(this.state), this.recordedAttention);
  }

  private async somethingHappens(): Promise<void> {
    const now = Date.now();
    const next = nextWake(this.state, now);
    const upserted = this.show();
    // an upsert is an action of its own, so the timer may wait: going off early is harmless (docs/adr/0002)
    if (!(upserted && next && this.alarm.coversAlready(next.at))) {
      this.alarm.arm(next?.at, now, () => `下一时点: ${title(next!.id)}`);
    }
    this.idle = true;
    // a handler answers only now, so a long run may be able to continue as new without anything else happening
    await condition(() => this.dirty || this.alarm.ringing || this.state.orders.length > 0 || this.hasGrownLong());
    this.idle = false;
    this.alarm.ringing = false;
    // time alone may change how urgent it is: the record and the search attribute follow
    const late = Date.now();
    const moved = nextWake(this.state, late)?.at !== this.recordedNext;
    if (moved || attention(this.state, late) !== this.recordedAttention) this.dirty = true;
  }

  // --- runs --------------------------------------------------------------------------------------------------------

  private hasGrownLong(): boolean {
    return workflowInfo().historyLength > EVENTS_ANYWHERE && this.quiet();
  }

  private quiet(): boolean {
    return allHandlersFinished() && !this.dirty && this.state.orders.length === 0 && this.archived;
  }

  private async continueAsNew(): Promise<void> {
    await continueAsNew<(input: AgreementInput) => Promise<unknown>>({
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
