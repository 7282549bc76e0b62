import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RunningDeadline } from '../../domain/record/types';

/** What every execution of the engine (an agreement, a case) understands besides its own commands. */

/** Look at your clocks: sent by the sweeper when a due instant passed without an event. */
export const wakeSignal = defineSignal('wake');

/** Live deadlines, for debugging; people and programs read PostgreSQL. */
export const deadlinesQuery = defineQuery<RunningDeadline[]>('deadlines');
