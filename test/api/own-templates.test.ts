import type { Role } from '../../domain/roles';
import { changed, OWN_TEMPLATE, wordFile } from '../support/own-template';
import { dense, textOf } from '../support/pdf-text';
import { changesIn, decided, partsOf } from '../support/word';
import { mismatches } from './documented';
import { Api, type CallOptions, type Loose, type Reply } from './harness';
import { DRAFT, must, pdf, startAgreement, throughIntake, upload } from './samples';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const LAW = '适用中华人民共和国法律。';
let api: Api;
let no: string;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await startAgreement(api);
  await throughIntake(api, no);
}, 120_000);
afterAll(() => api.close());

async function send(
  bytes: Uint8Array,
  { role = 'administrator', name = '法务2026', ...more }: CallOptions & { role?: Role; name?: string } = {},
): Promise<Reply<Loose>> {
  const token = await api.token(role, role === 'client' ? { agreement: no } : {});
  const options = { token, key: null, raw: new Uint8Array(bytes), headers: { 'content-type': WORD }, ...more };
  return api.call('POST', `/v1/templates?name=${name}`, undefined, options);
}

describe('自带模板', () => {
  it('缺少核心条款与字段的, 全部列出并拒绝, 什么也不保存', async () => {
    const wrong = await wordFile(changed({ '【law】法律': undefined, '{{争议解决}}': '另行{{商定}}。' }));
    const reply = await send(wrong);
    expect([reply.status, reply.body['type'], reply.body['field']]).toEqual([422, 'urn:lvyue:problem:Invalid', 'file']);
    expect(reply.body['errors']).toEqual([
      { field: expect.stringMatching(/^第 \d+ 段$/), rule: 'mark', message: '未知的字段 {{商定}}' },
      { field: 'law', rule: 'clause', message: '缺少核心条款【law】法律适用' },
      { field: 'disputes', rule: 'field', message: '条款【disputes】缺少 {{争议解决}}' },
    ]);
    expect(reply.body['detail']).toContain('3 处');
    expect(await api.db('agreement_templates')).toEqual([]);
  });

  it('不是 Word 文件的: 415; 名称不对的: 422', async () => {
    expect((await send(await pdf())).status).toBe(415);
    expect((await send(Buffer.from('PK\x03\x04\0\0', 'latin1'))).status).toBe(415);
    const reply = await send(await wordFile(OWN_TEMPLATE), { name: 'a/b' });
    expect([reply.status, reply.body['errors'][0].field]).toEqual([422, 'name']);
  });

  it('只有管理员可以上传; 客户看不到', async () => {
    const file = await wordFile(OWN_TEMPLATE);
    for (const role of ['legal', 'account-manager', 'client'] as const) {
      expect([role, (await send(file, { role })).status]).toEqual([role, 403]);
    }
    expect((await api.get('client', '/v1/templates', no)).status).toBe(404);
    expect((await api.get('client', '/v1/templates/own/法务2026/1', no)).status).toBe(404);
  });

  it('合格的成为一个版本; 同一文件是同一版本, 另一文件是下一版本, 已有的不变', async () => {
    const file = await wordFile(OWN_TEMPLATE);
    const first = await send(file);
    expect([first.status, first.body['templateVersion']]).toEqual([201, 'own/法务2026@1']);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file)]), '协议.docx');
    expect((await send(file, { raw: form, headers: {} })).body).toEqual(first.body);
    const second = await send(await wordFile(changed({ [LAW]: '适用中国法律。' })));
    expect(second.body).toMatchObject({ templateVersion: 'own/法务2026@2', id: 'own/法务2026', version: 2 });

    const { items } = await must(api.get<{ items: Loose[] }>('legal', '/v1/templates'));
    expect(items.map((item) => item['templateVersion'])).toEqual(['agreement/v1', 'own/法务2026@1', 'own/法务2026@2']);
    const kept = await must(api.get<Loose>('legal', decodeURI(first.headers.get('location')!)));
    const law = kept['clauses'].find((clause: Loose) => clause['id'] === 'law');
    expect(law).toEqual({ id: 'law', title: '法律', paragraphs: [{ text: LAW }] });
    for (const other of ['法务2026/3', '法务2026/0', '别的/1']) {
      expect((await api.get('legal', `/v1/templates/own/${other}`)).status).toBe(404);
    }
  });
});

describe('用自带模板起草的协议', () => {
  const submit = (draft: object, options: CallOptions = {}) =>
    api.command<Loose>('account-manager', no, 'draft.submit', { draft: { ...DRAFT, ...draft } }, options);
  const own = { templateVersion: 'own/法务2026@1' };
  const paper = (role: Role, path: string) =>
    api.get(role, `/v1/agreements/${no}/documents${path}`, role === 'client' ? no : undefined);
  const delivered = async (): Promise<number> => {
    const { draft } = await must(api.get<Loose>('legal', `/v1/agreements/${no}`));
    const ref = { version: draft.version, sha256: draft.sha256 };
    await must(api.command('legal', no, 'review.legal.approve', ref));
    await must(api.command('service-review', no, 'review.service.approve', ref));
    const proof = { uploadId: await upload(api, no, await pdf(1, `receipt ${draft.version}`)) };
    await must(
      api.command('account-manager', no, 'review.deliver', { version: draft.version, channel: 'email', proof }),
    );
    return draft.version;
  };

  it('没有的模板、没有的文本在提交时拒绝, 指明字段', async () => {
    for (const templateVersion of ['own/法务2026@9', 'own/别的@1', 'agreement/v9', 'constructor']) {
      const reply = await submit({ templateVersion });
      expect([templateVersion, reply.status, reply.body['field']]).toEqual([
        templateVersion,
        422,
        'draft.templateVersion',
      ]);
    }
    const single = changed({
      '【confidentiality/mutual】保密': '【confidentiality】保密',
      '【confidentiality/provider-only】甲方的保密义务': undefined,
    });
    await must(send(await wordFile(single), { name: '单一文本' }), 201);
    const chosen = DRAFT.clauses.map((clause) =>
      clause.id === 'confidentiality' ? { ...clause, variant: 'mutual' } : clause,
    );
    const reply = await submit({ templateVersion: 'own/单一文本@1', clauses: chosen });
    expect([reply.status, reply.body['field']]).toEqual([422, 'draft.clauses[7].variant']);
  });

  it('PDF 与 Word 都用自带的文本; 送达之前客户都看不到', async () => {
    await must(submit(own));
    const file = await paper('manager', '/agreement/1');
    expect(file.headers.get('content-type')).toBe('application/pdf');
    const text = textOf(file.bytes);
    expect(text).toContain(dense('第三条　期限'));
    expect(text).toContain(dense('双方在本协议期限内以及本协议终止后 2 年内保守秘密。'));
    const word = await paper('manager', '/agreement/1.docx');
    expect([word.status, word.headers.get('content-type')]).toEqual([200, WORD]);
    expect(word.headers.get('content-disposition')).toContain(encodeURIComponent(`${no}-客户关系维护服务协议-1.docx`));
    expect(await decided(word.bytes, 'accept')).toContain('15.1\t适用中华人民共和国法律。');
    expect((await paper('manager', '/agreement/1.docx')).bytes.equals(word.bytes)).toBe(true);
    for (const path of ['/agreement/1.docx', '/agreement/1/changes.docx']) {
      expect([path, (await paper('client', path)).status]).toEqual([path, 404]);
    }
    for (const path of ['/agreement/1/changes.docx', '/agreement/2.docx', '/agreement/0.docx', '/agreement/x.docx']) {
      expect([path, (await paper('manager', path)).status]).toEqual([path, 404]);
    }
  });

  it('没有送达过的, 对照上一版本; 客户两版都有才能看', async () => {
    await must(api.command('legal', no, 'review.legal.return', { version: 1, reason: '法律适用须改' }));
    await must(submit({ templateVersion: 'own/法务2026@2' }));
    expect(await delivered()).toBe(2);
    const changes = await paper('manager', '/agreement/2/changes.docx');
    expect(changes.status).toBe(200);
    const before = await decided((await paper('manager', '/agreement/1.docx')).bytes, 'accept');
    const after = await decided((await paper('client', '/agreement/2.docx')).bytes, 'accept');
    expect(await decided(changes.bytes, 'reject')).toEqual(before);
    expect(await decided(changes.bytes, 'accept')).toEqual(after);
    expect(after).toContain('15.1\t适用中国法律。');
    expect((await paper('client', '/agreement/2/changes.docx')).status).toBe(404);
    const { items } = await must(api.get<{ items: Loose[] }>('client', `/v1/agreements/${no}/documents`, no));
    expect(items.map(({ version, docx, changes: link }) => [version, typeof docx, link])).toEqual([
      [2, 'string', undefined],
    ]);
  });

  it('下一轮: 对照客户上次收到的版本, 邮件说明并附上, 每次取回都一样', async () => {
    const objections = [{ clause: 'fees', text: '费用过高' }];
    await must(api.command('client', no, 'review.client.object', { version: 2, objections }));
    const supplement = '每年可书面复核费用一次。';
    const clauses = DRAFT.clauses.map((clause) => (clause.id === 'fees' ? { ...clause, supplement } : clause));
    await must(submit({ templateVersion: 'own/法务2026@2', clauses }));
    await must(api.command('legal', no, 'review.legal.return', { version: 3, reason: '再核' }));
    await must(submit({ templateVersion: 'own/法务2026@2', clauses, confidentialityYears: 3 }));
    expect(await delivered()).toBe(4);

    const changes = await paper('client', '/agreement/4/changes.docx');
    expect([changes.status, changes.headers.get('content-type')]).toEqual([200, WORD]);
    const parts = await partsOf(changes.bytes);
    expect(parts['word/header1.xml']).toContain('修改对照稿：第 4 版对照第 2 版');
    expect(changesIn(parts['word/document.xml']!)).toBeGreaterThan(0);
    expect(parts['word/document.xml']).toContain(supplement);
    expect((await paper('client', '/agreement/4/changes.docx')).bytes.equals(changes.bytes)).toBe(true);
    const link = `/v1/agreements/${encodeURIComponent(no)}/documents/agreement/4/changes.docx`;
    const { items } = await must(api.get<{ items: Loose[] }>('client', `/v1/agreements/${no}/documents`, no));
    expect(items.map(({ version, changes: href }) => [version, href])).toEqual([
      [2, undefined],
      [4, link],
    ]);
    const notices = await api.db('notices').where({ kind: 'review.delivered' }).orderBy('seq').pluck<Loose[]>('data');
    expect(notices.map((data) => data['before'])).toEqual([undefined, 2]);
    const read = { actor: expect.any(String), role: 'client', subject: `${no}/agreement/4/changes.docx` };
    expect(await api.db('access_log').where({ action: 'document.read' })).toContainEqual(expect.objectContaining(read));
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
