import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;

/** What one execution cost, all its runs together. */
export interface Cost {
  workflowId: string;
  runs: number;
  /** Without the two kinds that only time skipping makes. */
  events: number;
  /** Of the longest run. */
  longestRun: number;
  bytes: number;
  byType: Record<string, number>;
  /** Billed actions by kind, as Temporal Cloud counts them. */
  actions: Record<string, number>;
  commands: number;
  /** Wake-ups by the timer. */
  wakes: number;
  perCommand: Mean;
  perWake: Mean;
}

export interface Mean {
  events: number;
  actions: number;
  /** Of one command or wake-up. */
  mostEvents: number;
  mostActions: number;
}

/** A real execution does not have them. */
const SKIPPING = new Set(['WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED', 'WORKFLOW_EXECUTION_OPTIONS_UPDATED']);
const BILLED: Record<string, string> = {
  WORKFLOW_EXECUTION_STARTED: 'start',
  WORKFLOW_EXECUTION_UPDATE_ACCEPTED: 'update',
  WORKFLOW_EXECUTION_SIGNALED: 'signal',
  TIMER_STARTED: 'timer',
  UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: 'search attributes',
  ACTIVITY_TASK_SCHEDULED: 'activity',
  WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 'continue as new',
};

const nameOf = ({ eventType }: Event): string => temporal.api.enums.v1.EventType[eventType!].replace('EVENT_TYPE_', '');

/** Reads all runs of executions and counts what they cost; for the budgets of the closing note and of the tests. */
export async function countCosts(client: Client, workflowIds: readonly string[]): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const workflowId of workflowIds) {
    const runs: Event[][] = [];
    let bytes = 0;
    for (let runId: string | undefined = await firstRun(client, workflowId); runId;) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const events = (history.events ?? []).filter((event) => !SKIPPING.has(nameOf(event)));
      bytes += temporal.api.history.v1.History.encode({ events }).finish().length;
      runs.push(events);
      runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
    }
    costs.push(costOf(workflowId, runs, bytes));
  }
  return costs;
}

async function firstRun(client: Client, workflowId: string): Promise<string> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  const { events } = await client.workflow.getHandle(workflowId, latest.runId).fetchHistory();
  return events![0]!.workflowExecutionStartedEventAttributes!.firstExecutionRunId!;
}

/** Pure: from the events of the runs. */
export function costOf(workflowId: string, runs: Event[][], bytes: number): Cost {
  const events = runs.flat();
  const turns = runs.flatMap(turnsOf);
  const ofCommands = turns.filter(({ cause }) => cause === 'command');
  const ofWakes = turns.filter(({ cause }) => cause === 'wake');
  return {
    workflowId,
    runs: runs.length,
    events: events.length,
    longestRun: Math.max(0, ...runs.map((run) => run.length)),
    bytes,
    byType: tally(events.map(nameOf)),
    actions: tally(runs.flatMap(actionsIn)),
    commands: ofCommands.reduce((sum, { updates }) => sum + updates, 0),
    wakes: ofWakes.length,
    perCommand: mean(ofCommands),
    perWake: mean(ofWakes),
  };
}

interface Turn {
  cause: 'command' | 'wake' | 'other';
  updates: number;
  events: number;
  actions: number;
}

/** A run's history falls into workflow tasks with what caused them and what they left behind. */
function turnsOf(events: Event[]): Turn[] {
  const groups: Event[][] = [];
  for (const event of events) {
    const name = nameOf(event);
    const last = groups.at(-1);
    const opened = last?.some((e) => nameOf(e) === 'WORKFLOW_TASK_COMPLETED');
    const opens = /^(WORKFLOW_TASK_SCHEDULED|TIMER_FIRED|WORKFLOW_EXECUTION_SIGNALED|ACTIVITY_TASK_COMPLETED)$/.test(
      name,
    );
    if (!last || (opened && opens)) groups.push([event]);
    else last.push(event);
  }
  return groups.map((group) => {
    const names = group.map(nameOf);
    const updates = names.filter((name) => name === 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED').length;
    const cause = updates > 0 ? 'command' : names.includes('TIMER_FIRED') ? 'wake' : 'other';
    return { cause, updates, events: group.length, actions: actionsIn(group).length };
  });
}

/** Each billed action by its kind. Local activities: one for all of a workflow task. */
function actionsIn(events: Event[]): string[] {
  const actions: string[] = [];
  let recorded = false;
  for (const event of events) {
    const name = nameOf(event);
    if (name === 'WORKFLOW_TASK_COMPLETED') recorded = false;
    const isLocal =
      name === 'MARKER_RECORDED' && event.markerRecordedEventAttributes?.markerName === 'core_local_activity';
    if (isLocal && !recorded) {
      recorded = true;
      actions.push('local activities');
    }
    const billed = BILLED[name];
    if (billed) actions.push(billed);
  }
  return actions;
}

function mean(turns: Turn[]): Mean {
  const per = (of: (turn: Turn) => number): number => {
    const total = turns.reduce((sum, turn) => sum + of(turn), 0);
    const units = turns.reduce((sum, { updates }) => sum + Math.max(updates, 1), 0);
    return units === 0 ? 0 : Math.round((100 * total) / units) / 100;
  };
  return {
    events: per(({ events }) => events),
    actions: per(({ actions }) => actions),
    mostEvents: Math.max(0, ...turns.map(({ events }) => events)),
    mostActions: Math.max(0, ...turns.map(({ actions }) => actions)),
  };
}

function tally(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** For people: one block of lines per execution. */
export function costTable(costs: readonly Cost[]): string {
  return costs
    .map(({ workflowId, runs, events, bytes, byType, actions, commands, wakes, perCommand, perWake }) => {
      const rows = (counts: Record<string, number>): string[] =>
        Object.entries(counts)
          .sort((a, b) => b[1] - a[1])
          .map(([name, n]) => `    ${String(n).padStart(5)}  ${name}`);
      return [
        workflowId,
        `  ${events} 个事件, ${(bytes / 1_000).toFixed(1)} kB, ${runs} 次运行; ${commands} 条命令, ${wakes} 次唤醒`,
        `  每条命令 ${perCommand.events} 个事件 (最多 ${perCommand.mostEvents}), ${perCommand.actions} 次计费操作 (最多 ${perCommand.mostActions})`,
        `  每次唤醒 ${perWake.events} 个事件 (最多 ${perWake.mostEvents}), ${perWake.actions} 次计费操作 (最多 ${perWake.mostActions})`,
        '  事件',
        ...rows(byType),
        '  计费操作',
        ...rows(actions),
      ].join('\n');
    })
    .join('\n');
}
