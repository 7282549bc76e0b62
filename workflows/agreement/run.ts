import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { Book, type Entries } from '../../domain/agreement/book';
import { COMMAND_NAMES, type Command } from '../../domain/agreement/commands';
import { begin, openAgreement, upgrade } from '../../domain/agreement/open';
import { applyCommand, catchUp, copyOf, documentMade } from '../../domain/agreement/step';
import type { Agreement, Attention, Order, Outcome, Phase } from '../../domain/agreement/types';
import { attention, currentDetails, nextWake, title, waitingFor } from '../../domain/agreement/view';
import { Failure, FAILURES } from '../../domain/failures';
import { Alarm } from '../shared/alarm';
import { records, works } from '../shared/proxies';
import {
  commandUpdate,
  deadlinesQuery,
  successorSignedSignal,
  wakeSignal,
  type AgreementInput,
  type CommandAnswer,
} from './messages';
import { SearchAttributes } from './search-attributes';

/** What comes next: changes the book of the step that follows. */
export type Turn = (book: Book) => void;

/** Continue-as-new: at the end of a phase once a run has grown this long, anywhere at the second (architecture.md §2.1). */
const EVENTS_AT_PHASE_END = 300;
const EVENTS_ANYWHERE = 1_000;
/** Command ids carried over continue-as-new; the server de-duplicates within a run. */
const REMEMBERED_COMMANDS = 100;

/**
 * The machinery behind the story in `workflow.ts`: one state, one timer, one loop that fulfils orders and records.
 * Handlers only apply a command to a copy of the state and wait until it is recorded.
 */
export class AgreementRun {
  private state: Agreement;
  private unrecorded: Entries = { events: [], notices: [], deadlines: [] };
  private dirty = true;
  private recordedSeq = 0;
  private recordedAttention: Attention = 'none';
  private archived = true;
  private readonly alarm = new Alarm();
  private readonly searchAttributes: SearchAttributes;

  constructor(input: AgreementInput) {
    if ('start' in input) {
      this.state = openAgreement(input.start, Date.now());
      this.change(begin);
    } else {
      this.state = upgrade(input.resume);
    }
    this.searchAttributes = new SearchAttributes(workflowInfo().typedSearchAttributes);
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
      this.change(catchUp);
      if (this.state.orders.length > 0) {
        await this.fulfil(this.state.orders[0]!);
        continue;
      }
      if (this.state.outcome) return 'ended';
      const outcome = outcomeOf(this.state);
      if (outcome) return outcome;
      if (this.dirty) {
        await this.record();
        continue;
      }
      if (workflowInfo().historyLength > EVENTS_ANYWHERE && this.quiet()) await this.continueAsNew();
      await this.somethingHappens();
    }
  }

  /** Takes the turn that a phase's outcome leads to. */
  turn(next: Turn): void {
    this.change(next);
  }

  async continueAsNewAtPhaseEnd(): Promise<void> {
    if (workflowInfo().historyLength <= EVENTS_AT_PHASE_END || this.phase === 'closed') return;
    await this.settle();
    if (this.quiet()) await this.continueAsNew();
  }

  /** Fulfils and records what is left, and lets every handler answer. */
  async settle(): Promise<void> {
    do {
      while (this.state.orders.length > 0) await this.fulfil(this.state.orders[0]!);
      if (this.dirty) await this.record();
      await condition(() => this.archived && (this.dirty || allHandlersFinished()));
    } while (this.dirty);
  }

  // --- messages ----------------------------------------------------------------------------------------------------

  private listen(): void {
    for (const name of COMMAND_NAMES) {
      setHandler(commandUpdate(name), (command) => this.handle(command), { validator: (command) => this.validate(command) });
    }
    setHandler(successorSignedSignal, ({ successor }) =>
      this.change((book) => {
        book.state.successorSigned = true;
        book.emit('renewal.signed', { successor });
      }),
    );
    setHandler(wakeSignal, () => {
      this.alarm.ringing = true;
    });
    setHandler(deadlinesQuery, () => this.state.deadlines);
  }

  /** A dry run on a copy: what it throws is the answer, and nothing has changed. */
  private validate(command: Command): void {
    if (this.answerBefore(command.id)) return;
    this.attempt(command);
  }

  private async handle(command: Command): Promise<CommandAnswer> {
    const before = this.answerBefore(command.id);
    if (before !== undefined) return this.answer(before);
    const book = this.attempt(command);
    this.commit(book);
    const { seq } = this.state;
    await condition(() => this.recordedSeq >= seq && this.state.orders.length === 0);
    this.state.done = [...this.state.done, [command.id, this.state.version] as [string, number]].slice(-REMEMBERED_COMMANDS);
    return this.answer(this.state.version);
  }

  private attempt(command: Command): Book {
    const book = new Book(copyOf(this.state), Date.now());
    try {
      applyCommand(book, command);
      return book;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw ApplicationFailure.create({
        type: error.type,
        message: error.detail,
        nonRetryable: !FAILURES[error.type].retryable,
        details: [{ field: error.field, state: { phase: this.phase, waitingFor: waitingFor(this.state), version: this.state.version } }],
      });
    }
  }

  private answerBefore(id: string): number | undefined {
    return this.state.done.find(([done]) => done === id)?.[1];
  }

  private answer(version: number): CommandAnswer {
    const { no, phase, outcome } = this.state;
    return { no, version, phase, waitingFor: waitingFor(this.state), ...(outcome && { outcome }) };
  }

  // --- state -------------------------------------------------------------------------------------------------------

  private change(step: Turn): void {
    const book = new Book(this.state, Date.now());
    step(book);
    this.commit(book);
  }

  private commit(book: Book): void {
    this.state = book.state;
    const { events, notices, deadlines } = book.entries();
    if (events.length === 0 && notices.length === 0 && deadlines.length === 0) return;
    this.unrecorded.events.push(...events);
    this.unrecorded.notices.push(...notices);
    for (const deadline of deadlines) {
      const same = this.unrecorded.deadlines.findIndex((d) => d.id === deadline.id && d.n === deadline.n);
      if (same >= 0) this.unrecorded.deadlines.splice(same, 1);
      this.unrecorded.deadlines.push(deadline);
    }
    this.dirty = true;
  }

  /** The one way to record; what a handler waits for. */
  private async record(): Promise<void> {
    const entries = this.unrecorded;
    this.unrecorded = { events: [], notices: [], deadlines: [] };
    this.dirty = false;
    this.state.version += 1;
    const now = Date.now();
    const { seq } = this.state;
    this.recordedAttention = attention(this.state, now);
    this.show();
    await records.record({
      ...entries,
      workflowId: workflowInfo().workflowId,
      version: this.state.version,
      recordedAt: now,
      state: this.state,
      waitingFor: waitingFor(this.state),
      attention: this.recordedAttention,
      nextDueAt: nextWake(this.state, now)?.at,
    });
    this.recordedSeq = seq;
  }

  /** What the Temporal UI shows. */
  private show(): void {
    setCurrentDetails(currentDetails(this.state));
    this.searchAttributes.set(this.state, waitingFor(this.state), this.recordedAttention);
  }

  private async fulfil(order: Order): Promise<void> {
    switch (order.order) {
      case 'document': {
        const { no, clientId, partiesRef } = this.state;
        const made = await works.makeDocument({ no, clientId, partiesRef, order });
        this.change((book) => documentMade(book, order, made));
        return;
      }
      case 'renewal': {
        const { clientId, partiesRef, terms, standard, calendar, termEnd, intake } = this.state;
        const started = await works.startRenewal({
          predecessor: this.no,
          input: { clientId, partiesRef, terms, standard, calendar },
          agreed: { requirements: intake.requirements, targets: intake.targets },
          termEnd: termEnd!,
          now: Date.now(),
        });
        this.change((book) => {
          this.drop(book, order);
          book.state.successor = started.no;
          book.emit('renewal.started', { successor: started.no });
          book.notify('renewal.started', 'client', { successor: started.no });
        });
        return;
      }
      case 'tell-predecessor':
        await works.tellPredecessor({ predecessor: order.predecessor, successor: this.no });
        this.change((book) => this.drop(book, order));
    }
  }

  private drop(book: Book, order: Order): void {
    book.state.orders = book.state.orders.filter((o) => JSON.stringify(o) !== JSON.stringify(order));
    this.dirty = true;
  }

  // --- time --------------------------------------------------------------------------------------------------------

  private async somethingHappens(): Promise<void> {
    const now = Date.now();
    const next = nextWake(this.state, now);
    this.alarm.arm(next?.at, now, () => `下一时点: ${title(next!.id)}`);
    await condition(() => this.dirty || this.alarm.ringing || this.state.orders.length > 0);
    this.alarm.ringing = false;
    // time alone may change how urgent it is: the record and the search attribute follow
    if (attention(this.state, Date.now()) !== this.recordedAttention) this.dirty = true;
  }

  // --- runs --------------------------------------------------------------------------------------------------------

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
    void works.archiveRun({ workflowId: workflowInfo().workflowId, runId, clientId: this.state.clientId }).then(() => {
      delete this.state.unarchivedRun;
      this.archived = true;
    });
  }
}
