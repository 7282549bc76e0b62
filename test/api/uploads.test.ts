import { createHash } from 'node:crypto';
import ExcelJS from 'exceljs';
import { UPLOAD_MAX_BYTES } from '../../api/receive-file';
import type { Role } from '../../domain/roles';
import { mismatches } from './documented';
import { Api, type CallOptions, type Loose, type Reply } from './harness';
import { testStore } from '../support/store';
import { csv, must, pdf, startAgreement } from './samples';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const objects = testStore();
let api: Api;
let no: string;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await startAgreement(api);
}, 120_000);
afterAll(() => api.close());

async function send(
  bytes: Uint8Array,
  options: CallOptions & { role?: Role; type?: string } = {},
): Promise<Reply<Loose>> {
  const { role = 'account-manager', type = 'application/octet-stream', ...rest } = options;
  const token = await api.token(role, role === 'client' ? { agreement: no } : {});
  return api.call('POST', `/v1/agreements/${no}/uploads`, undefined, {
    token,
    key: null,
    raw: new Uint8Array(bytes),
    headers: { 'content-type': type },
    ...rest,
  });
}

function form(...files: Uint8Array[]): CallOptions {
  const data = new FormData();
  files.forEach((bytes, i) => data.append('file', new Blob([new Uint8Array(bytes)]), `身份证 ${i}.exe`));
  data.append('note', '说明');
  return { raw: data, headers: {} };
}

describe('上传', () => {
  it('PDF: 数页, 哈希, 取回的就是送来的', async () => {
    const bytes = await pdf(3);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const sent = await send(bytes, { type: 'text/plain' }); // what the sender says does not count
    expect([sent.status, sent.body]).toEqual([
      201,
      { uploadId: expect.stringMatching(/^u-/), sha256, mediaType: 'application/pdf', bytes: bytes.length, pages: 3 },
    ]);
    const back = await api.get('auditor', decodeURIComponent(sent.headers.get('location')!));
    expect(back.headers.get('content-type')).toBe('application/pdf');
    expect(back.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(back.bytes.equals(bytes)).toBe(true);
  });

  it('CSV 与 XLSX: 数行; 表单与裸正文得到同一个上传', async () => {
    expect((await send(csv(7))).body).toMatchObject({ mediaType: 'text/csv', rows: 7 });
    const book = new ExcelJS.Workbook();
    book.addWorksheet('名单').addRows([['名称'], ['甲'], ['乙']]);
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const raw = await send(bytes);
    expect(raw.body).toMatchObject({ mediaType: XLSX, rows: 2 });
    const multipart = await send(bytes, form(bytes));
    expect([multipart.status, multipart.body]).toEqual([201, raw.body]);
    expect(await api.db('uploads').where({ id: raw.body['uploadId'] })).toHaveLength(1);
  });

  it('按内容拒绝: 程序, 网页, 截断的 PDF, 空文件, 压缩包: 415', async () => {
    const wrong: Buffer[] = [
      Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'),
      Buffer.from('%PDF-1.7\nnot really'),
      Buffer.from('PK\x03\x04\0\0', 'latin1'),
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]),
      Buffer.from([0, 1, 2, 3, 4, 5]),
      Buffer.alloc(0),
    ];
    for (const bytes of wrong) {
      const reply = await send(bytes, { type: 'application/pdf' });
      expect([bytes.toString('latin1').slice(0, 8), reply.status, reply.body['type']]).toEqual([
        bytes.toString('latin1').slice(0, 8),
        415,
        'urn:lvyue:problem:UnsupportedType',
      ]);
    }
  });

  it('超过 20 MB: 413, 裸正文与表单; 恰好之内不因大小被拒', async () => {
    const big = Buffer.alloc(UPLOAD_MAX_BYTES + 1, 0x20);
    expect((await send(big)).status).toBe(413);
    expect((await send(big, form(big))).status).toBe(413);
    expect((await send(big.subarray(1))).status).toBe(415);
  });

  it('表单须恰有一个文件: 400', async () => {
    expect((await send(csv(1), form())).status).toBe(400);
    expect((await send(csv(1), form(csv(1), csv(2)))).status).toBe(400);
    const broken = await send(csv(1), {
      raw: 'nonsense',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(broken.status).toBe(400);
    expect((await send(csv(1), { raw: 'x', headers: { 'content-type': 'multipart/form-data' } })).status).toBe(400);
  });

  it('谁可以上传; 字节在库中加密', async () => {
    const statuses = new Map<Role, number>();
    for (const role of ['client', 'operations', 'manager', 'finance', 'auditor', 'administrator'] as const) {
      statuses.set(role, (await send(csv(2), { role })).status);
    }
    expect(Object.fromEntries(statuses)).toEqual({
      client: 201,
      operations: 201,
      manager: 201,
      finance: 403,
      auditor: 403,
      administrator: 403,
    });
    const rows = await api.db('blobs').select<{ object: string }[]>('object');
    expect(rows).not.toHaveLength(0);
    for (const { object } of rows) {
      const ciphertext = await objects.get(object);
      expect(ciphertext?.includes(Buffer.from('客户1'))).toBe(false);
    }
  });

  it('不存在的协议或上传: 404', async () => {
    const token = await api.token('operations');
    const never = await api.call('POST', `/v1/agreements/${no.replace('001', '999')}/uploads`, undefined, {
      token,
      raw: new Uint8Array(csv(1)),
    });
    expect(never.status).toBe(404);
    const { uploadId } = await must<{ uploadId: string }>(send(csv(1)) as Promise<Reply<{ uploadId: string }>>, 201);
    const second = await startAgreement(api);
    expect((await api.get('operations', `/v1/agreements/${second}/uploads/${uploadId}`)).status).toBe(404);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
