import type { Pause, Target } from '../../domain/deadline/types';
import type { Role } from '../../domain/roles';
import { rowOf, titleOf } from '../../domain/standard';
import { iso } from '../../domain/time';
import { at, roleName } from './agreement';

export interface DeadlineRow {
  workflow_id: string;
  id: string;
  n: number;
  clause: string;
  owner: Role;
  started_at: Date;
  due_at: Date;
  projected: boolean;
  state: 'open' | 'met' | 'missed' | 'cancelled';
  met_at: Date | null;
  missed_at: Date | null;
  climbed: number;
  escalated_to: Role | null;
  data: {
    target: Target;
    pauses?: Pick<Pause, 'from' | 'to' | 'until'>[];
    recordedLate?: boolean;
    jointly?: Role;
    acknowledgedUntil?: number;
    /** What happens if nobody acts, as agreed when it was recorded. */
    otherwise?: string;
  };
}

/** The pause that lasts, if any. */
export const pauseOf = ({ state, data: { pauses } }: Pick<DeadlineRow, 'state' | 'data'>) => {
  const last = pauses?.at(-1);
  return state === 'open' && last && last.to === undefined ? last : undefined;
};

/** What a deadline is, for a list of deadlines and for the inbox; how the house is told of a miss is not for a client. */
export const deadlineOf = (row: DeadlineRow, { outside }: { outside: boolean }) => ({
  id: row.id,
  n: row.n,
  clause: row.clause,
  title: titleOf(row.id),
  owner: row.owner,
  ownerTitle: roleName(row.owner),
  ...(row.data.jointly && { jointlyWith: row.data.jointly }),
  startedAt: at(row.started_at),
  due: at(row.due_at),
  projected: row.projected,
  state: row.state,
  ...(row.met_at && { metAt: at(row.met_at) }),
  ...(row.missed_at && { missedAt: at(row.missed_at) }),
  ...(row.data.recordedLate && { recordedLate: true }),
  ...(!outside && ladderOf(row)),
  ...(pauseOf(row) && { paused: true }),
  ...(row.data.pauses?.length && {
    pauses: row.data.pauses.map(({ from, to, until }) => ({
      from: iso(from),
      ...(to !== undefined && { to: iso(to) }),
      ...(until !== undefined && { until: iso(until) }),
    })),
  }),
  target: row.data.target,
  ...pointOf(row.id),
  otherwise: row.data.otherwise,
});

const ladderOf = ({ climbed, escalated_to: role, data: { acknowledgedUntil } }: DeadlineRow) => ({
  ...(climbed > 0 && role && { escalations: climbed, escalatedTo: role }),
  ...(acknowledgedUntil !== undefined && { acknowledgedUntil: iso(acknowledgedUntil) }),
});

export const pointOf = (id: string) => (rowOf(id)?.point ? { point: true } : {});
