import { turnOf } from '../../../domain/agreement/flow';
import { waitingFor } from '../../../domain/agreement/view';
import { signingOutcome } from '../../../domain/agreement/signing';
import type { Party } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { SHA } from '../../support/agreement';
import {
  AFTER,
  AUTHORISATION,
  bothSigned,
  FLOW_ID,
  KEY,
  ONE,
  onPaper,
  SIGNED,
  signed,
  SigningOnPaper,
  TWO,
} from '../../support/esigning';
import { failureOf } from '../../support/failure-of';

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
    expect(failureOf(() => a.send('manager', 'signing.start', { version: 1, sha256: SHA, provider: 'ess' })).type).toBe(
      'Forbidden',
    );
    a.begin();
    expect(failureOf(() => a.send('client', 'signing.cancel', { reason: 't-1' })).type).toBe('Forbidden');
    expect(failureOf(() => a.send('manager', 'signing.flow.refresh', {})).type).toBe('Forbidden');
    expect(a.send('manager', 'signing.cancel', { reason: 't-1' }).flow.state).toBe('cancelled');
  });
});

describe('signing in turn', () => {
  test('whoever is first hears of it when the flow has begun, the other when the first has signed', () => {
    const a = new SigningOnPaper().started();
    expect([turnOf(a.flow), waitingFor(a.state)]).toEqual(['client', 'client']);
    expect(a.hears('signing.your-turn')).toEqual(['client']);
    a.at(AFTER).answer({ client: signed(ONE) });
    expect([turnOf(a.flow), waitingFor(a.state)]).toEqual(['provider', 'operations']);
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
    a.at('2026-11-18T09:00:00+08:00')
      .answer({ client: signed(ONE), provider: signed(TWO) }, 'completed')
      .fetched();
    expect(a.flow).toMatchObject({ state: 'faulty', fault: 'term-over' });
    expect(a.state.effectiveOn).toBeUndefined();
  });
});
