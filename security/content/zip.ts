import { inflateRawSync } from 'node:zlib';

const CENTRAL = 0x02014b50;
const END = Buffer.from('PK\x05\x06', 'latin1');

export const isZip = (data: Buffer): boolean => data.length >= 4 && data.readUInt32LE(0) === 0x04034b50;

/** What an archive of a kind must be (XLSX, DOCX). */
export interface ArchiveKind {
  /** As people call it. */
  name: string;
  /** Files that make it one of this kind. */
  has: readonly string[];
  /** `文件类型不支持: 压缩包不是 XLSX 工作簿` */
  otherwise: string;
  /** A file that it must not hold, and why. */
  macro: readonly [file: string, flaw: string];
  /** An uncompressed size beyond this, in bytes, is a bomb. */
  most: number;
}

/** Checks the archive before anything unpacks it. Returns the reason, in Chinese, why it is no sound one. */
export function archiveFlaw(data: Buffer, { name, has, otherwise, macro, most }: ArchiveKind): string | undefined {
  const entries = entriesOf(data);
  if (!entries) return `${name} 不完整: 压缩包目录缺失或已损坏`;
  if (has.some((file) => !entries.has(file))) return otherwise;
  if (entries.has(macro[0])) return macro[1];
  let inflated = 0;
  for (const { size } of entries.values()) inflated += size;
  if (inflated > most) return `${name} 解压后过大`;
  return [...entries.values()].every((entry) => isAsBigAsItSays(data, entry))
    ? undefined
    : `${name} 压缩包目录与内容不符`;
}

interface Entry {
  /** Uncompressed, as the directory says. */
  size: number;
  packed: number;
  method: number;
  /** Of the entry's own header. */
  at: number;
}

/** Whoever unpacks it trusts the directory: an entry that is larger than it says is refused before that. */
function isAsBigAsItSays(data: Buffer, { size, packed, method, at }: Entry): boolean {
  if (at + 30 > data.length) return false;
  const from = at + 30 + data.readUInt16LE(at + 26) + data.readUInt16LE(at + 28);
  const content = data.subarray(from, from + packed);
  if (content.length !== packed) return false;
  if (method === 0) return packed === size;
  if (method !== 8) return false;
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(size, 1) }).length === size;
  } catch {
    return false;
  }
}

/** Every entry by name; undefined when the directory is cut off or does not fit. */
function entriesOf(data: Buffer): Map<string, Entry> | undefined {
  const end = data.lastIndexOf(END);
  if (end < 0 || end + 22 > data.length) return undefined;
  const [disk, first, onDisk, count] = [4, 6, 8, 10].map((field) => data.readUInt16LE(end + field));
  const [length, start] = [data.readUInt32LE(end + 12), data.readUInt32LE(end + 16)];
  // one volume, no ZIP64, nothing before or after the directory: whoever unpacks it must not see more than is seen here
  if (disk !== 0 || first !== 0 || onDisk !== count || start + length !== end) return undefined;
  const entries = new Map<string, Entry>();
  let at = start;
  for (let n = 0; n < count!; n++) {
    if (at + 46 > end || data.readUInt32LE(at) !== CENTRAL) return undefined;
    const nameLength = data.readUInt16LE(at + 28);
    const name = data.toString('utf8', at + 46, at + 46 + nameLength);
    if (entries.has(name)) return undefined;
    entries.set(name, {
      method: data.readUInt16LE(at + 10),
      packed: data.readUInt32LE(at + 20),
      size: data.readUInt32LE(at + 24),
      at: data.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return at === end ? entries : undefined;
}
