import { enterDrafting } from '../../../domain/agreement/drafting';
import { firstDayMoved } from '../../../domain/agreement/evaluation';
import { flowStarted, hinted, statusTold } from '../../../domain/agreement/esign-news';
import { turnOf } from '../../../domain/agreement/flow';
import { close } from '../../../domain/agreement/open';
import { signingOutcome } from '../../../domain/agreement/signing';
import type { Party } from '../../../domain/agreement/types';
import { HOUR, iso } from '../../../domain/time';
import { PDF, SHA } from '../../support/agreement';
import { AUTHORISATION, FLOW_ID, SIGNED, signed, SigningOnPaper } from '../../support/esigning';
import { failureOf } from '../../support/failure-of';

const KEY = '2026-客户维护-001/v1/s1';
const ONE = '2026-11-03T10:00:00+08:00';
const TWO = '2026-11-04T11:00:00+08:00';
const AFTER = '2026-11-04T12:00:00+08:00';

/** Both have signed, and the platform says so. */
const bothSigned = (a = new SigningOnPaper().started()): SigningOnPaper =>
  a.at(AFTER).answer({ client: signed(ONE), provider: signed(TWO) }, 'completed');

const onPaper = (a: SigningOnPaper, party: Party): SigningOnPaper =>
  a.send('operations', 'signature.record', {
    ...{ version: 1, sha256: SHA, party, seals: ['company-seal', 'legal-representative'], signedOn: '2026-11-02' },
    ...{ scan: PDF, originalsAt: 't-1' },
  });

describe('starting a flow (§3.4)', () => {
  test('one order under a key of version and attempt; the client signs first', () => {
    const a = new SigningOnPaper().begin();
    expect(a.state.errands).toEqual([{ errand: 'esign-start', startKey: KEY }]);
    expect(a.flow).toMatchObject({ state: 'starting', order: ['client', 'provider'], sha256: SHA, nth: 1 });
    expect(iso(a.flow.expiresAt)).toBe('2026-11-17T00:00:00.000+08:00'); // the signing window
  });

  test('what goes into the state names nobody', () => {
    const a = bothSigned().fetched();
    expect(Object.keys(a.flow).sort()).toEqual(
      [
        ...['provider', 'startKey', 'version', 'sha256', 'nth', 'flowId', 'state', 'order', 'clientSigner'],
        ...['begunAt', 'expiresAt', 'parties', 'askedAt'],
      ].sort(),
    );
    for (const party of ['client', 'provider'] as const)
      expect(Object.keys(a.flow.parties[party]).sort()).toEqual(['signedAt', 'state']);
  });

  test.each([
    ['another version', { version: 2 }, 'VersionVoid', 'version'],
    ['other bytes', { sha256: 'f'.repeat(64) }, 'VersionVoid', 'sha256'],
    ['an order without the provider', { order: ['client', 'client'] as Party[] }, 'Invalid', 'order'],
    ['an order of one', { order: ['client'] as Party[] }, 'Invalid', 'order'],
    [
      'an authorised representative without the authorisation',
      { clientSigner: 'authorised-representative' as const },
      'Invalid',
      'authorisation',
    ],
  ])('%s is refused', (_what, more, type, field) => {
    const a = new SigningOnPaper();
    expect(failureOf(() => a.begin(more))).toMatchObject({ type, field });
    expect(a.state.flow).toBeUndefined();
    expect(a.state.errands).toBeUndefined();
  });

  test('with the authorisation on file the authorised representative signs', () => {
    const a = new SigningOnPaper().begin({ clientSigner: 'authorised-representative', authorisation: AUTHORISATION });
    expect(a.flow).toMatchObject({ clientSigner: 'authorised-representative', authorisation: AUTHORISATION });
  });

  test('not while another flow runs, in any of its states', () => {
    for (const a of [new SigningOnPaper().begin(), new SigningOnPaper().started(), bothSigned()])
      expect(failureOf(() => a.begin()).type).toBe('NotNow');
  });

  test('not when a side has signed on paper; and not on paper while a flow runs', () => {
    expect(failureOf(() => onPaper(new SigningOnPaper(), 'client').begin()).type).toBe('NotNow');
    expect(failureOf(() => onPaper(new SigningOnPaper().begin(), 'client')).type).toBe('NotNow');
  });

  test('not once the window has lapsed, until somebody has decided', () => {
    const a = new SigningOnPaper().at('2026-11-17T09:00:00+08:00');
    expect(failureOf(() => a.begin()).type).toBe('NotNow');
    a.send('manager', 'signing.lapse.decide', { answer: 'extend' }).begin();
    expect(a.flow.startKey).toBe(KEY); // nothing was started before
  });

  test('not when the agreed term is over', () => {
    const a = new SigningOnPaper({ startsOn: '2026-10-03', termMonths: 1 }).at('2026-11-03T09:00:00+08:00');
    expect(failureOf(() => a.begin()).type).toBe('NotNow');
  });

  test('only operations start and ask, the manager may give up', () => {
    const a = new SigningOnPaper();
    expect(
      failureOf(() => a.send('manager', 'signing.start', { version: 1, sha256: SHA, provider: 'ess' })).type,
    ).toBe('Forbidden');
    a.begin();
    expect(failureOf(() => a.send('client', 'signing.cancel', { reason: 't-1' })).type).toBe('Forbidden');
    expect(failureOf(() => a.send('manager', 'signing.flow.refresh', {})).type).toBe('Forbidden');
    expect(a.send('manager', 'signing.cancel', { reason: 't-1' }).flow.state).toBe('cancelled');
  });
});

describe('signing in turn', () => {
  test('whoever is first hears of it when the flow has begun, the other when the first has signed', () => {
    const a = new SigningOnPaper().started();
    expect(turnOf(a.flow)).toBe('client');
    expect(a.hears('signing.your-turn')).toEqual(['client']);
    a.at(AFTER).answer({ client: signed(ONE) });
    expect(turnOf(a.flow)).toBe('provider');
    expect(a.hears('signing.your-turn')).toEqual(['client', 'operations']);
    expect(a.happened('signing.signed')).toEqual([{ startKey: KEY, party: 'client' }]);
    expect(a.state.signatures).toEqual({}); // nothing counts before the file has been verified
  });

  test('the provider first, where that was chosen', () => {
    const a = new SigningOnPaper().started({ order: ['provider', 'client'] });
    expect(a.hears('signing.your-turn')).toEqual(['operations']);
    a.at(AFTER).answer({ provider: signed(ONE) });
    expect(a.hears('signing.your-turn')).toEqual(['operations', 'client']);
  });

  test('both signed and verified: in force from the last one’s day in China, on the same path as paper', () => {
    // 23:30 UTC is the next morning in China
    const a = new SigningOnPaper().started().at('2026-11-05T09:00:00+08:00');
    a.answer({ client: signed('2026-11-03T10:00:00+08:00'), provider: signed('2026-11-03T23:30:00Z') }, 'completed');
    expect(a.flow.state).toBe('completing');
    expect(signingOutcome(a.state)).toBeUndefined();
    a.fetched();
    expect(a.state).toMatchObject({
      signedOn: '2026-11-04',
      effectiveOn: '2026-11-04',
      termEnd: '2027-11-03',
      flow: { state: 'completed' },
      signatures: {
        client: { signedOn: '2026-11-03', scan: SIGNED, platform: 'ess' },
        provider: { signedOn: '2026-11-04', scan: SIGNED, platform: 'ess' },
      },
    });
    expect(signingOutcome(a.state)).toBe('in-force');
    expect(a.deadline('signing')).toBeUndefined();
    expect(a.deadline('signing.reconcile')).toBeUndefined();
    expect(a.hears('agreement.effective')).toEqual(['client']);
  });

  test('an agreed condition is awaited after it, as after paper', () => {
    const a = bothSigned(new SigningOnPaper({ condition: { text: 't-1', dueOn: '2026-11-20' } }).started()).fetched();
    expect(signingOutcome(a.state)).toBeUndefined();
    expect(a.deadline('effectiveness')).toBeDefined();
  });

  test('both sides at once, told in one answer: accepted in their order only', () => {
    const a = new SigningOnPaper().started().at(AFTER);
    a.answer({ client: signed(TWO), provider: signed(ONE) }, 'completed');
    expect(a.flow).toMatchObject({ state: 'faulty', fault: 'out-of-order' });
  });

  test('what was signed in time but is learnt after the lapse counts until somebody has decided', () => {
    const a = new SigningOnPaper().started().at('2026-11-18T09:00:00+08:00');
    expect(a.deadline('signing.lapse')).toBeDefined();
    a.answer({ client: signed(ONE), provider: signed(TWO) }, 'completed').fetched();
    expect(a.state.effectiveOn).toBe('2026-11-04');
    expect(a.deadline('signing.lapse')).toBeUndefined();
    expect(a.happened('deadline.met').at(-1)).toEqual({ id: 'signing', recordedLate: true, late: true });
  });
});

describe('what is not accepted', () => {
  test.each([
    ['the second before the first', { provider: signed(ONE) }, 'open', 'out-of-order'],
    ['completed with a signature missing', { client: signed(ONE) }, 'completed', 'incomplete'],
    ['signed at no time', { client: { state: 'signed' as const } }, 'open', 'time'],
    ['signed before it was asked for', { client: signed('2026-11-02T08:00:00+08:00') }, 'open', 'time'],
    ['signed in the future', { client: signed('2026-11-04T12:06:00+08:00') }, 'open', 'time'],
  ] as const)('%s: the flow is cancelled as faulty, and told', (_what, signers, state, fault) => {
    const a = new SigningOnPaper().started().at(AFTER).answer(signers, state);
    expect(a.flow).toMatchObject({ state: 'faulty', fault });
    expect(a.happened('signing.flow.ended').at(-1)).toEqual({ provider: 'ess', startKey: KEY, state: 'faulty', fault });
    expect(a.hears('signing.flow-ended')).toEqual(['operations', 'account-manager', 'manager']);
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', startKey: KEY, flowId: FLOW_ID }]);
    expect(a.state).toMatchObject({ signatures: {} });
    expect(a.deadline('signing')!.state).toBe('open'); // another flow, or paper, may follow
    expect(a.deadline('signing.reconcile')).toBeUndefined();
  });

  test('signed after the window had ended', () => {
    const a = new SigningOnPaper().started().at('2026-11-18T09:00:00+08:00');
    a.answer({ client: signed('2026-11-17T00:00:01+08:00') });
    expect(a.flow).toMatchObject({ state: 'faulty', fault: 'time' });
  });

  test('a signed file that does not verify is refused, told, and never in force', () => {
    const a = bothSigned().fetched('forged');
    expect(a.left.at(-1)).toEqual({ errand: 'esign-fetch', startKey: KEY });
    expect(a.flow).toMatchObject({ state: 'faulty', fault: 'unverified' });
    expect(a.state).toMatchObject({ signatures: {} });
    expect(a.state.effectiveOn).toBeUndefined();
    expect(a.hears('signing.flow-ended')).toContain('manager');
    expect(signingOutcome(a.state)).toBeUndefined();
  });

  test('signatures of a lapsed window whose term is over bring nothing into force', () => {
    const a = new SigningOnPaper({ startsOn: '2026-10-18', termMonths: 1 }).started(); // to 2026-11-17
    a.at('2026-11-18T09:00:00+08:00').answer({ client: signed(ONE), provider: signed(TWO) }, 'completed').fetched();
    expect(a.flow).toMatchObject({ state: 'faulty', fault: 'term-over' });
    expect(a.state.effectiveOn).toBeUndefined();
  });
});

describe('a flow that ends without signatures', () => {
  test.each(['refused', 'expired', 'cancelled'] as const)('%s: told, the window runs on, and a new flow has a new key', (state) => {
    const a = new SigningOnPaper().started().at(AFTER);
    a.answer(state === 'refused' ? { client: signed(ONE), provider: { state: 'refused' } } : {}, state);
    expect(a.flow.state).toBe(state);
    expect(a.happened('signing.flow.ended').at(-1)).toMatchObject({
      state,
      ...(state === 'refused' && { party: 'provider' }),
    });
    expect(a.hears('signing.flow-ended')).toEqual(['operations', 'account-manager', 'manager']);
    expect(a.state.errands).toEqual([]); // it has ended there as well
    expect(a.deadline('signing')!.state).toBe('open');
    a.begin();
    expect(a.flow.startKey).toBe('2026-客户维护-001/v1/s2');
    expect(a.flow.parties.client.state).toBe('waiting'); // what was signed there is not used here
  });

  test('paper may follow', () => {
    const a = new SigningOnPaper().started().at(AFTER).answer({ client: signed(ONE) }, 'expired');
    expect(Object.keys(onPaper(a, 'client').state.signatures)).toEqual(['client']);
  });

  test('operations give it up with a reason, which goes to the platform', () => {
    const a = new SigningOnPaper().started().send('operations', 'signing.cancel', { reason: 't-9' });
    expect(a.flow.state).toBe('cancelled');
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', flowId: FLOW_ID, reason: 't-9' }]);
    expect(failureOf(() => a.send('operations', 'signing.cancel', { reason: 't-9' })).type).toBe('NotNow');
    expect(a.cancelledThere().state.errands).toEqual([]);
  });

  test('the platform will not start it: told with its reason, no second try', () => {
    const a = new SigningOnPaper().begin().vain('腾讯电子签拒绝了请求 (InvalidParameter)');
    expect(a.happened('signing.flow.ended')).toMatchObject([{ state: 'failed', detail: expect.stringContaining('Invalid') }]);
    expect(a.hears('signing.flow-ended')).toHaveLength(3);
    expect(a.state.errands).toEqual([]);
    expect(a.deadline('signing.reconcile')).toBeUndefined();
  });
});

describe('void on change (§3.2): a flow for what no longer holds', () => {
  const lateAnswer = (a: SigningOnPaper): SigningOnPaper =>
    a.change((book) => statusTold(book, KEY, { state: 'completed', signers: [
      { party: 'client', ...signed(ONE) },
      { party: 'provider', ...signed(TWO) },
    ] }));

  const CHANGES: [what: string, change: (a: SigningOnPaper) => SigningOnPaper][] = [
    ['the client withdraws', (a) => a.send('client', 'agreement.withdraw', { reason: 't-1' }).change(close('withdrawn'))],
    ['the manager closes', (a) => a.send('manager', 'agreement.close', { reason: 't-1' }).change(close('closed'))],
    [
      'the lapse is extended',
      (a) => a.at('2026-11-17T09:00:00+08:00').send('manager', 'signing.lapse.decide', { answer: 'extend' }),
    ],
    [
      'the lapse is closed',
      (a) =>
        a
          .at('2026-11-17T09:00:00+08:00')
          .send('manager', 'signing.lapse.decide', { answer: 'close', reason: 't-1' })
          .change(close('closed')),
    ],
    ['another first day: drafted anew', (a) => a.change((book) => firstDayMoved(book, '2027-03-01')).change(enterDrafting)],
  ];

  test.each(CHANGES)('%s: cancelled on the platform, and what is signed in it is not used', (_what, change) => {
    const a = new SigningOnPaper({ startsOn: '2027-01-01' }).started().at(AFTER).answer({});
    change(a);
    expect(a.flow.state).toBe('void');
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', startKey: KEY, flowId: FLOW_ID }]);
    expect(a.deadline('signing.reconcile')).toBeUndefined();
    lateAnswer(a);
    expect(a.flow.state).toBe('void');
    expect(a.state).toMatchObject({ signatures: {} });
    expect(a.state.effectiveOn).toBeUndefined();
  });

  test('one that has not left yet is simply not started', () => {
    const a = new SigningOnPaper().begin().send('operations', 'signing.cancel', { reason: 't-1' });
    expect(a.state.errands).toEqual([]);
  });

  test('one that is being started is cancelled as soon as its id is known', () => {
    const a = new SigningOnPaper().begin();
    a.leave();
    const { flow } = a;
    a.send('operations', 'signing.cancel', { reason: 't-1' });
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', startKey: KEY }]);
    a.begin({ provider: 'esign' }); // meanwhile another one
    a.change((book) => flowStarted(book, flow, FLOW_ID));
    expect(a.flow).toMatchObject({ startKey: '2026-客户维护-001/v1/s2', state: 'starting' });
    expect(a.state.errands).toMatchObject([
      { errand: 'esign-start', startKey: '2026-客户维护-001/v1/s2' },
      { errand: 'esign-cancel', startKey: KEY, flowId: FLOW_ID, reason: 't-1' },
    ]);
  });

  test('one of which nobody knows whether it was ever started is looked up under its key', () => {
    const a = new SigningOnPaper().begin().vain().send('operations', 'signing.cancel', { reason: 't-1' });
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', startKey: KEY }]);
    expect(a.state.errands![0]).not.toHaveProperty('flowId');
  });

  test('once both have signed nothing is undone by the desk, only given up by the manager', () => {
    const a = bothSigned();
    const undo: (() => unknown)[] = [
      () => a.send('client', 'agreement.withdraw', { reason: 't-1' }),
      () => a.send('manager', 'agreement.close', { reason: 't-1' }),
      () => a.send('operations', 'signing.cancel', { reason: 't-1' }),
    ];
    for (const command of undo) expect(failureOf(command).type).toBe('NotNow');
    const lapsed = bothSigned().at('2026-11-17T09:00:00+08:00');
    expect(failureOf(() => lapsed.send('manager', 'signing.lapse.decide', { answer: 'extend' })).type).toBe('NotNow');
    expect(lapsed.send('manager', 'signing.cancel', { reason: 't-1' }).flow.state).toBe('cancelled');
  });
});

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
    expect(a.hears('signing.platform-away')).toEqual(['operations', 'manager', 'operations', 'manager', 'operations', 'manager']);
    expect(a.happened('signing.platform-away')[0]).toMatchObject({ provider: 'ess', attempts: 5 });
    expect(a.flow.state).toBe('open');
    a.at(a.deadline('signing.reconcile')!.dueAt).answer({ client: signed(ONE) });
    expect(a.happened('signing.platform-back')).toEqual([{ provider: 'ess' }]);
    expect(a.flow.away).toBeUndefined();
  });

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
    const a = new SigningOnPaper().started().send('client', 'agreement.withdraw', { reason: 't-1' }).change(close('withdrawn'));
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
