import fc from 'fast-check';
import { createKeyRing } from '../../security/keyring';
import { verificationCode, type Issued } from '../../security/verification';
import { CODE_VALUES, codeOf, grouped, readCode } from '../../domain/codes/verification';

const CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const anyCode = fc.array(fc.nat(31), { minLength: CODE_VALUES, maxLength: CODE_VALUES }).map(codeOf);
const key = (n: number): Buffer => Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 37 + n * 101) % 256));
const ring = createKeyRing([['k1', key(1)]]);
const issued: fc.Arbitrary<Issued> = fc.record({
  number: fc.string({ minLength: 1 }),
  kind: fc.constantFrom('ledger', 'minutes'),
  version: fc.integer({ min: 1, max: 1_000 }),
  dataHash: fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 })
    .map((hex) => hex.join('')),
});

describe('a code', () => {
  it('is read as it is printed, in small letters, with blanks, in full width, and with the letters that Crockford allows', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        const wide = [...grouped(code)].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
        const spoken = code.replace(/0/g, 'o').replace(/1/g, 'l').toLowerCase();
        const ways = [code, grouped(code), code.toLowerCase(), ` ${code.slice(0, 8)} ${code.slice(8)}`, wide, spoken];
        expect(ways.map(readCode)).toEqual(ways.map(() => code));
      }),
    );
  });

  it('is printed in four groups of four', () => {
    fc.assert(fc.property(anyCode, (code) => /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/.test(grouped(code))));
  });

  it('is none any more with one character wrong', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(15), fc.constantFrom(...CHARACTERS), (code, place, other) => {
        fc.pre(code[place] !== other);
        expect(readCode(code.slice(0, place) + other + code.slice(place + 1))).toBeUndefined();
      }),
    );
  });

  it('is none any more with two characters exchanged, wherever they stand', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(15), fc.nat(15), (code, one, two) => {
        fc.pre(code[one] !== code[two]);
        const exchanged = [...code];
        [exchanged[one], exchanged[two]] = [code[two]!, code[one]!];
        expect(readCode(exchanged.join(''))).toBeUndefined();
      }),
    );
  });

  it.each(['', 'K7QM', 'U'.repeat(16), '履约'.repeat(8), '0'.repeat(17), 'K7QM-2XTA-9PF0-C4V9-0'])(
    '%j is none',
    (text) => {
      expect(readCode(text)).toBeUndefined();
    },
  );
});

describe('the code of a document', () => {
  it('is the same each time, and another one for any other document', () => {
    fc.assert(
      fc.property(issued, issued, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(verificationCode(ring, one)).toBe(verificationCode(ring, { ...one }));
        expect(verificationCode(ring, one)).not.toBe(verificationCode(ring, other));
        expect(readCode(verificationCode(ring, one))).toBe(verificationCode(ring, one));
      }),
    );
  });

  it('stays when the keys rotate, and cannot be made with another key', () => {
    const rotated = createKeyRing([
      ['k2', key(2)],
      ['k1', key(1)],
    ]);
    const foreign = createKeyRing([['k1', key(3)]]);
    fc.assert(
      fc.property(issued, (one) => {
        expect(verificationCode(rotated, one)).toBe(verificationCode(ring, one));
        expect(verificationCode(foreign, one)).not.toBe(verificationCode(ring, one));
      }),
    );
  });
});
