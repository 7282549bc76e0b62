import { workflowInfo } from '@temporalio/workflow';
import type { RecordBatch } from '../../activities/records';
import type { Attention, WaitingFor } from '../../domain/agreement/types';
import { mergeEntries, noEntries } from '../../domain/record/entries';
import type { Entries } from '../../domain/record/types';
import type { Instant } from '../../domain/time';
import type { RunState } from './model';

/** What is recorded beside the state itself. */
interface Views<S> {
  waitingFor(state: S): WaitingFor;
  attention(state: S, now: Instant): Attention;
  nextWake(state: S, now: Instant): { at: Instant } | undefined;
}

/** What has happened and is still to be recorded, and how far the record has come. */
export class Records<S extends RunState> {
  private unrecorded = noEntries();
  private next?: Instant;
  /** How urgent the record says it is. */
  attention: Attention = 'none';
  /** Something has to be recorded: at the start, what the run was started with. */
  dirty = true;
  /** Up to here the trail is recorded. */
  seq = 0;

  constructor(private readonly views: Views<S>) {}

  add(entries: Entries): void {
    if (mergeEntries(this.unrecorded, entries)) this.dirty = true;
  }

  /** All that is to be recorded now, as the state's next version. */
  take(state: S, now: Instant): RecordBatch {
    const entries = this.unrecorded;
    this.unrecorded = noEntries();
    this.dirty = false;
    state.version += 1;
    this.attention = this.views.attention(state, now);
    this.next = this.views.nextWake(state, now)?.at;
    return {
      ...entries,
      workflowId: workflowInfo().workflowId,
      version: state.version,
      recordedAt: now,
      state,
      waitingFor: this.views.waitingFor(state),
      attention: this.attention,
      nextDueAt: this.next,
    };
  }

  /** Time alone may change how urgent it is: the record and the search attribute follow. */
  review(state: S, now: Instant): void {
    const moved = this.views.nextWake(state, now)?.at !== this.next;
    if (moved || this.views.attention(state, now) !== this.attention) this.dirty = true;
  }
}
