import { deflateSync, crc32 } from 'node:zlib';
import ExcelJS from 'exceljs';
import { PDFDocument } from 'pdf-lib';
import { facts, requireContent, sniff, XLSX } from '../../security/content-type';

async function pdf(pages: number): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let n = 0; n < pages; n++) document.addPage();
  return Buffer.from(await document.save());
}

function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const pixel = deflateSync(Buffer.from([0, 255]));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixel), chunk('IEND', Buffer.alloc(0))]);
}

/** Segments as a camera writes them: an APP1 that holds a thumbnail with an end marker of its own, frame, scan. */
function jpeg(): Buffer {
  const segment = (marker: number, data: number[]): number[] => [0xff, marker, 0, data.length + 2, ...data];
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe1, [1, 2, 0xff, 0xd8, 0xff, 0xd9, 3]),
    ...segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...[0x12, 0x34, 0xff, 0x00, 0x56],
    ...[0xff, 0xd9],
  ]);
}

/** The same workbook whose directory says that its first entry is one byte long. */
function understated(book: Buffer): Buffer {
  const forged = Buffer.from(book);
  forged.writeUInt32LE(1, forged.readUInt32LE(forged.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16) + 24);
  return forged;
}

/** The same workbook whose directory counts one entry less than it holds: some readers would see it all the same. */
function withHiddenEntry(book: Buffer): Buffer {
  const forged = Buffer.from(book);
  const end = forged.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  for (const count of [end + 8, end + 10]) forged.writeUInt16LE(forged.readUInt16LE(count) - 1, count);
  return forged;
}

async function xlsx(rows: unknown[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('客户名单').addRows(rows);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const refused = (bytes: Uint8Array, reason: string): void => {
  expect(sniff(bytes)).toBeUndefined();
  expect(() => requireContent(bytes)).toThrow(
    expect.objectContaining({ type: 'UnsupportedType', field: 'file' }) as Error,
  );
  expect(() => requireContent(bytes)).toThrow(reason);
};

describe('上传内容检查', () => {
  test('each kind is known by its content', async () => {
    expect(sniff(await pdf(1))).toBe('application/pdf');
    expect(sniff(jpeg())).toBe('image/jpeg');
    expect(sniff(png())).toBe('image/png');
    expect(sniff(await xlsx([['姓名'], ['甲']]))).toBe(XLSX);
    expect(sniff(Buffer.from('姓名,电话\r\n甲,1\r\n'))).toBe('text/csv');
  });

  test('a file cut off anywhere in its second half is refused', async () => {
    for (const whole of [await pdf(2), jpeg(), png(), await xlsx([['姓名'], ['甲'], ['乙']])]) {
      for (const share of [0.5, 0.75, 0.9]) {
        expect(sniff(whole.subarray(0, Math.floor(whole.length * share)))).toBeUndefined();
      }
    }
    const cut = await pdf(1);
    refused(cut.subarray(0, cut.length - 20), 'PDF 不完整');
    refused(png().subarray(0, 50), 'PNG 不完整');
    refused(jpeg().subarray(0, -2), 'JPEG 不完整: 缺少结尾标记');
  });

  test('a signature alone does not make a file', () => {
    refused(Buffer.from('%PDF-1.7\nhello'), 'PDF 不完整');
    refused(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xd9]), 'JPEG');
    refused(Buffer.from('\x89PNG\r\n\x1a\nnothing else here', 'latin1'), 'PNG');
    refused(Buffer.from('PK\x03\x04 and then some', 'latin1'), 'XLSX 不完整');
    refused(Buffer.alloc(0), '文件为空');
  });

  test('damage inside is noticed: a PNG whose checksum does not fit', () => {
    const damaged = png();
    damaged[45]! ^= 1;
    refused(damaged, 'PNG 已损坏');
  });

  test('other kinds are refused whatever they are called: programs, archives, web pages, old Excel', () => {
    const emptyZip = Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1');
    refused(Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), '文件类型不支持');
    refused(emptyZip, '文件类型不支持');
    refused(Buffer.from('<!doctype html><script>alert(1)</script>'), '网页或 XML');
    refused(Buffer.from('d0cf11e0a1b11ae1', 'hex'), '文件类型不支持');
    refused(Buffer.from('\ufeff<svg xmlns="x"></svg>'), '网页或 XML');
  });

  test('a ZIP that is no workbook, and a workbook with macros, are refused', async () => {
    const book = await xlsx([['姓名']]);
    const renamed = Buffer.from(book.toString('latin1').replaceAll('xl/workbook.xml', 'xx/workbook.xml'), 'latin1');
    refused(renamed, '不是 XLSX 工作簿');
    refused(understated(book), '目录与内容不符');
    refused(withHiddenEntry(book), 'XLSX 不完整');
    const macro = Buffer.from(book.toString('latin1').replaceAll('docProps/core.xml', 'xl/vbaProject.bin'), 'latin1');
    refused(macro, '工作簿含宏');
  });

  test('a table must hold together: columns as the header says, quotes closed', () => {
    refused(Buffer.from('姓名,电话\n甲,1\n乙,2,3\n'), 'CSV 第 2 行数据有 3 列, 表头有 2 列');
    refused(Buffer.from('姓名,电话\n"甲,1\n'), '引号没有闭合');
    refused(Buffer.from('\n\n'), '没有内容');
  });

  test('an upload may be narrowed: a customer list is not a picture', () => {
    expect(() => requireContent(png(), ['text/csv', XLSX])).toThrow('此处不接受 PNG 文件');
    expect(requireContent(png(), ['image/png'])).toBe('image/png');
  });

  test('pages and rows are counted from the bytes', async () => {
    expect(await facts(await pdf(3), 'application/pdf')).toEqual({ pages: 3 });
    expect(await facts(jpeg(), 'image/jpeg')).toEqual({ pages: 1 });
    expect(await facts(await xlsx([['姓名', '电话'], ['甲', 1], [], ['', ' '], ['乙', 2]]), XLSX)).toEqual({ rows: 2 });
    const quoted = '姓名,备注\r\n甲,"两行\r\n一格, 含 ""引号"""\r\n\r\n乙,\r\n';
    expect(await facts(Buffer.from(quoted), 'text/csv')).toEqual({ rows: 2 });
    expect(await facts(Buffer.from('姓名;电话\n甲;1\n'), 'text/csv')).toEqual({ rows: 1 });
  });

  test('GB18030, as Chinese Excel saves CSV, is read like UTF-8', async () => {
    const gb = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0xbc, 0xd7, 0x0a, 0xd2, 0xd2]); // 姓名 甲 乙
    expect(sniff(gb)).toBe('text/csv');
    expect(await facts(gb, 'text/csv')).toEqual({ rows: 2 });
  });

  test('a PDF with sound ends and a broken inside is refused when it is counted', async () => {
    const hollow = Buffer.from('%PDF-1.7\nnothing\nstartxref\n0\n%%EOF\n');
    expect(sniff(hollow)).toBe('application/pdf');
    await expect(facts(hollow, 'application/pdf')).rejects.toMatchObject({ type: 'UnsupportedType' });
  });
});
