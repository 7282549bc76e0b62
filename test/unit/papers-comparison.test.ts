import { createPapers } from '../../notices/papers';

const row = { where: () => row, first: () => Promise.resolve({ sha256: 'a'.repeat(64) }) };
const blobs = { get: () => Promise.resolve({ bytes: Buffer.from('pdf'), mediaType: 'application/pdf' }) };
const asked: unknown[] = [];
const papers = createPapers({
  db: (() => row) as never,
  blobs: blobs as never,
  comparison: (...what) => {
    asked.push(what);
    return Promise.resolve(Buffer.from('docx'));
  },
});
const enclosed = (kind: string, data: Record<string, unknown>) =>
  papers.enclosed({ workflow_id: 'agreement/2026-客户维护-001', kind, data });

test('a draft that comes after another brings the comparison with it along', async () => {
  const { attachments, label } = await enclosed('review.delivered', { version: 3, before: 1 });
  const [pdf, word, ...more] = attachments;
  expect(label).toBe('第 3 版');
  expect(pdf!.filename).toBe('客户关系维护服务协议 第3版.pdf');
  expect(word).toEqual({
    filename: '修改对照稿 第3版对照第1版.docx',
    content: Buffer.from('docx'),
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  });
  expect(more).toEqual([]);
  expect(asked).toEqual([['2026-客户维护-001', 3, 1]]);
});

test('the first draft, and mails to others, bring none', async () => {
  asked.length = 0;
  expect((await enclosed('review.delivered', { version: 1 })).attachments).toHaveLength(1);
  expect((await enclosed('review.requested', { version: 3, before: 1 })).attachments).toHaveLength(1);
  expect(asked).toEqual([]);
});
