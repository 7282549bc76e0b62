import type { Knex } from 'knex';
import type { Agreement } from '../domain/agreement/types';
import type { CalendarData, WorkingTime } from '../domain/calendar/types';
import type { Case, CaseKind } from '../domain/case/types';
import { agreementId, caseWorkflowId } from '../domain/ids';
import type { Instant } from '../domain/time';

interface Playing {
  workflowId: string;
  /** When something will happen without anybody acting. */
  nextDue: Instant;
  open: boolean;
  workingTime: WorkingTime;
}
export type AgreementPlayer = Playing & { what: 'agreement'; no: string; state: Agreement };
export type CasePlayer = Playing & { what: 'case'; id: string; state: Case };
/** One execution of the play, as recorded. */
export type Player = AgreementPlayer | CasePlayer;

export function agreementPlayer(no: string): AgreementPlayer {
  return { ...unread, what: 'agreement', workflowId: agreementId(no), no, state: undefined as never };
}

export function casePlayer(kind: CaseKind, id: string): CasePlayer {
  return { ...unread, what: 'case', workflowId: caseWorkflowId(kind, id), id, state: undefined as never };
}

/** Until it is read for the first time. */
const unread = { nextDue: -Infinity, open: true, workingTime: undefined as never };

interface Row {
  workflow_id: string;
  state: never;
  next_due_at: Date | null;
}

/**
 * Reads what is recorded of all players. The projection leaves out the calendar; all of a play share the one they were
 * started with. Whose first record is still being written stays unread.
 */
export async function readPlayers(db: Knex, players: readonly Player[], calendar: CalendarData): Promise<void> {
  const ids = players.map(({ workflowId }) => workflowId);
  const rows = await Promise.all(
    ['agreements', 'cases'].map((table) =>
      db(table).whereIn('workflow_id', ids).select<Row[]>('workflow_id', 'state', 'next_due_at'),
    ),
  );
  const found = new Map(rows.flat().map((row) => [row.workflow_id, row]));
  for (const player of players) {
    const row = found.get(player.workflowId);
    if (!row) continue;
    player.state = { ...(row.state as object), calendar } as never;
    player.nextDue = row.next_due_at?.getTime() ?? Infinity;
    player.workingTime = { calendar, hours: hoursOf(player) };
  }
}

const hoursOf = (player: Player): WorkingTime['hours'] =>
  player.what === 'agreement' ? player.state.terms.serviceHours : player.state.serviceHours;

/** Executions that the players have brought about and that are not in the play yet: a renewal, complaints, requests. */
export async function newcomers(db: Knex, players: readonly Player[]): Promise<Player[]> {
  const known = new Set(players.map(({ workflowId }) => workflowId));
  const agreements = players.filter((player) => player.what === 'agreement');
  const successors = agreements.map(({ state }) => state?.successor).filter((no) => no !== undefined);
  // a case's own first record comes only when its clock has been brought up to the others'
  const filed = await db('audit_events')
    .whereIn(
      'workflow_id',
      agreements.map(({ workflowId }) => workflowId),
    )
    .whereIn('event', ['complaint.filed', 'request.filed'])
    .select<{ event: string; data: { id: string } }[]>('event', 'data');
  const cases = filed.map(({ event, data }) => casePlayer(event.split('.')[0] as CaseKind, data.id));
  const all: Player[] = [...successors.map(agreementPlayer), ...cases];
  return all.filter(({ workflowId }) => !known.has(workflowId));
}
