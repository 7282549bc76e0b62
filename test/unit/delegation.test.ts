import fc from 'fast-check';
import {
  checkDelegation,
  isInEffect,
  isSamePerson,
  periodOf,
  substitutionAt,
  type Delegation,
} from '../../domain/delegation';
import type { FailureType } from '../../domain/failures';
import {
  DAY,
  HOUR,
  dateOf,
  dayFromDate,
  endOfDay,
  iso,
  parseInstant,
  startOfDay,
  type Instant,
} from '../../domain/time';
import { failureOf } from '../support/failure-of';

type Person = Delegation['from'];
const person = (name: string): Person => ({ name, email: `${name}@provider.example` });
const [A, B, C, D] = ['陈一', '林二', '张三', '李四'].map(person) as [Person, Person, Person, Person];

let count = 0;
function away(from: Person, to: Person, startsOn: string, endsOn: string, more: Partial<Delegation> = {}): Delegation {
  return {
    id: `d-${String(++count).padStart(6, '0')}`,
    ...{ role: 'account-manager', side: 'provider', from, to, startsOn, endsOn },
    recordedAt: parseInstant('2026-09-01T09:00:00+08:00'),
    ...more,
  };
}
const actingFor = (all: Delegation[], holder: Partial<Person> & { email: string }, at: string): string[] =>
  substitutionAt(all, { role: 'account-manager', side: 'provider', holder }, parseInstant(at)).map(({ to }) => to.name);
const refusal = (next: Delegation, others: Delegation[]) => {
  const { type, field } = failureOf(() => checkDelegation(next, others));
  return [type, field];
};

describe('a delegation', () => {
  const week = away(A, B, '2026-10-09', '2026-10-15');

  it('is in effect from 0:00 of its first to 24:00 of its last day in China', () => {
    expect(iso(periodOf(week).from)).toBe('2026-10-09T00:00:00.000+08:00');
    expect(iso(periodOf(week).until)).toBe('2026-10-16T00:00:00.000+08:00');
    expect(actingFor([week], A, '2026-10-08T23:59:59+08:00')).toEqual([]);
    expect(actingFor([week], A, '2026-10-09T00:00:00+08:00')).toEqual(['林二']);
    expect(actingFor([week], A, '2026-10-15T23:59:59+08:00')).toEqual(['林二']);
    expect(actingFor([week], A, '2026-10-16T00:00:00+08:00')).toEqual([]);
  });

  it('recorded during the absence takes effect then, not before', () => {
    const late = { ...week, recordedAt: parseInstant('2026-10-12T10:00:00+08:00') };
    expect(actingFor([late], A, '2026-10-12T09:59:00+08:00')).toEqual([]);
    expect(actingFor([late], A, '2026-10-12T10:00:00+08:00')).toEqual(['林二']);
  });

  it('ends when it is revoked; what was before stays', () => {
    const revoked = { ...week, revokedAt: parseInstant('2026-10-12T10:00:00+08:00') };
    expect(actingFor([revoked], A, '2026-10-12T09:59:00+08:00')).toEqual(['林二']);
    expect(actingFor([revoked], A, '2026-10-12T10:00:00+08:00')).toEqual([]);
  });

  it('holds for its role and side only', () => {
    const at = parseInstant('2026-10-12T10:00:00+08:00');
    expect(substitutionAt([week], { role: 'manager', side: 'provider', holder: A }, at)).toEqual([]);
    expect(substitutionAt([week], { role: 'account-manager', side: 'c-1', holder: A }, at)).toEqual([]);
  });

  it('is of a person by name and address, whatever the case; of a role’s mailbox by address', () => {
    expect(isSamePerson(A, { name: ' 陈一 ', email: '陈一@Provider.Example' })).toBe(true);
    expect(isSamePerson(A, { ...A, name: '林二' })).toBe(false);
    expect(actingFor([week], { email: A.email }, '2026-10-12T10:00:00+08:00')).toEqual(['林二']);
    expect(actingFor([week], { ...A, name: '林二' }, '2026-10-12T10:00:00+08:00')).toEqual([]);
  });
});

describe('a chain', () => {
  it('is followed to who is there: A→B→C', () => {
    const all = [away(A, B, '2026-10-09', '2026-10-20'), away(B, C, '2026-10-12', '2026-10-14')];
    expect(actingFor(all, A, '2026-10-10T10:00:00+08:00')).toEqual(['林二']);
    expect(actingFor(all, A, '2026-10-13T10:00:00+08:00')).toEqual(['林二', '张三']);
    expect(actingFor(all, B, '2026-10-13T10:00:00+08:00')).toEqual(['张三']);
    expect(actingFor(all, A, '2026-10-15T10:00:00+08:00')).toEqual(['林二']);
  });

  it('is not led astray by somebody who claims another’s address', () => {
    const all = [
      away(A, B, '2026-10-09', '2026-10-20'),
      away({ name: '冒名', email: B.email }, D, '2026-10-09', '2026-10-20'),
    ];
    expect(actingFor(all, A, '2026-10-13T10:00:00+08:00')).toEqual(['林二']);
  });
});

describe('refused is', () => {
  const first = away(A, B, '2026-10-09', '2026-10-15');

  it.each<[string, Delegation, [FailureType, string]]>([
    ['a last day before the first', away(C, D, '2026-10-09', '2026-10-08'), ['Invalid', 'endsOn']],
    ['a period that is over', away(C, D, '2026-08-01', '2026-08-31'), ['Invalid', 'endsOn']],
    ['oneself as substitute', away(C, { ...C }, '2026-10-09', '2026-10-09'), ['Invalid', 'to.email']],
    ['a second substitute on a common day', away(A, C, '2026-10-15', '2026-10-30'), ['NotNow', 'startsOn']],
    ['A→B→A on a common day', away(B, A, '2026-10-15', '2026-10-16'), ['NotNow', 'to.email']],
  ])('%s', (_what, next, failure) => expect(refusal(next, [first])).toEqual(failure));

  it('a circle through others, at any instant of the period', () => {
    const others = [first, away(B, C, '2026-10-13', '2026-10-20')];
    expect(refusal(away(C, A, '2026-10-01', '2026-10-31'), others)).toEqual(['NotNow', 'to.email']);
    expect(() => checkDelegation(away(C, A, '2026-10-01', '2026-10-12'), others)).not.toThrow();
    expect(() => checkDelegation(away(C, A, '2026-10-16', '2026-10-31'), others)).not.toThrow();
  });

  it('not what lies apart: other days, another role, another side, after a revocation', () => {
    const fine: Delegation[] = [
      away(A, C, '2026-10-16', '2026-10-30'),
      away(B, A, '2026-10-16', '2026-10-16'),
      away(B, A, '2026-10-09', '2026-10-15', { role: 'manager' }),
      away(A, C, '2026-10-09', '2026-10-15', { side: 'c-1' }),
    ];
    for (const next of fine) expect(() => checkDelegation(next, [first])).not.toThrow();
    const revoked = { ...first, revokedAt: parseInstant('2026-10-10T09:00:00+08:00') };
    const after = away(A, C, '2026-10-09', '2026-10-15', { recordedAt: revoked.revokedAt });
    expect(() => checkDelegation(after, [revoked])).not.toThrow();
  });
});

describe('whatever is recorded and revoked in whatever order', () => {
  const people = [A, B, C, D];
  const day0 = dayFromDate('2026-09-28');
  const step = fc.record({
    from: fc.constantFrom(...people),
    to: fc.constantFrom(...people),
    start: fc.integer({ min: -5, max: 20 }),
    length: fc.integer({ min: -1, max: 12 }),
    pause: fc.integer({ min: 1, max: 40 }),
    /** Which of those recorded is revoked instead, if any. */
    revoke: fc.option(fc.nat(30), { freq: 3 }),
  });

  /** Every instant at which something begins or ends, so every state there is. */
  const instantsOf = (all: Delegation[]): Instant[] => all.flatMap((d) => Object.values(periodOf(d)));

  /** By walking from everybody: two ways on from one person, or a way back to them. */
  function isBroken(all: Delegation[], at: Instant): boolean {
    const inEffect = all.filter((d) => isInEffect(d, at));
    return people.some((one) => {
      let here = one;
      for (let steps = 0; steps <= people.length; steps++) {
        const ways = inEffect.filter((d) => d.from.email === here.email);
        if (ways.length > 1) return true;
        if (ways.length === 0) return false;
        here = ways[0]!.to;
      }
      return true;
    });
  }

  it('nobody has two substitutes, nobody acts for themselves, work ends with who is there; no more is refused', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        let all: Delegation[] = [];
        let now = startOfDay(day0);
        for (const { from, to, start, length, pause, revoke } of steps) {
          now += pause * HOUR;
          const revoked = revoke === null ? undefined : all[revoke];
          if (revoked) {
            all = all.map((d) => (d === revoked && d.revokedAt === undefined ? { ...d, revokedAt: now } : d));
            continue;
          }
          const startsOn = dateOf(day0 + start);
          const next = away(from, to, startsOn, dateOf(day0 + start + length), { recordedAt: now });
          const wrong = length < 0 || from === to || endOfDay(day0 + start + length) <= now;
          const clashes = !wrong && instantsOf([...all, next]).some((at) => isBroken([...all, next], at));
          let refused: string | undefined;
          try {
            checkDelegation(next, all);
            all.push(next);
          } catch (error) {
            refused = (error as { type: string }).type;
          }
          expect(refused).toBe(wrong ? 'Invalid' : clashes ? 'NotNow' : undefined);
        }
        for (const at of [...instantsOf(all), now, now + DAY]) {
          for (const holder of people) {
            const chain = substitutionAt(all, { role: 'account-manager', side: 'provider', holder }, at);
            const names = [holder.name, ...chain.map(({ to }) => to.name)];
            expect(new Set(names).size).toBe(names.length);
            const acting = chain.at(-1)?.to ?? holder;
            expect(all.some((d) => isInEffect(d, at) && isSamePerson(d.from, acting))).toBe(false);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
