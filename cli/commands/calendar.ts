import { parseArgs } from 'node:util';
import { bundledCalendar } from '../../calendar/load';
import { parseServiceHours } from '../../domain/calendar/hours';
import { dueInstant } from '../../domain/deadline/deadline';
import type { Target, Unit } from '../../domain/deadline/types';
import { Failure } from '../../domain/failures';
import { inServiceHours } from '../../domain/record/standard';
import { iso, parseInstant } from '../../domain/time';

export const usage = [
  'calendar due --from INSTANT --value N --unit min|h|day|workday|workmin|workhour [--service-hours 09:00-12:00,13:30-18:00]',
];
const UNITS: readonly string[] = ['min', 'h', 'day', 'workday', 'workmin', 'workhour'] satisfies Unit[];

/** `calendar due`: prints when a target that starts at an instant ends. Exit code 2 for bad arguments. */
export async function run(argv: string[]): Promise<number> {
  const [what, ...rest] = argv;
  try {
    if (what !== 'due') throw new Failure('Invalid', '应为 calendar due');
    console.log(due(rest));
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`${error.message}\n用法: lvyue ${usage[0]}`);
    return 2;
  }
}

function due(argv: string[]): string {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: { from: option, value: option, unit: option, 'service-hours': option },
  });
  const from = parseInstant(required(values.from, '--from'));
  if (Number.isNaN(from)) throw new Failure('Invalid', '--from 应为带时区的 ISO 8601 时刻, 如 2026-09-24T10:00+08:00');
  const value = required(values.value, '--value');
  if (!/^\d+$/.test(value)) throw new Failure('Invalid', '--value 应为非负整数');
  const unit = required(values.unit, '--unit');
  if (!UNITS.includes(unit)) throw new Failure('Invalid', `--unit 应为 ${UNITS.join(' | ')}`);
  const hours = values['service-hours'] === undefined ? undefined : parseServiceHours(values['service-hours']);
  const wt = { calendar: bundledCalendar(), ...(hours && { hours }) };
  const target: Target = { value: Number(value), unit: unit as Unit };
  const { dueAt, projected } = dueInstant(hours ? inServiceHours(target) : target, from, wt);
  return iso(dueAt) + (projected ? ' projected' : '');
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new Failure('Invalid', `缺少 ${name}`);
  return value;
}
