import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The fonts of every document: Noto Serif SC for the body, Noto Sans SC for headings; each falls back to the other.
 * They come from npm packages, never from the machine, so that the same data gives the same bytes everywhere.
 */
const SERIF = dirname(require.resolve('@expo-google-fonts/noto-serif-sc/package.json'));
const SANS = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'));

/**
 * One folder per weight in use; the other weights (some 200 MB) are not loaded. The compiler also knows the fonts of
 * the machine, but prefers these, so each weight that any template asks for (also by fallback) must be here.
 */
export const FONT_FOLDERS = [
  join(SERIF, '400Regular'),
  join(SERIF, '700Bold'),
  join(SANS, '400Regular'),
  join(SANS, '700Bold'),
];

const COVERING_FILES = [
  join(SERIF, '400Regular', 'NotoSerifSC_400Regular.ttf'),
  join(SANS, '400Regular', 'NotoSansSC_400Regular.ttf'),
];

/** Inclusive ranges of code points, ascending. */
type Coverage = Uint32Array;

let loaded: Coverage[] | undefined;

/** True if one of the fonts can print the character. */
export function covered(codePoint: number): boolean {
  loaded ??= COVERING_FILES.map(coverageOf);
  return loaded.some((ranges) => inRanges(ranges, codePoint));
}

function inRanges(ranges: Coverage, codePoint: number): boolean {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < ranges[middle * 2]!) high = middle - 1;
    else if (codePoint > ranges[middle * 2 + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}

/** Reads only the `cmap` table (format 12, all of Unicode) of a TrueType file: some 100 KB of 15 MB. */
function coverageOf(file: string): Coverage {
  const fd = openSync(file, 'r');
  try {
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      readSync(fd, bytes, 0, length, at);
      return bytes;
    };
    const tables = read(12, read(0, 12).readUInt16BE(4) * 16);
    for (let at = 0; at < tables.length; at += 16) {
      if (tables.toString('latin1', at, at + 4) !== 'cmap') continue;
      return fullRanges(read(tables.readUInt32BE(at + 8), tables.readUInt32BE(at + 12)), file);
    }
  } finally {
    closeSync(fd);
  }
  throw new Error(`no cmap table in ${file}`);
}

function fullRanges(cmap: Buffer, file: string): Coverage {
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const table = cmap.readUInt32BE(4 + i * 8 + 4);
    if (cmap.readUInt16BE(table) !== 12) continue;
    const groups = cmap.readUInt32BE(table + 12);
    const ranges = new Uint32Array(groups * 2);
    for (let g = 0; g < groups; g++) {
      ranges[g * 2] = cmap.readUInt32BE(table + 16 + g * 12);
      ranges[g * 2 + 1] = cmap.readUInt32BE(table + 20 + g * 12);
    }
    return ranges;
  }
  throw new Error(`no format 12 cmap in ${file}`);
}
