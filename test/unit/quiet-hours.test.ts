import fc from 'fast-check';
import { bundledCalendar } from '../../calendar/load';
import { NOTICE_KINDS, type NoticeKind } from '../../domain/notice-kinds';
import { AgreementBook } from '../../domain/agreement/book';
import { catchUp, copyOf } from '../../domain/agreement/step';
import { keepsQuietHours, quietUntil } from '../../domain/quiet-hours';
import { PaperAgreement } from '../support/agreement';
import { HOUR, MINUTE, iso, parseInstant } from '../../domain/time';
import { nextDate, slowDate, slowIsWorking } from '../support/slow-calendar';

const cal = bundledCalendar();
const until = (at: string): string | undefined => {
  const end = quietUntil(parseInstant(at), cal);
  return end === undefined ? undefined : iso(end).slice(0, 16);
};

/** The same by looking at the clock on the wall. */
function isQuiet(at: number): boolean {
  const hour = Number(iso(at).slice(11, 13));
  return hour < 8 || hour >= 20 || !slowIsWorking(slowDate(at));
}

describe('quiet hours', () => {
  it.each([
    ['a working night ends in the morning', '2026-11-24T20:00:00+08:00', '2026-11-25T08:00'],
    ['so does the night after midnight', '2026-11-25T00:00:00+08:00', '2026-11-25T08:00'],
    ['a Friday evening ends on Monday', '2026-11-27T20:00:01+08:00', '2026-11-30T08:00'],
    ['a whole weekend day is quiet', '2026-11-28T12:00:00+08:00', '2026-11-30T08:00'],
    ['a make-up Saturday is a working day', '2026-10-09T23:00:00+08:00', '2026-10-10T08:00'],
    ['国庆 is quiet to its end', '2026-09-30T21:00:00+08:00', '2026-10-08T08:00'],
    ['春节 of a projected year too', '2027-02-05T20:30:00+08:00', '2027-02-09T08:00'],
  ])('%s', (_rule, at, end) => expect(until(at)).toBe(end));

  it('are over at 8:00 and begin at 20:00', () => {
    for (const open of ['2026-11-25T08:00:00+08:00', '2026-11-25T19:59:59.999+08:00', '2026-10-10T10:00:00+08:00'])
      expect(until(open)).toBeUndefined();
    expect(until('2026-11-25T07:59:59.999+08:00')).toBe('2026-11-25T08:00');
  });

  it('end at the first 8:00 of a working day after which nobody is disturbed, in published and projected years', () => {
    const instants = fc.integer({
      min: parseInstant('2024-01-01T00:00:00+08:00'),
      max: parseInstant('2040-12-20T00:00:00+08:00'),
    });
    fc.assert(
      fc.property(instants, (at) => {
        const end = quietUntil(at, cal);
        if (!isQuiet(at)) return expect(end).toBeUndefined();
        expect(iso(end!).slice(11)).toBe('08:00:00.000+08:00');
        expect(isQuiet(end!)).toBe(false);
        for (let day = slowDate(at); day <= slowDate(end!); day = nextDate(day)) {
          const morning = parseInstant(`${day}T08:00:00+08:00`);
          if (morning > at && morning < end!) expect(slowIsWorking(day)).toBe(false);
        }
        expect(end! - at).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lose nothing: what comes later never leaves earlier', () => {
    const leaves = (at: number): number => quietUntil(at, cal) ?? at;
    const base = parseInstant('2026-09-01T00:00:00+08:00');
    fc.assert(
      fc.property(fc.nat(200 * 24 * 60), fc.nat(20 * 24 * 60), (a, b) => {
        expect(leaves(base + a * MINUTE)).toBeLessThanOrEqual(leaves(base + (a + b) * MINUTE));
      }),
    );
    expect(leaves(base + 9 * HOUR)).toBe(base + 9 * HOUR);
  });
});

describe('who keeps them', () => {
  const REMINDERS: NoticeKind[] = [
    ...(['deadline.warning', 'deadline.missed', 'deadline.escalation', 'deadline.your-turn'] as const),
    'renewal.unsigned',
  ];
  const hours = { value: 24, unit: 'h' } as const;
  const workdays = { value: 3, unit: 'workday' } as const;
  const waiting = (facts: Parameters<typeof keepsQuietHours>[1]): NoticeKind[] =>
    NOTICE_KINDS.filter((kind) => keepsQuietHours(kind, facts));

  it('the reminders of an agreement, whatever unit its clock runs in; nothing else', () => {
    expect(waiting({ ofCase: false, target: workdays })).toEqual(REMINDERS);
    expect(waiting({ ofCase: false, target: hours })).toEqual(REMINDERS);
  });

  it('of a case nothing that runs in minutes or hours, and never its ladder', () => {
    expect(waiting({ ofCase: true, target: hours })).not.toContain('deadline.warning');
    expect(waiting({ ofCase: true, target: { value: 30, unit: 'min' } })).not.toContain('deadline.warning');
    const later = waiting({ ofCase: true, target: workdays });
    expect(later).toContain('deadline.warning');
    expect(later).not.toContain('deadline.missed');
    expect(later).not.toContain('deadline.escalation');
  });
});

describe('in an execution', () => {
  /** What the clocks of the intake leave behind; the documents are due on Monday 2026-11-16 at 24:00. */
  function overdue(Kind: typeof AgreementBook, at: string) {
    const { state } = new PaperAgreement();
    const book = new Kind(copyOf(state), parseInstant(at));
    catchUp(book);
    return book;
  }
  class CaseBook extends AgreementBook {
    protected override readonly ofCase: boolean = true;
  }

  it('the record keeps the true instant, the mail of an agreement waits for 8:00', () => {
    const book = overdue(AgreementBook, '2026-11-17T00:00:00+08:00');
    const missed = book.events.find(({ event }) => event === 'deadline.missed')!;
    expect(iso(missed.at)).toBe('2026-11-17T00:00:00.000+08:00');
    const told = book.notices.filter(({ kind }) => kind.startsWith('deadline.'));
    expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['deadline.missed', 'deadline.escalation']));
    for (const { at, notBefore } of told) {
      expect(iso(at)).toBe('2026-11-17T00:00:00.000+08:00');
      expect(iso(notBefore!)).toBe('2026-11-17T08:00:00.000+08:00');
    }
  });

  it('in daytime nothing waits', () => {
    const book = overdue(AgreementBook, '2026-11-17T10:00:00+08:00');
    expect(book.notices.length).toBeGreaterThan(1);
    expect(book.notices.filter(({ notBefore }) => notBefore !== undefined)).toEqual([]);
  });

  it('of a case the warning waits, the miss and the ladder do not', () => {
    const book = overdue(CaseBook, '2026-11-17T00:00:00+08:00');
    const waits = (kind: NoticeKind) =>
      book.notices.filter((n) => n.kind === kind).map((n) => n.notBefore !== undefined);
    expect(waits('deadline.warning')).toContain(true);
    expect(waits('deadline.missed')).toEqual([false]);
    expect(waits('deadline.escalation')).toEqual([false]);
  });

  it('a document or a decision asked for goes at once, at night too', () => {
    const night = new PaperAgreement({}, '2026-11-07T23:30:00+08:00');
    const book = new AgreementBook(copyOf(night.state), night.now);
    book.notify('intake.documents-requested', 'client', { kinds: ['business-licence'] });
    expect(book.notices.at(-1)).not.toHaveProperty('notBefore');
  });
});
