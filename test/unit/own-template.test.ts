import { ImageRun, InsertedTextRun, Paragraph, Table, TableCell, TableRow } from 'docx';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDraft } from '../../domain/document/agreement-draft';
import type { AgreementDocument } from '../../domain/document/agreement-document';
import { ownTemplateRef, type OwnTemplate } from '../../domain/document/own-template';
import { AGREEMENT_TEMPLATES } from '../../domain/document/template';
import {
  LIST_FIELDS,
  markOf,
  requiredIn,
  TABLE_FIELDS,
  TEXT_FIELDS,
  written,
} from '../../domain/document/template-fields';
import { agreementDocx } from '../../documents/docx/agreement';
import { LISTS, TABLES, TEXTS } from '../../documents/own/fields';
import { templateFrom } from '../../documents/own/read';
import { ownWording } from '../../documents/own/wording';
import { renderDocument } from '../../documents/render';
import { clauses as productClauses } from '../../documents/templates/agreement/v1';
import { docxFlaw } from '../../security/content/docx';
import { sampleAgreement, sampleDraft, sampleRequirements } from '../support/documents';
import { failureOf } from '../support/failure-of';
import { changed, OWN_TEMPLATE, wordFile } from '../support/own-template';
import { dense, textOf } from '../support/pdf-text';
import { decided } from '../support/word';

const read = async (blocks: Parameters<typeof wordFile>[0]) => templateFrom(await wordFile(blocks));
const missesOf = async (blocks: Parameters<typeof wordFile>[0]): Promise<string[]> =>
  (await read(blocks)).misses.map(({ where, message }) => `${where}: ${message}`);

let template: OwnTemplate;
beforeAll(async () => {
  const { template: own, misses } = await read(OWN_TEMPLATE);
  expect(misses).toEqual([]);
  template = own;
});

const withTemplate = (change: Partial<AgreementDocument> = {}, draft: object = {}): AgreementDocument => ({
  ...sampleAgreement,
  ...change,
  template,
  draft: { ...sampleDraft, templateVersion: 'own/法务2026@1', ...draft },
});
const wordsOf = (data: AgreementDocument): string => dense(JSON.stringify(ownWording(template, data).clauses));

describe('reading a template', () => {
  test('a Word file with every mark is a template: clauses in its order, wordings, items, tables', () => {
    expect(template.preamble).toEqual(['{{甲方名称}}与{{乙方名称}}经友好协商，订立本协议（编号 {{协议编号}}）。']);
    expect(new Set(template.clauses.map(({ id }) => id))).toEqual(
      new Set(AGREEMENT_TEMPLATES['agreement/v1']!.clauses.map(({ id }) => id)),
    );
    expect(template.clauses.slice(2, 4).map(({ id }) => id)).toEqual(['term', 'service']);
    expect(template.clauses.filter(({ id }) => id === 'confidentiality').map(({ variant }) => variant)).toEqual([
      'mutual',
      'provider-only',
    ]);
    expect(template.clauses.find(({ id }) => id === 'duties')!.paragraphs).toEqual([
      { text: '双方均应做到：', items: ['诚实守信；', '及时答复。'] },
    ]);
    expect(template.clauses.find(({ id }) => id === 'fees')!.paragraphs.map(({ insert }) => insert)).toEqual([
      '表:费用明细',
      '表:付款计划',
      undefined,
      undefined,
    ]);
  });

  test('every core clause and every field that is left out is named, all of them at once', async () => {
    const wrong = changed({
      '【law】法律': undefined,
      '适用中华人民共和国法律。': undefined,
      '{{争议解决}}': '另行协商。',
      '｛｛ 表：付款计划 ｝｝': undefined,
    });
    expect(await missesOf(wrong)).toEqual([
      'law: 缺少核心条款【law】法律适用',
      'fees: 条款【fees】缺少 {{表:付款计划}}',
      'disputes: 条款【disputes】缺少 {{争议解决}}',
    ]);
  });

  test('no core clause can be left out, nothing that must stand in a clause either', async () => {
    for (const { id } of AGREEMENT_TEMPLATES['agreement/v1']!.clauses) {
      const from = OWN_TEMPLATE.findIndex((text) => text.startsWith(`【${id}`));
      let to = from + 1;
      while (
        to < OWN_TEMPLATE.length &&
        !(OWN_TEMPLATE[to]!.startsWith('【') && !OWN_TEMPLATE[to]!.startsWith(`【${id}`))
      )
        to++;
      const without = [...OWN_TEMPLATE.slice(0, from), ...OWN_TEMPLATE.slice(to)];
      expect(await missesOf(without)).toEqual([expect.stringContaining(`缺少核心条款【${id}】`)]);
      for (const mark of requiredIn(id)) {
        const name = written(mark).slice(2, -2).replace(':', '\\s*[:：]\\s*');
        const pattern = new RegExp(`[{｛]{2}\\s*${name}\\s*[}｝]{2}`);
        const bare = OWN_TEMPLATE.map((text, i) => (i >= from && i < to ? text.replace(pattern, '某') : text));
        const misses = await missesOf(bare);
        expect([written(mark), misses.some((miss) => miss.includes(`缺少 ${written(mark)}`))]).toEqual([
          written(mark),
          true,
        ]);
      }
    }
  }, 60_000);

  test.each<[string, Record<string, string | undefined>, string]>([
    ['an unknown clause', { '【law】法律': '【lex】法律' }, '未知的条款标记【lex】'],
    ['a clause twice', { '【law】法律': '【whole】法律' }, '条款【whole】重复'],
    ['an unknown field', { '适用中华人民共和国法律。': '适用{{某国}}法律。' }, '未知的字段 {{某国}}'],
    ['an unknown table', { '{{表:费用明细}}': '{{表:费用}}' }, '未知的字段 {{表:费用}}'],
    ['a reference to no clause', { '适用中华人民共和国法律。': '见{{条:lex}}。' }, '未知的字段 {{条:lex}}'],
    ['a name of the language', { '适用中华人民共和国法律。': '{{toString}}' }, '未知的字段 {{toString}}'],
    [
      'a wording that the product does not know',
      { '【law】法律': '【law/short】法律' },
      '条款「law」没有文本「short」，只有一种',
    ],
    ['braces that do not match', { '适用中华人民共和国法律。': '适用{{服务费用}法律。' }, '花括号须成对'],
    ['a single brace', { '适用中华人民共和国法律。': '适用{某}法律。' }, '花括号须成对'],
    ['a table inside a sentence', { '{{表:费用明细}}': '如{{表:费用明细}}所列' }, '{{表:费用明细}} 须独占一段'],
    [
      'a table without a sentence',
      { '服务费用总额为{{服务费用}}，由下列各项构成：': undefined },
      '{{表:费用明细}} 以前须有一段正文',
    ],
    ['an item without a sentence', { '双方均应做到：': undefined }, '列项以前须有一段正文'],
    ['a clause without text', { '适用中华人民共和国法律。': undefined }, '标记之下没有正文'],
    ['a number of its own in a title', { '【law】法律': '【law】第十五条 法律' }, '条号由系统编排'],
    [
      'a number of its own in a text',
      { '适用中华人民共和国法律。': '15.1 适用中华人民共和国法律。' },
      '编号由系统编排',
    ],
    ['a field in a title', { '【law】法律': '【law】{{服务费用}}' }, '条款标题中不能有字段'],
    [
      'an unmarked wording beside a marked one',
      { '【confidentiality/mutual】保密': '【confidentiality】保密' },
      '每种都须标明',
    ],
    ['a character without a glyph', { '适用中华人民共和国法律。': '适用法律😀。' }, '字符 「😀」(U+1F600) 无法印刷'],
    ['a text before the first mark', { '【preamble】': '协议' }, '第 1 段: 第一个条款标记以前的文字不会印出'],
  ])('%s is named', async (_what, change, miss) => {
    expect(await missesOf(changed(change))).toContainEqual(expect.stringContaining(miss));
  });

  test('what the layout would lose is refused: tables, pictures, changes that nobody has decided on', async () => {
    const table = new Table({
      rows: [new TableRow({ children: [new TableCell({ children: [new Paragraph('甲')] })] })],
    });
    const picture = new Paragraph({
      children: [
        new ImageRun({
          type: 'png',
          data: Buffer.from('iVBORw0KGgo=', 'base64'),
          transformation: { width: 1, height: 1 },
        }),
      ],
    });
    const open = new Paragraph({
      children: [new InsertedTextRun({ id: 1, author: '某', date: '2026-01-01T00:00:00Z', text: '新' })],
    });
    expect(await missesOf([...OWN_TEMPLATE, table])).toEqual([expect.stringContaining('表格不会印出')]);
    expect(await missesOf([...OWN_TEMPLATE, picture])).toEqual([expect.stringContaining('图片不会印出')]);
    expect(await missesOf([...OWN_TEMPLATE, open])).toEqual(['全文: 文件含有未处理的修订，请先接受或者拒绝']);
  });

  test('what is no Word file is not read at all', async () => {
    const sound = await wordFile(OWN_TEMPLATE);
    expect(docxFlaw(sound)).toBeUndefined();
    expect(docxFlaw(Buffer.from('%PDF-1.7'))).toContain('须为 Word 文件');
    expect(docxFlaw(sound.subarray(0, sound.length - 30))).toContain('DOCX 不完整');
  });

  test('the fields that can be written are the fields that can be worded', () => {
    expect([Object.keys(TEXTS), Object.keys(TABLES), Object.keys(LISTS)]).toEqual([
      Object.keys(TEXT_FIELDS),
      Object.keys(TABLE_FIELDS),
      Object.keys(LIST_FIELDS),
    ]);
    expect([markOf('表：费用明细'), markOf(' 条 : fees '), markOf('表:')]).toEqual([
      { kind: 'table', name: '费用明细' },
      { kind: 'clause', name: 'fees' },
      { kind: 'unknown', name: '表:' },
    ]);
  });

  test('docs/templates.md names every field, and every clause with its wordings and what it must hold', () => {
    const page = readFileSync(join(__dirname, '../../docs/templates.md'), 'utf8');
    const named = [
      ...Object.keys(TEXT_FIELDS).map((name) => `{{${name}}}`),
      ...Object.keys(TABLE_FIELDS).map((name) => `{{表:${name}}}`),
      ...Object.keys(LIST_FIELDS).map((name) => `{{项:${name}}}`),
    ];
    expect(named.filter((mark) => !page.includes(`\`${mark}\``))).toEqual([]);
    for (const { id, title, variants } of AGREEMENT_TEMPLATES['agreement/v1']!.clauses) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\``));
      expect([id, row]).toEqual([id, expect.stringContaining(title)]);
      for (const word of [...variants, ...requiredIn(id).map(written)]) expect(row).toContain(word);
    }
  });
});

describe('an agreement worded by an own template', () => {
  test('the PDF and the Word file print its words, in its order, with the fields; tables and annexes are the product’s', async () => {
    const data = withTemplate();
    const pdf = textOf((await renderDocument('agreement', data)).bytes);
    const lines = await decided((await agreementDocx(data)).bytes, 'accept');
    const word = dense(lines.join(''));
    for (const part of [
      '上海恒睦客户服务有限公司与杭州青禾精密仪器股份有限公司经友好协商，订立本协议（编号 2026-客户维护-001）。',
      '第三条　期限',
      '第四条　服务',
      '本协议期限为 1 年，2027年1月1日至2027年12月31日。',
      '服务费用总额为人民币120,000.00元（大写：人民币壹拾贰万元整），由下列各项构成：',
      '乙方分期支付：',
      '首付款为 30%。',
      '双方在本协议期限内以及本协议终止后 2 年内保守秘密。',
      '任何一方均应将争议提交上海仲裁委员会',
      '违反第八条的，可以解除。',
      '附件一：服务内容明细',
      '协议基本信息表',
      '附件二　个性化条款与需求对应表',
    ]) {
      expect(pdf).toContain(dense(part));
      expect(word).toContain(dense(part));
    }
    for (const text of [pdf, word]) {
      expect(text).not.toMatch(/[{}]|undefined|民法典/);
      expect(text).not.toContain('甲、乙双方本着平等、自愿、诚实信用的原则');
    }
    expect(lines).toContain('6.1\t服务费用总额为人民币120,000.00元（大写：人民币壹拾贰万元整），由下列各项构成：');
    expect(lines).toContain('1 | 所有对外沟通不得提及乙方尚未公开的产品名称 | 附 2.1、第八条');
    expect((await agreementDocx(structuredClone(data))).sha256).toBe((await agreementDocx(data)).sha256);
  });

  test('what has not been agreed leaves its paragraph out; what has is printed', () => {
    const usual = wordsOf(withTemplate({ targets: [] }));
    for (const text of ['续签编号', '另行约定的时限如下', '另行约定的升级如下', '另行约定的目标如下']) {
      expect(usual).not.toContain(text);
    }
    const renewed = wordsOf(withTemplate({ predecessor: '2025-客户维护-007' }));
    expect(renewed).toContain(dense('本协议续签编号 2025-客户维护-007 的协议。'));
    expect(renewed).toContain('另行约定的目标如下');
    const { downPaymentPercent: _none, ...paymentPlan } = sampleDraft.paymentPlan;
    expect(wordsOf(withTemplate({}, { paymentPlan }))).not.toContain('首付款为');
  });

  test('the wording that the draft chooses, a supplement at the end of its clause', () => {
    const chosen = sampleDraft.clauses.map((clause) =>
      clause.id === 'confidentiality' ? { ...clause, variant: 'provider-only', supplement: '按月检查。' } : clause,
    );
    const text = wordsOf(withTemplate({}, { clauses: chosen }));
    expect(text).toContain('甲方在本协议期限内以及本协议终止后2年内保守秘密。","本条特别约定：按月检查。');
    expect(text).not.toContain('双方在本协议期限内');
  });

  test('a value with braces stays as it is', () => {
    const text = wordsOf(withTemplate({}, { dispute: { court: '{{服务费用}}法院' } }));
    expect(text).toContain('向{{服务费用}}法院提起诉讼');
  });

  test('the fields are worded as the product words them', () => {
    const product = dense(JSON.stringify(productClauses(sampleAgreement)));
    const own = ['收款约定', '争议解决', '逾期付款违约金', '逾期服务违约金', '计时方法', '生效规则'] as const;
    const article = (): string => '第十四条';
    expect(own.filter((name) => !product.includes(dense(TEXTS[name](sampleAgreement, article)!)))).toEqual([]);
  });
});

describe('a draft that names an own template', () => {
  const check = (draft: object) => () =>
    checkDraft({ ...sampleDraft, ...draft }, sampleRequirements, { termMonths: 12 });

  test('has the same core clauses and rules', () => {
    expect(check({ templateVersion: 'own/法务2026@1' })).not.toThrow();
    const clauses = sampleDraft.clauses.filter(({ id }) => id !== 'law');
    expect(failureOf(check({ templateVersion: 'own/法务2026@1', clauses }))).toMatchObject({ field: 'clauses' });
  });

  test('is named by name and version, and by nothing else', () => {
    expect(ownTemplateRef('own/法务2026@12')).toEqual({ id: 'own/法务2026', version: 12 });
    for (const wrong of ['own/法务2026', 'own/法务2026@0', 'own/@1', 'own/a/b@1', 'agreement/v1', 'own/甲@1x']) {
      expect([wrong, ownTemplateRef(wrong)]).toEqual([wrong, undefined]);
    }
    expect(failureOf(check({ templateVersion: 'own/法务2026' }))).toMatchObject({ field: 'templateVersion' });
  });
});
