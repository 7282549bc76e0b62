import { crc32 } from 'node:zlib';

/** Each returns the reason, in Chinese, why the bytes are not a whole file of their kind; undefined when they are. */

export function pdfFlaw(data: Buffer): string | undefined {
  // Readers accept a little after the last marker (RFC-less custom of mailers), so does this.
  const end = data.subarray(Math.max(0, data.length - 2_048)).toString('latin1');
  if (!end.includes('%%EOF')) return 'PDF 不完整: 缺少结尾标记';
  if (!end.includes('startxref')) return 'PDF 不完整: 缺少交叉引用位置';
  return undefined;
}

/** Walks the segments up to the picture, so that an end marker inside an embedded thumbnail does not count. */
export function jpegFlaw(data: Buffer): string | undefined {
  let at = 2;
  let framed = false;
  while (at + 4 <= data.length) {
    if (data[at] !== 0xff) return 'JPEG 已损坏: 段标记不正确';
    const marker = data[at + 1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = data.readUInt16BE(at + 2);
    if (length < 2) return 'JPEG 已损坏: 段长度不正确';
    if (isFrame(marker)) {
      if (at + 9 > data.length || data.readUInt16BE(at + 5) === 0 || data.readUInt16BE(at + 7) === 0) {
        return 'JPEG 已损坏: 没有画面尺寸';
      }
      framed = true;
    }
    if (marker === 0xda) {
      if (!framed) return 'JPEG 已损坏: 没有画面尺寸';
      return data.indexOf(Buffer.of(0xff, 0xd9), at + 2 + length) < 0 ? 'JPEG 不完整: 缺少结尾标记' : undefined;
    }
    at += 2 + length;
  }
  return 'JPEG 不完整: 没有画面数据';
}

/** SOF0–SOF15, without the tables that share their numbers (DHT, JPG, DAC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

export function pngFlaw(data: Buffer): string | undefined {
  if (!data.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'PNG 已损坏: 文件头不正确';
  let at = 8;
  let picture = false;
  while (at + 12 <= data.length) {
    const length = data.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > data.length) return 'PNG 不完整: 数据块被截断';
    const type = data.toString('latin1', at + 4, at + 8);
    if (crc32(data.subarray(at + 4, end - 4)) !== data.readUInt32BE(end - 4)) return 'PNG 已损坏: 校验码不符';
    if (at === 8 && (type !== 'IHDR' || data.readUInt32BE(16) === 0 || data.readUInt32BE(20) === 0)) {
      return 'PNG 已损坏: 没有画面尺寸';
    }
    if (type === 'IDAT') picture = true;
    if (type === 'IEND') return picture ? undefined : 'PNG 已损坏: 没有画面数据';
    at = end;
  }
  return 'PNG 不完整: 缺少结尾标记';
}
