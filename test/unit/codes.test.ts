import fc from 'fast-check';
import { checkUscc } from '../../domain/codes/uscc';

const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The check character found by trying all: exactly one of the 31 must be right. */
const valid = (first17: string): string[] => [...CHARACTERS].map((c) => first17 + c).filter((c) => checkUscc(c).ok);
const anyFirst17 = fc.array(fc.constantFrom(...CHARACTERS), { minLength: 17, maxLength: 17 }).map((c) => c.join(''));

describe('a unified social credit code', () => {
  // as companies print them in their public records
  it.each(['91350100M000100Y43', '91440300708461136T', '91110000802100433B'])('%s is valid', (code) => {
    expect(checkUscc(code)).toEqual({ ok: true });
  });

  it('has exactly one right check character', () => {
    fc.assert(fc.property(anyFirst17, (first17) => valid(first17).length === 1));
  });

  it('is refused when one character is mistyped', () => {
    fc.assert(
      fc.property(anyFirst17, fc.nat(17), fc.constantFrom(...CHARACTERS), (first17, place, other) => {
        const code = valid(first17)[0]!;
        fc.pre(code[place] !== other);
        expect(checkUscc(code.slice(0, place) + other + code.slice(place + 1))).toEqual({
          ok: false,
          reason: '校验码不符',
        });
      }),
    );
  });

  it('is refused when two neighbours are swapped', () => {
    fc.assert(
      fc.property(anyFirst17, fc.nat(16), (first17, place) => {
        const code = valid(first17)[0]!;
        const [a, b] = [code[place]!, code[place + 1]!];
        fc.pre(a !== b);
        expect(checkUscc(code.slice(0, place) + b + a + code.slice(place + 2)).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['9144030070846113', '应为 18 位, 实为 16 位'],
    ['', '应为 18 位, 实为 0 位'],
    ['91440300708461136TT', '应为 18 位, 实为 19 位'],
    ['91440300708461136t', '第 18 位字符无效 (只用数字和除 I O S V Z 外的大写字母)'],
    ['9144030O708461136T', '第 8 位字符无效 (只用数字和除 I O S V Z 外的大写字母)'],
    [' 1440300708461136T', '第 1 位字符无效 (只用数字和除 I O S V Z 外的大写字母)'],
  ])('%j is refused with the reason', (code, reason) => expect(checkUscc(code)).toEqual({ ok: false, reason }));
});
