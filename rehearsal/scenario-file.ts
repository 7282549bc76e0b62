import { fieldOf } from '../api/validation';
import { ROLES, type Role } from '../domain/roles';
import type { Instant } from '../domain/time';
import { check, exampleSource, overlay, type AgreementSource } from './agreement-choice';
import {
  PLAY_OUTCOMES,
  ScenarioError,
  type Expectations,
  type Habit,
  type HabitLayer,
  type HabitRule,
  type Moment,
  type PlayOutcome,
  type Scenario,
  type ScenarioProblem,
  type ScriptedEvent,
  type Timing,
} from './scenario';
import { fieldsOf, fits } from './scenario-fields';
import { dutyOf, PLAY_COMMANDS, ruleOf } from './vocabulary';
import { isDeadline, isPoint, keysMatching, parseAt, parseLength, parseMoment } from './words';
import { readYaml, type Path } from './yaml-places';

export interface ReadOptions {
  /** Real now: the play starts here, so nothing can lie before it. */
  now: Instant;
  /** YAML of a built-in scenario, for `extends`. */
  builtin: (name: string) => string | undefined;
  /** Text of an agreement named by `agreement.file`. */
  readFile?: (path: string) => string | undefined;
}

type Fields = Record<string, unknown>;
interface Draft {
  scenario: Scenario;
  source: AgreementSource;
}

const KEYS = ['name', 'title', 'extends', 'agreement', 'habits', 'events', 'expect', 'until'];
const TIMINGS = ['at', 'before', 'late', 'silent'];

/** Reads a scenario and refuses it before anything runs. Throws `ScenarioError` naming line and field of all that is wrong. */
export const readScenario = (text: string, options: ReadOptions): Scenario => read(text, options, []).scenario;

function read(text: string, options: ReadOptions, within: string[]): Draft {
  const { value, lineOf } = readYaml(text);
  const problems: ScenarioProblem[] = [];
  const report = (path: Path, message: string): void =>
    void problems.push({ line: lineOf(path), field: fieldOf(path) || '(文件)', message });
  const top = record(value, [], report) ?? {};
  for (const key of Object.keys(top)) if (!KEYS.includes(key)) report([key], `没有这一项; 可用: ${KEYS.join(', ')}`);
  const base = extended(top['extends'], options, within, report);

  const about = record(top['agreement'] ?? {}, ['agreement'], report) ?? {};
  const under = (path: Path, message: string): void => report(['agreement', ...path], message);
  const source = overlay(base?.source ?? exampleSource(), about, under, options.readFile);
  const agreement = check(source, under);
  const until = top['until'] === undefined ? base?.scenario.until : untilOf(top['until'], options.now, report);
  const scenario: Scenario = {
    name: named(top['name'], report) ?? base?.scenario.name ?? 'scenario',
    ...(typeof top['title'] === 'string' && { title: top['title'] }),
    agreement: agreement!, // without it there are problems
    layers: [...(base?.scenario.layers ?? []), habitsOf(top['habits'] ?? {}, report)],
    events: [...(base?.scenario.events ?? []), ...eventsOf(top['events'] ?? [], { now: options.now, until }, report)],
    expect: expectOf(top['expect'] ?? {}, report),
    ...(until && { until }),
  };
  if (problems.length > 0) throw new ScenarioError(problems.sort((a, b) => a.line - b.line));
  return { scenario, source };
}

type Report = (path: Path, message: string) => void;
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function extended(name: unknown, options: ReadOptions, within: string[], report: Report): Draft | undefined {
  if (name === undefined) return undefined;
  const text = typeof name === 'string' && !within.includes(name) ? options.builtin(name) : undefined;
  if (text === undefined) return void report(['extends'], `没有名为 ${shown(name)} 的内置剧本`);
  return read(text, options, [...within, name as string]);
}

function named(name: unknown, report: Report): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name === 'string' && /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u.test(name)) return name;
  return void report(['name'], '应为文字, 数字, 点, 横线组成的名称');
}

function habitsOf(value: unknown, report: Report): HabitLayer {
  return Object.entries(record(value, ['habits'], report) ?? {}).map(([pattern, habit]): HabitRule => {
    const path = ['habits', pattern];
    const keys = keysMatching(pattern).filter(dutyOf);
    if (keysMatching(pattern).length === 0) report(path, `没有名为 ${pattern} 的期限`);
    else if (keys.length === 0) report(path, `${pattern} 只是时点, 没有人需要做什么`);
    const inTurn = Array.isArray(habit);
    const turns = (inTurn ? (habit as unknown[]) : [habit]).map((one, i) =>
      habitOf(one, keys, inTurn ? [...path, i] : path, report),
    );
    if (turns.length === 0) report(path, '列表不能为空');
    return { pattern, turns, inTurn };
  });
}

function habitOf(value: unknown, keys: string[], path: Path, report: Report): Habit {
  const { at, before, late, silent, ...fields } = record(value, path, report) ?? {};
  const given = Object.entries({ at, before, late, silent }).filter(([, said]) => said !== undefined);
  for (const [key] of given.slice(1)) report([...path, key], `${TIMINGS.join(', ')} 只能有其一`);
  const timing = given.map(([key, said]) => timingOf(key, said, [...path, key], report))[0];
  if (keys.length > 0)
    for (const [key, said] of Object.entries(fields)) fieldOfHabit(key, said, keys, [...path, key], report);
  return { ...(timing && { timing }), fields };
}

function timingOf(key: string, said: unknown, path: Path, report: Report): Timing | undefined {
  if (key === 'silent') return said === true ? { kind: 'silent' } : void report(path, '应为 true');
  const parsed = key === 'at' ? parseAt(said) : parseLength(said);
  if (typeof parsed === 'string') return void report(path, parsed);
  return typeof parsed === 'object' ? parsed : { kind: key as 'before' | 'late', ms: parsed };
}

/** `answer`, or a field of one of the commands that meet the deadline. */
function fieldOfHabit(key: string, said: unknown, keys: string[], path: Path, report: Report): void {
  const duties = keys.map((k) => dutyOf(k)!);
  if (key === 'answer') {
    const answers = [...new Set(duties.flatMap((duty) => Object.keys(duty.answers)))].filter(
      (answer) => answer !== 'done',
    );
    if (!answers.includes(String(said)))
      report(path, answers.length > 0 ? `应为 ${answers.join(' | ')}` : '此期限没有可选的答复');
    return;
  }
  const commands = duties.flatMap((duty) => duty.commands).filter((command) => fieldsOf(command).includes(key));
  const known = [...TIMINGS, 'answer', ...new Set(duties.flatMap((duty) => duty.commands.flatMap(fieldsOf)))];
  if (commands.length === 0) report(path, `没有这一项; 可用: ${known.join(', ')}`);
  else if (!commands.some((command) => fits(command, key, said))) report(path, '值不符合此项的要求');
}

function eventsOf(value: unknown, limits: { now: Instant; until?: Moment }, report: Report): ScriptedEvent[] {
  if (!Array.isArray(value)) return (report(['events'], '应为列表'), []);
  return value.flatMap((one: unknown, i) => eventOf(one, ['events', i], limits, report) ?? []);
}

function eventOf(
  value: unknown,
  path: Path,
  limits: { now: Instant; until?: Moment },
  report: Report,
): ScriptedEvent | undefined {
  const event = record(value, path, report);
  if (!event) return undefined;
  for (const key of Object.keys(event))
    if (!['at', 'do', 'by', 'with'].includes(key)) report([...path, key], '没有这一项; 可用: at, do, by, with');
  const at = momentOf(event['at'], [...path, 'at'], limits.now, report);
  if (at && limits.until && isPast(at, limits.until, limits.now)) report([...path, 'at'], '不可能: 晚于 until');
  const command = PLAY_COMMANDS.find((name) => name === event['do']);
  if (!command)
    return void report(
      [...path, 'do'],
      event['do'] === undefined ? '缺少此项' : `没有名为 ${shown(event['do'])} 的命令`,
    );
  const by = event['by'] ?? ruleOf(command).roles[0];
  if (!ROLES.includes(by as Role)) report([...path, 'by'], `没有角色 ${shown(by)}; 可用: ${ROLES.join(', ')}`);
  else if (!ruleOf(command).roles.includes(by as Role))
    report([...path, 'by'], `不可能: 只有 ${ruleOf(command).roles.join(', ')} 可以 ${command}`);
  const said = record(event['with'] ?? {}, [...path, 'with'], report) ?? {};
  for (const [key, field] of Object.entries(said)) {
    if (!fieldsOf(command).includes(key))
      report([...path, 'with', key], `没有这一项; ${command} 可用: ${fieldsOf(command).join(', ') || '(无)'}`);
    else if (!fits(command, key, field)) report([...path, 'with', key], '值不符合此项的要求');
  }
  return at && { at, do: command, by: by as Role, with: said };
}

function momentOf(said: unknown, path: Path, now: Instant, report: Report): Moment | undefined {
  if (said === undefined) return void report(path, '缺少此项');
  const moment = parseMoment(said);
  if (typeof moment === 'string') return void report(path, moment);
  if (moment.kind === 'instant' && moment.at < now) return void report(path, '不可能: 早于现在; 彩排从现在开始');
  return moment;
}

function untilOf(said: unknown, now: Instant, report: Report): Moment | undefined {
  const moment = momentOf(said, ['until'], now, report);
  if (moment?.kind === 'after' && moment.anchor === 'start' && moment.ms === 0)
    return void report(['until'], '不可能: 须晚于开始');
  return moment;
}

/** Known before the start that it comes after the end. */
function isPast(at: Moment, until: Moment, now: Instant): boolean {
  const [a, b] = [at, until].map((m) =>
    m.kind === 'instant' ? m.at : m.kind === 'after' && m.anchor === 'start' ? now + m.ms : undefined,
  );
  return a !== undefined && b !== undefined && a > b;
}

const COUNTS = ['escalations', 'documents', 'notices', 'virtualDays'] as const;

function expectOf(value: unknown, report: Report): Expectations {
  const said = record(value, ['expect'], report) ?? {};
  const expect: Expectations = {};
  for (const [key, wanted] of Object.entries(said)) {
    const path = ['expect', key];
    if (key === 'outcome') {
      if (PLAY_OUTCOMES.includes(wanted as PlayOutcome)) expect.outcome = wanted as PlayOutcome;
      else report(path, `应为 ${PLAY_OUTCOMES.join(' | ')}`);
    } else if (key === 'missed') {
      const list = Array.isArray(wanted) ? (wanted as unknown[]) : undefined;
      if (!list) report(path, '应为期限的列表');
      else
        list.forEach(
          (id, i) =>
            (typeof id === 'string' && isDeadline(id) && !isPoint(id)) ||
            report([...path, i], `没有名为 ${String(id)} 的期限`),
        );
      expect.missed = (list ?? []).map(String);
    } else if ((COUNTS as readonly string[]).includes(key)) {
      if (typeof wanted === 'number' && wanted >= 0) expect[key as (typeof COUNTS)[number]] = wanted;
      else report(path, '应为非负数');
    } else report(path, `没有这一项; 可用: outcome, missed, ${COUNTS.join(', ')}`);
  }
  return expect;
}

function record(value: unknown, path: Path, report: Report): Fields | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  return void report(path, path.length === 0 ? '剧本应由「名称: 值」组成' : '应由「名称: 值」组成');
}
