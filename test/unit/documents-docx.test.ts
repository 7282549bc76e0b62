import JSZip from 'jszip';
import mammoth from 'mammoth';
import type { AgreementDocument } from '../../domain/document/agreement-document';
import { agreementDocx } from '../../documents/docx/agreement';
import { clauses } from '../../documents/templates/agreement/v1';
import { sampleAgreement, sampleDraft } from '../support/documents';
import { dense } from '../support/pdf-text';
import { changesIn, decided, parseXml, partsOf } from '../support/word';

const refusal = (change: Partial<AgreementDocument>) =>
  agreementDocx({ ...sampleAgreement, ...change }).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the agreement as a Word file', () => {
  let docx: Buffer;
  let parts: Record<string, string>;
  beforeAll(async () => {
    docx = (await agreementDocx(sampleAgreement)).bytes;
    parts = await partsOf(docx);
  });

  test('the same data gives the same bytes, at another second, too; other data other bytes', async () => {
    jest.useFakeTimers({
      now: Date.parse('2031-05-06T07:08:09Z'),
      doNotFake: ['setImmediate', 'nextTick', 'setTimeout'],
    });
    const again = await agreementDocx(structuredClone(sampleAgreement));
    jest.useRealTimers();
    expect(again.bytes.equals(docx)).toBe(true);
    expect(again.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await agreementDocx({ ...sampleAgreement, version: 2 })).sha256).not.toBe(again.sha256);
  });

  test('every part is well-formed XML, the file names its types first and bears the date of the version', async () => {
    for (const [name, xml] of Object.entries(parts)) {
      expect([name, /^<\?xml /.test(xml)]).toEqual([name, true]);
      expect(() => parseXml(xml)).not.toThrow();
    }
    expect(Object.keys(parts)[0]).toBe('[Content_Types].xml');
    expect(parts['docProps/core.xml']!.match(/>2026-12-08T00:00:00Z</g)).toHaveLength(2);
    const { files } = await JSZip.loadAsync(docx);
    expect(new Set(Object.values(files).map(({ date }) => date.toISOString()))).toEqual(
      new Set(['1980-01-01T00:00:00.000Z']),
    );
  });

  test('the test of XML sees what is not well formed', () => {
    for (const wrong of ['<a><b></a></b>', '<a>', '<a/><b/>', '<a>x & y</a>', '<a b=c/>']) {
      expect(() => parseXml(wrong)).toThrow();
    }
  });

  test('has every clause with its number, both tables, the annexes, the places to sign in', async () => {
    const lines = await decided(docx, 'accept');
    const places = clauses(sampleAgreement).map(({ article, title }) => lines.indexOf(`${article}　${title}`));
    expect(places.every((place, i) => place > (places[i - 1] ?? 0))).toBe(true);
    for (const line of [
      '客户关系维护服务协议',
      '编号：2026-客户维护-001　第 1 版',
      '协议编号 | 2026-客户维护-001 | 文本版本 | 第 1 版',
      '服务费用 | 人民币120,000.00元（大写：人民币壹拾贰万元整）',
      '乙方签署人 | 周䶮 | 董事长 | 139 0013 9002 | zhou@qinghe.example',
      '6.2\t费用由下列各项构成：',
      '序号 | 费用项目 | 金额（元）',
      ' | 合计 | 120,000.00',
      '（5）\t“服务标准”：第四条及附件所列的质量要求、频次与时限。',
      '附件一　服务内容明细',
      '2 | 上门拜访 | 客户经理与负责人共同拜访, 收集改进意见 | 每季度 1 次',
      `附 2.1\t${sampleDraft.personalClauses[0]!.text}`,
      '1 | 所有对外沟通不得提及乙方尚未公开的产品名称 | 附 2.1、第八条',
      '（以下无正文，为双方签署栏）',
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.find((line) => line.startsWith('甲方：'))).toContain('法定代表人（签字）：');
    expect(lines.join('')).not.toMatch(/undefined|NaN|\[object|null/);
    expect(changesIn(parts['word/document.xml']!)).toBe(0);
  });

  test('page x of y, number and version on every page; Chinese fonts', () => {
    expect(parts['word/footer1.xml']).toMatch(/第 .*PAGE.*页　共 .*NUMPAGES.* 页/s);
    expect(parts['word/header1.xml']).toContain('编号 2026-客户维护-001　第 1 版');
    expect(parts['word/styles.xml']).toMatch(/w:rFonts [^>]*w:eastAsia="宋体"/);
    expect(parts['word/styles.xml']).toMatch(/w:rFonts [^>]*w:eastAsia="黑体"/);
    expect(parts['word/document.xml']!.match(/<w:pageBreakBefore\/>/g)).toHaveLength(1);
  });

  test('other readers see the same words', async () => {
    const { value } = await mammoth.extractRawText({ buffer: docx });
    for (const { paragraphs } of clauses(sampleAgreement)) {
      for (const p of paragraphs) expect(dense(value)).toContain(dense(typeof p === 'string' ? p : p.text));
    }
  });

  test('text is never markup, line ends of a text are line ends', async () => {
    const text = '<w:t>甲</w:t> & "乙"\n第二行 ]]> {{服务费用}}';
    const [first, ...others] = sampleDraft.personalClauses;
    const draft = { ...sampleDraft, personalClauses: [{ ...first!, text }, ...others] };
    const { bytes } = await agreementDocx({ ...sampleAgreement, draft });
    expect(await decided(bytes, 'accept')).toContain(`附 2.1\t${text}`);
  });

  test('what the PDF refuses is refused here', async () => {
    expect(await refusal({ date: '2027-02-30' })).toMatchObject({ type: 'Invalid', field: 'date' });
    expect(await refusal({ number: '甲\u202e' })).toMatchObject({ type: 'Invalid', field: 'number' });
    expect(await refusal({ draft: { ...sampleDraft, templateVersion: 'own/无@1' } })).toMatchObject({
      field: 'draft.templateVersion',
    });
  });
});
