import { fail } from '../failures';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
/** 100 万亿元: far above any fee, and the largest amount the test oracles agree on. */
const LIMIT = 10n ** 16n;

/**
 * 大写 of an amount in fen, for contracts and invoices: `壹仟贰佰叁拾肆元伍角陆分`. Exact on integers, no floats.
 * 整 is written after 元 only, after 角 it may be left out (支付结算办法, 附件一). Zeros inside are written once;
 * 角 being zero before 分 is written (`壹元零伍分`). Throws `Invalid` for a negative, fractional or huge amount.
 */
export function capitalAmount(fen: bigint | number): string {
  const amount = wholeFen(fen);
  if (amount < 0n) fail('Invalid', '金额不能为负', 'fen');
  if (amount > LIMIT) fail('Invalid', '金额超出可表示的范围', 'fen');
  const [yuan, jiao, rest] = [amount / 100n, Number((amount / 10n) % 10n), Number(amount % 10n)];
  if (jiao === 0 && rest === 0) return `${yuan === 0n ? '零' : words(yuan)}元整`;
  const head = yuan === 0n ? '' : `${words(yuan)}元`;
  const tenth = jiao > 0 ? `${DIGITS[jiao]}角` : head ? '零' : '';
  return head + tenth + (rest > 0 ? `${DIGITS[rest]}分` : '');
}

/** An amount in fen as yuan with thousands separators and two decimals, e.g. `1,234.56`; no currency sign. */
export function formatYuan(fen: bigint | number): string {
  const amount = wholeFen(fen);
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0n ? '-' : ''}${yuan}.${digits.slice(-2)}`;
}

function wholeFen(fen: bigint | number): bigint {
  if (typeof fen === 'number' && !Number.isSafeInteger(fen)) fail('Invalid', '金额应为整数分', 'fen');
  return BigInt(fen);
}

/** A positive number in words. 亿 and 万 split it; a 零 stands where the lower part does not fill its first place. */
function words(n: bigint): string {
  for (const [unit, name] of [[100_000_000n, '亿'] as const, [10_000n, '万'] as const]) {
    if (n < unit) continue;
    const low = n % unit;
    return `${words(n / unit)}${name}${low === 0n ? '' : `${low < unit / 10n ? '零' : ''}${words(low)}`}`;
  }
  return upToFourDigits(Number(n));
}

function upToFourDigits(n: number): string {
  let text = '';
  let gap = false;
  const digits = String(n);
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[i]);
    if (digit === 0) {
      gap = true;
      continue;
    }
    text += `${gap ? '零' : ''}${DIGITS[digit]}${PLACES[digits.length - 1 - i]}`;
    gap = false;
  }
  return text;
}
