import { PHASES } from '../domain/agreement/types';
import { standardKey } from '../domain/record/standard';
import { rowOf, WHOLE_STANDARD } from '../domain/standard';
import { DAY, HOUR, MINUTE, parseInstant } from '../domain/time';
import type { Moment, Timing } from './scenario';

/** The small words of a scenario file. Each returns what was meant, or the reason, in Chinese, why it means nothing. */

const UNITS = { min: MINUTE, h: HOUR, d: DAY, w: 7 * DAY } as const;
/** Longer than any agreement. */
const LONGEST = 36_500 * DAY;

/** `10min`, `1h`, `2d`, `1.5d`, `3w` in ms. */
export function parseLength(text: unknown): number | string {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(min|h|d|w)$/.exec(typeof text === 'string' ? text.trim() : '') ?? [];
  if (value === undefined) return '应为时长, 如 30min, 1h, 2d, 1w';
  const ms = Math.round(Number(value) * UNITS[unit as keyof typeof UNITS]);
  return ms <= LONGEST ? ms : '时长不能超过 100 年';
}

/** `50%` (a share of the time) or a length after the start. */
export function parseAt(text: unknown): Timing | string {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(typeof text === 'string' ? text.trim() : '')?.[1];
  if (percent === undefined) {
    const ms = parseLength(text);
    return typeof ms === 'number' ? { kind: 'after', ms } : '应为百分比 (如 50%) 或开始后的时长 (如 1h)';
  }
  const share = Number(percent) / 100;
  return share <= 1 ? { kind: 'share', share } : '不能超过 100%; 逾期后才办的用 late';
}

/**
 * `+120d` from the start, `evaluation+2d` from when a phase is entered or a deadline is set, `term.end-10d` before a
 * deadline's due instant, or an instant with its offset.
 */
export function parseMoment(text: unknown): Moment | string {
  const words = typeof text === 'string' ? text.trim() : '';
  const at = parseInstant(words);
  if (!Number.isNaN(at)) return { kind: 'instant', at };
  const [, anchor = '', sign, length] = /^([a-z][a-z0-9./-]*?)?(?:([+-])([0-9.]+[a-z]+))?$/.exec(words) ?? [];
  if (!words || (!anchor && !sign))
    return '应为 +120d, 阶段或期限 (如 evaluation+2d), 或带时区的时刻 (如 2027-03-01T10:00+08:00)';
  const ms = length === undefined ? 0 : parseLength(length);
  if (typeof ms === 'string') return ms;
  const name = anchor || 'start';
  if (name !== 'start' && !isPhase(name) && !isDeadline(name)) return `没有名为 ${name} 的阶段或期限`;
  if (sign !== '-') return { kind: 'after', anchor: name, ms };
  if (isDeadline(name)) return { kind: 'before', anchor: name, ms };
  return name === 'start' ? '不可能: 早于开始' : '阶段何时到来事先未知, 只能用 +';
}

const isPhase = (word: string): boolean => (PHASES as readonly string[]).includes(word);

/** An id of the service standard, with a suffix (`ledger.filing/2027-01`) or without. */
export const isDeadline = (id: string): boolean => rowOf(id) !== undefined;

/** The keys of the standard that a habit's pattern may mean. */
export function keysMatching(pattern: string): string[] {
  if (!pattern.endsWith('*')) return isDeadline(pattern) ? [standardKey(pattern)] : [];
  const prefix = pattern.slice(0, -1);
  return Object.keys(WHOLE_STANDARD).filter((key) => key.startsWith(prefix) || prefix.startsWith(`${key}/`));
}

export const isPoint = (key: string): boolean => rowOf(key)?.point === true;
