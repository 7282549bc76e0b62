/**
 * 验证码 of a document: fifteen characters that nobody can guess and one that catches slips of the hand, in Crockford's
 * base 32, which has no I, L, O, U: `K7QM-2XTA-9PF0-C4V9`. What it stands for is in the records only.
 */
const CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Without the check character: 75 bits. */
export const CODE_VALUES = 15;

/** Times x in the field of 32 elements, modulo x⁵+x²+1. */
const timesX = (value: number): number => ((value << 1) & 31) ^ (value & 16 ? 0b00101 : 0);

/**
 * Each character counts with a power of x of its own, so that one wrong character never gives 0 again, nor do two that
 * have changed places. Zero for a code as it was made.
 */
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => timesX(sum) ^ value, 0);

/** @param values fifteen numbers of five bits each */
export const codeOf = (values: readonly number[]): string =>
  [...values, timesX(sumOf(values))].map((value) => CHARACTERS[value]).join('');

/** As it is printed: groups of four. */
export const grouped = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/**
 * A code as somebody has typed it: small letters, full width, blanks and hyphens do not matter, O is 0, I and L are 1.
 * Undefined when it is no code, above all when its check character does not fit.
 */
export function readCode(text: string): string | undefined {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s‐-―-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const values = [...code].map((character) => CHARACTERS.indexOf(character));
  return values.length === CODE_VALUES + 1 && !values.includes(-1) && sumOf(values) === 0 ? code : undefined;
}
