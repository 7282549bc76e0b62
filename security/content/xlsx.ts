/** An uncompressed size beyond this is a bomb, not a customer list. */
const MAX_INFLATED = 200 * 1024 * 1024;
const CENTRAL = 0x02014b50;
const END = Buffer.from('PK\x05\x06', 'latin1');

export const isZip = (data: Buffer): boolean => data.length >= 4 && data.readUInt32LE(0) === 0x04034b50;

/** Reads the archive's table of contents only. Returns the reason, in Chinese, why this is no sound XLSX. */
export function xlsxFlaw(data: Buffer): string | undefined {
  const entries = entriesOf(data);
  if (!entries) return 'XLSX 不完整: 压缩包目录缺失或已损坏';
  if (!entries.has('[Content_Types].xml') || !entries.has('xl/workbook.xml')) {
    return '文件类型不支持: 压缩包不是 XLSX 工作簿';
  }
  if (entries.has('xl/vbaProject.bin')) return '文件类型不支持: 工作簿含宏';
  let inflated = 0;
  for (const size of entries.values()) inflated += size;
  return inflated > MAX_INFLATED ? 'XLSX 解压后过大' : undefined;
}

/** Names and uncompressed sizes; undefined when the directory is cut off or does not fit. */
function entriesOf(data: Buffer): Map<string, number> | undefined {
  const end = data.lastIndexOf(END);
  if (end < 0 || end + 22 > data.length) return undefined;
  const count = data.readUInt16LE(end + 10);
  let at = data.readUInt32LE(end + 16);
  const entries = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || data.readUInt32LE(at) !== CENTRAL) return undefined;
    const nameLength = data.readUInt16LE(at + 28);
    entries.set(data.toString('utf8', at + 46, at + 46 + nameLength), data.readUInt32LE(at + 24));
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return entries;
}
