import type { Account } from '../domain/document/parties';
import { capitalAmount, formatYuan } from '../domain/money/amount';
import { dateZh, iso } from '../domain/time';
import type { Instant, PlainDate } from '../domain/time';

/** How documents word dates, times, targets and amounts. */

export const periodZh = ({ from, to }: { from: PlainDate; to: PlainDate }): string => `${dateZh(from)}至${dateZh(to)}`;

/** Wall clock in China: `2027年1月5日 14:30`. */
export function instantZh(at: Instant): string {
  const text = iso(at);
  return `${dateZh(text.slice(0, 10))} ${text.slice(11, 16)}`;
}

/** The end of a day belongs to that day in a contract: 00:00 is worded as 24:00 of the day before. */
export function dueZh(at: Instant): string {
  return instantZh(at).endsWith(' 00:00') ? `${instantZh(at - 1).split(' ')[0]} 24:00` : instantZh(at);
}

/** Minutes since midnight: 540 → `09:00`. */
export const clockZh = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Short form for tables: `01-05 14:30`. */
export const instantShort = (at: Instant): string => iso(at).slice(5, 16).replace('T', ' ');

export { targetZh } from '../domain/deadline/words';
export { dateZh, monthZh } from '../domain/time';

/** Figures and capitals together, as contracts write an amount: `人民币120,000.00元（大写：壹拾贰万元整）`. */
export const amountZh = (fen: number): string => `人民币${formatYuan(fen)}元（大写：人民币${capitalAmount(fen)}）`;

/** What the parties have not said: a cell that says so is no gap. */
export const givenZh = (value: string | undefined): string => value || '未提供';

/** The payee's account; a bank that is not known is left out. */
export const accountZh = ({ name, bank, number }: Account, between: string): string =>
  [`户名：${name}`, bank && `开户行：${bank}`, `账号：${givenZh(number)}`].filter(Boolean).join(between);

/** Basis points as a percentage without superfluous zeros: 5 → `0.05%`. */
export const basisPoints = (bp: number): string => `${(bp / 100).toFixed(2).replace(/\.?0+$/, '')}%`;

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
/** 1–99 as in 第十二条. */
export function numeralZh(n: number): string {
  const tens = Math.floor(n / 10);
  const ones = n % 10;
  return `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 || n === 0 ? DIGITS[ones] : ''}`;
}
