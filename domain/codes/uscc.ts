/** Characters of GB 32100-2015: digits and capitals without I O S V Z; the index is the character's value. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Powers of 3 modulo 31, one per place. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export type UsccCheck = { ok: true } | { ok: false; reason: string };

/**
 * Checks a unified social credit code (统一社会信用代码): 18 characters, the allowed ones only, and the check character
 * by GB 32100-2015. Whether the code was ever given out is known to the register alone.
 */
export function checkUscc(code: string): UsccCheck {
  if (code.length !== 18) return { ok: false, reason: `应为 18 位, 实为 ${code.length} 位` };
  const values = [...code].map((character) => CHARACTERS.indexOf(character));
  const wrong = values.indexOf(-1);
  if (wrong >= 0) return { ok: false, reason: `第 ${wrong + 1} 位字符无效 (只用数字和除 I O S V Z 外的大写字母)` };
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * values[i]!, 0);
  if (values[17] !== (31 - (sum % 31)) % 31) return { ok: false, reason: '校验码不符' };
  return { ok: true };
}
