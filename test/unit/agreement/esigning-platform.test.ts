import { hinted } from '../../../domain/agreement/esign-news';
import { close } from '../../../domain/agreement/open';
import { HOUR } from '../../../domain/time';
import { bothSigned, FLOW_ID, KEY, ONE, onPaper, signed, SigningOnPaper } from '../../support/esigning';
import { failureOf } from '../../support/failure-of';

describe('a platform that does not answer', () => {
  test('is tried again ever later, people hear of it after half an hour and then once a day', () => {
    const a = new SigningOnPaper().started();
    const began = a.now;
    const tries: number[] = [];
    for (let day = 0; day < 3 * 24 * HOUR; day = a.now - began) {
      a.at(a.deadline('signing.reconcile')!.dueAt);
      tries.push(Math.round((a.now - began) / 60_000));
      a.vain();
    }
    const minutes = tries.map((at, i) => at - (tries[i - 1] ?? 0));
    expect(minutes.slice(0, 9)).toEqual([240, 2, 4, 8, 16, 32, 64, 128, 240]);
    expect(minutes.slice(9).every((gap) => gap === 240)).toBe(true);
    expect(a.hears('signing.platform-away')).toEqual([
      'operations',
      'manager',
      'operations',
      'manager',
      'operations',
      'manager',
    ]);
    expect(a.happened('signing.platform-away')[0]).toMatchObject({ provider: 'ess', attempts: 5 });
    expect(a.flow.state).toBe('open');
    a.at(a.deadline('signing.reconcile')!.dueAt).answer({ client: signed(ONE) });
    expect(a.happened('signing.platform-back')).toEqual([{ provider: 'ess' }]);
    expect(a.flow.away).toBeUndefined();
  });

  test('trouble of our own is tried again just so, and nobody is told that the platform is away', () => {
    const a = new SigningOnPaper().started();
    a.at(a.deadline('signing.reconcile')!.dueAt).vain('unavailable');
    const tries: number[] = [];
    for (let i = 0; i < 8; i++) {
      const { dueAt } = a.deadline('signing.reconcile')!;
      tries.push(Math.round((dueAt - a.now) / 60_000));
      a.at(dueAt).vain('unavailable');
    }
    expect(tries).toEqual([2, 4, 8, 16, 32, 64, 128, 240]);
    expect(a.hears('signing.platform-away')).toEqual([]);
    expect([a.flow.state, a.flow.away]).toEqual(['open', undefined]);
    a.at(a.deadline('signing.reconcile')!.dueAt).answer({ client: signed(ONE) });
    expect(a.happened('signing.platform-back')).toEqual([]);
    expect(a.flow.stalled).toBeUndefined();
  });

  test.each(['platform-away', 'unavailable'] as const)(
    'a start that was in vain (%s) may have begun: given up, it is cancelled there as well',
    (why) => {
      const a = new SigningOnPaper().begin().vain(why).send('operations', 'signing.cancel', { reason: 't-1' });
      expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', startKey: KEY }]);
    },
  );

  test('a start in vain is the same order again, under the same key', () => {
    const a = new SigningOnPaper().begin().vain();
    a.at(a.deadline('signing.reconcile')!.dueAt);
    expect(a.state.errands).toEqual([{ errand: 'esign-start', startKey: KEY }]);
  });

  test('a file that cannot be fetched is asked for again', () => {
    const a = bothSigned().vain();
    a.at(a.deadline('signing.reconcile')!.dueAt).fetched();
    expect(a.state.effectiveOn).toBe('2026-11-04');
  });

  test('the agreement stays steerable, and so do its other clocks', () => {
    const a = new SigningOnPaper().begin();
    for (let i = 0; i < 6; i++) a.vain().at(a.deadline('signing.reconcile')!.dueAt);
    a.send('operations', 'signing.cancel', { reason: 't-1' });
    expect(Object.keys(onPaper(a, 'client').state.signatures)).toEqual(['client']);
    a.at('2026-11-17T00:00:00+08:00');
    expect(a.deadline('signing.lapse')).toBeDefined();
  });

  test('what cannot be cancelled there is tried again, told, and left when it has lapsed by itself', () => {
    const a = new SigningOnPaper().started().send('operations', 'signing.cancel', { reason: 't-1' });
    for (let i = 0; i < 7; i++) a.vain().at(a.deadline('signing.reconcile')!.dueAt);
    expect(a.hears('signing.not-cancelled')).toEqual(['operations', 'manager']);
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', flowId: FLOW_ID, attempts: 7 }]);
    a.begin(); // which does not wait for it
    expect(a.state.errands).toHaveLength(2);
    a.at('2026-11-18T00:00:00+08:00').vain();
    expect(a.state.uncancelled).toBeUndefined();
  });

  test('an agreement that has ended tries once more and patiently, then people are told', () => {
    const a = new SigningOnPaper()
      .started()
      .send('client', 'agreement.withdraw', { reason: 't-1' })
      .change(close('withdrawn'));
    a.vain();
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', patient: true }]);
    expect(a.hears('signing.not-cancelled')).toEqual([]);
    a.vain();
    expect(a.state.errands).toEqual([]);
    expect(a.hears('signing.not-cancelled')).toEqual(['operations', 'manager']);
  });
});

describe('hints and questions', () => {
  const hint = (a: SigningOnPaper, flowId = FLOW_ID, provider: 'ess' | 'esign' = 'ess'): SigningOnPaper =>
    a.change((book) => hinted(book, { provider, flowId }));

  test('a hint is no news: it only makes the agreement ask', () => {
    const a = hint(new SigningOnPaper().started());
    expect(a.state.errands).toEqual([{ errand: 'esign-status', startKey: KEY }]);
    expect(a.flow.parties).toEqual({ client: { state: 'waiting' }, provider: { state: 'waiting' } });
  });

  test('ten hints are one question; one that comes while it is asked is one more', () => {
    const a = new SigningOnPaper().started();
    for (let i = 0; i < 10; i++) hint(a);
    expect(a.state.errands).toHaveLength(1);
    a.leave();
    for (let i = 0; i < 10; i++) hint(a);
    expect(a.state.errands).toHaveLength(1);
  });

  test.each([
    ['of another flow', (a: SigningOnPaper) => hint(a, 'f-2')],
    ['of another platform', (a: SigningOnPaper) => hint(a, FLOW_ID, 'esign')],
  ])('a hint %s changes nothing', (_what, say) => {
    expect(say(new SigningOnPaper().started()).state.errands).toEqual([]);
  });

  test('a hint before there is a flow, or of one that has ended, changes nothing', () => {
    expect(hint(new SigningOnPaper()).state.errands).toBeUndefined();
    expect(hint(new SigningOnPaper().begin()).state.errands).toHaveLength(1); // the start alone
    const a = bothSigned().fetched();
    expect(hint(a).state.errands).toEqual([]);
  });

  test('without any hint the platform is asked every four hours of the wall clock, whatever service hours were agreed', () => {
    const hours = { intervals: [{ from: 9 * 60, to: 12 * 60 }] };
    const a = new SigningOnPaper({ serviceHours: hours }).started();
    expect(a.deadline('signing.reconcile')!.dueAt).toBe(a.now + 4 * HOUR);
    a.at(a.now + 4 * HOUR).answer({ client: { state: 'viewed', viewedAt: a.now - HOUR } });
    expect(a.happened('signing.viewed')).toEqual([{ startKey: KEY, party: 'client' }]);
    expect(a.deadline('signing.reconcile')!.dueAt).toBe(a.now + 4 * HOUR);
  });

  test('operations ask now; without a flow there is nothing to ask', () => {
    const a = new SigningOnPaper();
    expect(failureOf(() => a.send('operations', 'signing.flow.refresh', {})).type).toBe('NotNow');
    a.started().send('operations', 'signing.flow.refresh', {});
    expect(a.state.errands).toEqual([{ errand: 'esign-status', startKey: KEY }]);
  });

  test('a start under way is not ordered a second time by asking', () => {
    const a = new SigningOnPaper().begin();
    a.leave();
    a.send('operations', 'signing.flow.refresh', {});
    expect(a.state.errands).toEqual([]);
  });
});
