import fc from 'fast-check';
import type { AgreementDocument } from '../../domain/document/agreement-document';
import { agreementDocx, changesDocx } from '../../documents/docx/agreement';
import { diffLists, diffTexts, likeness, type Piece } from '../../documents/docx/diff';
import { sampleAgreement, sampleDraft } from '../support/documents';
import { changesIn, decided, parseXml, partsOf } from '../support/word';

const before = (pieces: readonly Piece[]): string =>
  pieces.map(([change, text]) => (change === 'new' ? '' : text)).join('');
const after = (pieces: readonly Piece[]): string =>
  pieces.map(([change, text]) => (change === 'old' ? '' : text)).join('');
const chinese = fc.string({ unit: fc.constantFrom(...'甲乙丙丁，。 \n12a𬭎'), maxLength: 40 });

/** Length of the longest common subsequence, by the textbook. */
function common(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table[a.length]![b.length]!;
}

describe('what has changed in a text', () => {
  test('both texts come out of the pieces exactly, and no piece follows one of its kind', () => {
    fc.assert(
      fc.property(chinese, chinese, (a, b) => {
        const pieces = diffTexts(a, b);
        expect([before(pieces), after(pieces)]).toEqual([a, b]);
        expect(pieces.every(([change, text], i) => text !== '' && change !== pieces[i - 1]?.[0])).toBe(true);
      }),
    );
  });

  test('the script is the shortest', () => {
    const tokens = fc.array(fc.constantFrom('甲', '乙', '丙'), { maxLength: 20 });
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(diffLists(a, b).filter(([change]) => change === 'same')).toHaveLength(common(a, b));
      }),
    );
  });

  test('numbers and words change whole, characters one by one, shreds are joined', () => {
    expect(diffTexts('费用120,000.00元，含税', '费用125,000.00元，不含税')).toEqual([
      ['same', '费用'],
      ['old', '120,000.00'],
      ['new', '125,000.00'],
      ['same', '元，'],
      ['new', '不'],
      ['same', '含税'],
    ]);
    expect(diffTexts('由甲方于月底书面确认', '经乙方按季度电话核实')).toEqual([
      ['old', '由甲方于月底书面确认'],
      ['new', '经乙方按季度电话核实'],
    ]);
    expect(diffTexts('不变', '不变')).toEqual([['same', '不变']]);
  });

  test('another text altogether is replaced whole, quickly', () => {
    const [a, b] = ['甲'.repeat(4_000), '乙'.repeat(4_000)];
    expect(diffTexts(a, b)).toEqual([
      ['old', a],
      ['new', b],
    ]);
    expect([likeness(a, b), likeness('', ''), likeness('甲乙丙丁', '甲乙丙丁')]).toEqual([0, 1, 1]);
  });
});

/** A version in which anything that is negotiated may differ. */
const version = fc
  .record({
    feeFen: fc.integer({ min: 1, max: 99_999_999 }),
    confidentialityYears: fc.integer({ min: 0, max: 5 }),
    serviceItems: fc.shuffledSubarray(sampleDraft.serviceItems, { minLength: 1 }),
    texts: fc.array(
      fc.oneof(
        chinese.map((text) => `条${text}`),
        fc.constantFrom(...sampleDraft.personalClauses.map(({ text }) => text)),
      ),
      {
        minLength: 2,
        maxLength: 4,
      },
    ),
    supplement: fc.option(fc.constantFrom('费用每年复核。', '费用每年复核一次，书面为准。'), { nil: undefined }),
    targets: fc.subarray(sampleAgreement.targets),
    court: fc.boolean(),
    legalRepresentative: fc.constantFrom('喆文涛', '欧阳喆'),
  })
  .map(({ feeFen, confidentialityYears, serviceItems, texts, supplement, targets, court, legalRepresentative }) => {
    const data: AgreementDocument = {
      ...sampleAgreement,
      targets,
      client: { ...sampleAgreement.client, legalRepresentative },
      draft: {
        ...sampleDraft,
        feeFen,
        confidentialityYears,
        serviceItems,
        ...(court && { dispute: { court: '杭州市滨江区人民法院' } }),
        personalClauses: texts.map((text, i) => ({ id: `p${i + 1}`, text })),
        clauses: sampleDraft.clauses.map((clause) =>
          clause.id === 'fees' && supplement ? { ...clause, supplement } : clause,
        ),
      },
    };
    return data;
  });

describe('修改对照稿', () => {
  test('accepting all changes gives the later version exactly, refusing all the earlier', async () => {
    await fc.assert(
      fc.asyncProperty(version, version, async (one, two) => {
        const later = { ...two, version: 2, date: '2026-12-20' };
        const { bytes } = await changesDocx(one, later);
        const { bytes: earlierFile } = await agreementDocx(one);
        const { bytes: laterFile } = await agreementDocx(later);
        expect(await decided(bytes, 'accept')).toEqual(await decided(laterFile, 'accept'));
        expect(await decided(bytes, 'reject')).toEqual(await decided(earlierFile, 'accept'));
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  const later: AgreementDocument = {
    ...sampleAgreement,
    version: 3,
    label: '第 3 版',
    date: '2026-12-20',
    draft: {
      ...sampleDraft,
      confidentialityYears: 3,
      clauses: sampleDraft.clauses.map((clause) =>
        clause.id === 'fees' ? { ...clause, supplement: '每年可书面复核费用一次。' } : clause,
      ),
    },
  };

  test('only what changed is marked, as the provider, on the day of the version, each change with its own number', async () => {
    const { bytes, sha256 } = await changesDocx(sampleAgreement, later);
    const parts = await partsOf(bytes);
    const xml = parts['word/document.xml']!;
    expect(parseXml(xml).name).toBe('w:document');
    const marks = xml.match(/<w:(?:ins|del) [^>]*>/g)!;
    expect(
      marks.every((mark) => mark.includes('w:author="上海恒睦客户服务有限公司" w:date="2026-12-20T00:00:00Z"')),
    ).toBe(true);
    expect(new Set(marks.map((mark) => /w:id="(\d+)"/.exec(mark)![1])).size).toBe(marks.length);
    expect(xml).toMatch(/<w:delText[^>]*>2<\/w:delText>.*<w:t[^>]*>3<\/w:t>.* 年；/);
    expect(xml).toMatch(/<w:ins [^>]*><w:r><w:t[^>]*>本条特别约定：每年可书面复核费用一次。<\/w:t>/);
    // the version, twice; the years; a new paragraph: its end, number, tab and text
    expect(marks).toHaveLength(2 + 2 + 2 + 4);
    expect(parts['word/header1.xml']).toContain('修改对照稿：第 3 版对照第 1 版');
    expect((await changesDocx(structuredClone(sampleAgreement), structuredClone(later))).sha256).toBe(sha256);
  });

  test('a version against itself has no change', async () => {
    const { bytes } = await changesDocx(sampleAgreement, sampleAgreement);
    expect(changesIn((await partsOf(bytes))['word/document.xml']!)).toBe(0);
  });
});
