import fc from 'fast-check';
import { toCurrency } from 'n2words/zh-Hans-CN';
import nzh from 'nzh/cn';
import { capitalAmount, formatYuan } from '../../domain/money/amount';
import { failureOf } from '../support/failure-of';

const anyFen = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 16n }),
  fc.bigInt({ min: 0n, max: 1_000_000n }),
  // amounts with runs of zeros, where the rules about 零 are decided
  fc
    .array(fc.constantFrom('0', '0', '0', '1', '5'), { minLength: 1, maxLength: 16 })
    .map((digits) => BigInt(digits.join(''))),
);
const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

describe('an amount in capital characters', () => {
  it.each([
    [0, '零元整'],
    [1, '壹分'],
    [10, '壹角'],
    [15, '壹角伍分'],
    [100, '壹元整'],
    [105, '壹元零伍分'],
    [150, '壹元伍角'],
    [123456, '壹仟贰佰叁拾肆元伍角陆分'],
    [168032, '壹仟陆佰捌拾元叁角贰分'],
    [1640902, '壹万陆仟肆佰零玖元零贰分'],
    [12000000, '壹拾贰万元整'],
    [10000000, '壹拾万元整'],
    [100100000, '壹佰万壹仟元整'],
    [100010000, '壹佰万零壹佰元整'],
    [10001000000, '壹亿零壹万元整'],
    [100000000000005, '壹万亿元零伍分'],
    [10n ** 16n, '壹佰万亿元整'],
  ])('of %s fen is %s', (fen, text) => expect(capitalAmount(fen)).toBe(text));

  it('is what nzh writes, for every amount', () => {
    fc.assert(
      fc.property(anyFen, (fen) => {
        expect(capitalAmount(fen)).toBe(nzh.toMoney(yuan(fen).replace('.00', ''), { outSymbol: false }));
      }),
      { numRuns: 2000 },
    );
  });

  it('is what n2words writes, but for 圆, 整 after 角 and the 零 that may be left out', () => {
    const plain = (text: string): string =>
      text
        .replace('圆', '元')
        .replace(/角整$/, '角')
        .replaceAll('零', '')
        .replace(/^元整$/, '零元整');
    fc.assert(
      fc.property(anyFen, (fen) => {
        expect(plain(capitalAmount(fen))).toBe(plain(toCurrency(yuan(fen))));
      }),
      { numRuns: 2000 },
    );
  });

  it('differs for every two amounts', () => {
    const texts = Array.from({ length: 20_000 }, (_, fen) => capitalAmount(fen * 7));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([-1, 0.5, NaN, 2 ** 60, 10n ** 16n + 1n])('is refused for %s fen', (fen) => {
    expect(failureOf(() => capitalAmount(fen))).toMatchObject({ type: 'Invalid', field: 'fen' });
  });
});

describe('an amount in figures', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [100_000, '1,000.00'],
    [12_345_678n, '123,456.78'],
    [-123_456_789, '-1,234,567.89'],
  ])('of %s fen is %s', (fen, text) => expect(formatYuan(fen)).toBe(text));

  it('reads back as the same fen', () => {
    fc.assert(fc.property(fc.bigInt(), (fen) => BigInt(formatYuan(fen).replace(/[,.]/g, '')) === fen));
  });
});
