import { fail } from '../domain/failures';
import { covered } from './fonts';

/** Drawn by the templates, since the fonts lack them. */
const DRAWN = ['☐', '☑'];
/** Without a glyph, and needing none: `printed` replaces them. U+FE0E and U+FE0F choose between text and picture. */
const DROPPED = ['\n', '\r', '\t', '\ufe0e', '\ufe0f'];
const FINE = new Set([...DRAWN, ...DROPPED]);

/**
 * The first character of a text that no document could print as it stands: without a glyph, or invisible and able to
 * change how a text reads (zero width, direction overrides). Undefined: all printable. The API asks it when a text is
 * entered, so that no record of months ago stops a document later.
 */
export function unprintable(text: string): string | undefined {
  for (const character of text) {
    if (FINE.has(character)) continue;
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(character) || !covered(character.codePointAt(0)!)) return character;
  }
  return undefined;
}

/** e.g. `「😀」(U+1F600)`; an invisible one by its number only. */
export function nameOf(character: string): string {
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{C}\p{M}\p{Z}]/u.test(character) ? code : `「${character}」(${code})`;
}

/**
 * Refuses data with a character that cannot be printed, instead of a box on paper.
 * @throws Failure `Invalid` naming the character, with the field's path
 */
export function checkPrintable(data: unknown, path = ''): void {
  if (typeof data === 'string') {
    const character = unprintable(data);
    if (character !== undefined) fail('Invalid', `字符 ${nameOf(character)} 无法印刷, 请换用其他字符`, path);
  } else if (Array.isArray(data)) {
    data.forEach((item, i) => checkPrintable(item, `${path}[${i}]`));
  } else if (typeof data === 'object' && data !== null) {
    for (const [key, item] of Object.entries(data)) checkPrintable(item, path === '' ? key : `${path}.${key}`);
  }
}

/** The data as it is set: one kind of line end, tabs as blanks, no selectors between text and picture. */
export function printed(value: unknown): unknown {
  if (typeof value === 'string')
    return value
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, ' ')
      .replace(/[\ufe0e\ufe0f]/g, '');
  if (Array.isArray(value)) return value.map(printed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printed(item)]));
}
