import fc from 'fast-check';
import { bundledCalendar } from '../../calendar/load';
import { NOTICE_KINDS, type NoticeKind } from '../../domain/notice-kinds';
import { AgreementBook } from '../../domain/agreement/book';
import { catchUp, copyOf } from '../../domain/agreement/step';
import { keepsQuietHours, quietUntil } from '../../domain/quiet-hours';
import { PaperAgreement } from '../support/agreement';
import { complaint, handled, request, type PaperCase } from '../support/case';
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

  it.each(['agreement', 'request'] as const)('the reminders of an %s in any unit; nothing else', (of) => {
    expect(waiting({ of, target: workdays })).toEqual(REMINDERS);
    expect(waiting({ of, target: hours })).toEqual(REMINDERS);
  });

  it('of a complaint nothing that runs in minutes or hours, and never its ladder', () => {
    expect(waiting({ of: 'complaint', target: hours })).not.toContain('deadline.warning');
    expect(waiting({ of: 'complaint', target: { value: 30, unit: 'min' } })).not.toContain('deadline.warning');
    const later = waiting({ of: 'complaint', target: workdays });
    expect(later).toContain('deadline.warning');
    expect(later).not.toContain('deadline.missed');
    expect(later).not.toContain('deadline.escalation');
  });
});

describe('in an execution', () => {
  /** What the clocks of the intake leave behind; the documents are due on Monday 2026-11-16 at 24:00. */
  function overdue(at: string): AgreementBook {
    const { state } = new PaperAgreement();
    const book = new AgreementBook(copyOf(state), parseInstant(at));
    catchUp(book);
    return book;
  }

  it('the record keeps the true instant, the mail of an agreement waits for 8:00', () => {
    const book = overdue('2026-11-17T00:00:00+08:00');
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
    const book = overdue('2026-11-17T10:00:00+08:00');
    expect(book.notices.length).toBeGreaterThan(1);
    expect(book.notices.filter(({ notBefore }) => notBefore !== undefined)).toEqual([]);
  });

  const told = ({ notices }: PaperCase, kind: NoticeKind) =>
    notices
      .filter((n) => n.kind === kind)
      .map(({ to, data, notBefore }) => [to, (data as { id: string }).id, notBefore && iso(notBefore).slice(0, 16)]);

  it('a complaint by night: the warning, the miss and the escalation of its first contact leave at once', () => {
    const c = complaint({}, { reportedAt: '2026-12-05T22:00' }).at('2026-12-05T22:20').at('2026-12-05T23:00');
    expect(told(c, 'deadline.warning')).toContainEqual(['account-manager', 'complaint.first-contact', undefined]);
    expect(told(c, 'deadline.missed')).toEqual([['account-manager', 'complaint.first-contact', undefined]]);
    expect(told(c, 'deadline.escalation')).toEqual([['manager', 'complaint.first-contact', undefined]]);
  });

  it('a request by night: its warning, its miss and its escalation wait for the morning, however urgent it is', () => {
    const r = request({ urgency: '紧急' }, { reportedAt: '2026-12-05T22:00' })
      .at('2026-12-05T23:30')
      .at('2026-12-06T00:30');
    const response = (kind: NoticeKind) => told(r, kind).filter(([, id]) => id === 'request.response');
    const morning = '2026-12-07T08:00';
    expect(response('deadline.warning')[0]).toEqual(['account-manager', 'request.response', morning]);
    expect(response('deadline.missed')).toEqual([['account-manager', 'request.response', morning]]);
    expect(response('deadline.escalation')).toEqual([['manager', 'request.response', morning]]);
  });

  it('of a clock in working days only the warning waits, never the ladder', () => {
    const c = handled(complaint()).at('2026-12-11T22:00').at('2026-12-15T00:00');
    const resolution = (kind: NoticeKind) => told(c, kind).filter(([, id]) => id === 'complaint.resolution');
    const [warned] = resolution('deadline.warning');
    expect(warned).toEqual(['account-manager', 'complaint.resolution', '2026-12-14T08:00']);
    expect(resolution('deadline.missed')).toEqual([['account-manager', 'complaint.resolution', undefined]]);
    expect(resolution('deadline.escalation')).toEqual([['manager', 'complaint.resolution', undefined]]);
  });

  it('a document or a decision asked for goes at once, at night too', () => {
    const night = new PaperAgreement({}, '2026-11-07T23:30:00+08:00');
    const book = new AgreementBook(copyOf(night.state), night.now);
    book.notify('intake.documents-requested', 'client', { kinds: ['business-licence'] });
    expect(book.notices.at(-1)).not.toHaveProperty('notBefore');
  });
});
