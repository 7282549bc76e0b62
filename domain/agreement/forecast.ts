import { evaluationStart } from '../calendar/term';
import { openDeadline } from '../deadline/deadline';
import { DAY, dayFromDate, startOfDay, type Instant } from '../time';
import { expiryOf } from './execution';
import { otherwise } from './otherwise';
import { duePeriods, monthAfter, monthOf, monthStart } from './periods';
import { specOf, STANDARD, standardKey, standardRow } from './standard';
import type { Agreement } from './types';

/** One line of the forecast. `due` is missing where it hangs on something that has not happened yet. */
export interface ForecastRow {
  id: string;
  clause: string;
  title: string;
  owner: string;
  startsAt?: Instant;
  due?: Instant;
  target: { value: number; unit: string };
  projected?: boolean;
  otherwise: string;
}

/** Every deadline still to come that is known today, past what is already running (those are in the records). */
export function forecast(state: Agreement): ForecastRow[] {
  const rows: ForecastRow[] = [];
  const known = new Set(state.deadlines.map((d) => d.id));
  const workingTime = { calendar: state.calendar, hours: state.terms.serviceHours };
  const add = (id: string, startsAt: Instant, dueAt?: Instant): void => {
    if (known.has(id)) return;
    const { title: name } = standardRow(id);
    const d = openDeadline(specOf(id, state), startsAt, workingTime, dueAt === undefined ? {} : { dueAt });
    rows.push({
      id,
      clause: d.clause,
      title: name,
      owner: d.owner,
      startsAt,
      due: d.dueAt,
      target: d.target,
      projected: d.projected,
      otherwise: otherwise(id, state),
    });
  };
  if (state.phase === 'closed') return rows;
  if (state.termEnd && !state.ending) {
    const last = monthOf(state.termEnd);
    const first = state.ledgerFiled ? monthAfter(state.ledgerFiled) : monthOf(state.effectiveOn!);
    for (let month = first; month <= last; month = monthAfter(month)) {
      add(`ledger.filing/${month}`, monthStart(monthAfter(month)) - 1);
    }
    for (const [kind, id] of [
      ['meeting', 'meeting.minutes'],
      ['report', 'report.performance'],
    ] as const) {
      for (const { n, from, to } of duePeriods(state, kind)) {
        if (n <= state.periods[kind]) continue;
        add(`${id}/${n}`, startOfDay(dayFromDate(from)), startOfDay(dayFromDate(to) + 1));
        if (kind === 'meeting') add(`meeting.feedback/${n}`, startOfDay(dayFromDate(to) + 1) - 1);
      }
    }
    const firstDay = startOfDay(dayFromDate(state.effectiveOn!));
    const evaluation = evaluationStart(state.termEnd, firstDay);
    if (state.phase === 'signing') add('execution.plan', firstDay); // both have signed, the first day is awaited
    if (state.phase === 'signing' || state.phase === 'execution') {
      add('evaluation.start', state.startedAt, evaluation);
      add('evaluation.confirm', evaluation);
      for (const days of [15, 5]) {
        const at = expiryOf(state) - days * DAY;
        if (at > evaluation) add(`renewal.warning-${days}`, state.startedAt, at);
      }
    }
    add('term.end', state.startedAt, expiryOf(state));
  }
  // what follows the end, once the end is known
  if (state.ending && !state.ending.ended) {
    for (const id of ['handover', 'handover.backup', 'settlement']) add(id, state.ending.endsAt - 1);
  }
  const dated = new Set(rows.map(({ id }) => id));
  return [...rows.sort((a, b) => a.due! - b.due!), ...later(state).filter(({ id }) => !dated.has(id))];
}

/** Deadlines of steps that lie ahead but hang on something not yet known: named with their length only. */
function later(state: Agreement): ForecastRow[] {
  const ahead: Partial<Record<Agreement['phase'], string[]>> = {
    intake: ['drafting', 'review', 'signing', 'execution.plan'],
    drafting: ['review', 'signing', 'execution.plan'],
    review: [
      'review.delivery',
      'review.client',
      'review.explanation',
      'review.confirmation',
      'signing',
      'execution.plan',
    ],
    signing: ['execution.plan'],
    termination: ['handover.acceptance', 'completion'],
  };
  const prefixes = ahead[state.phase] ?? [];
  const known = new Set(state.deadlines.map((d) => standardKey(d.id)));
  return Object.entries(STANDARD)
    .filter(
      ([id, row]) =>
        !row.point && !/lapse$/.test(id) && !known.has(id) && prefixes.some((p) => id === p || id.startsWith(`${p}.`)),
    )
    .filter(([id]) => !((state.phase === 'review' || state.phase === 'termination') && state.runs[id]))
    .map(([id, row]) => ({
      id,
      clause: row.clause,
      title: row.title,
      owner: row.owner,
      target: specOf(id, state).target,
      otherwise: otherwise(id, state),
    }));
}
