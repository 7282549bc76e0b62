import { enterDrafting } from '../../../domain/agreement/drafting';
import { firstDayMoved } from '../../../domain/agreement/evaluation';
import { flowStarted, statusTold } from '../../../domain/agreement/esign-news';
import { close } from '../../../domain/agreement/open';
import { AFTER, bothSigned, FLOW_ID, KEY, ONE, onPaper, signed, SigningOnPaper, TWO } from '../../support/esigning';
import { failureOf } from '../../support/failure-of';

describe('a flow that ends without signatures', () => {
  test.each(['refused', 'expired', 'cancelled'] as const)(
    '%s: told, the window runs on, and a new flow has a new key',
    (state) => {
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
    },
  );

  test('paper may follow', () => {
    const a = new SigningOnPaper()
      .started()
      .at(AFTER)
      .answer({ client: signed(ONE) }, 'expired');
    expect(Object.keys(onPaper(a, 'client').state.signatures)).toEqual(['client']);
  });

  test('operations give it up with a reason, which goes to the platform', () => {
    const a = new SigningOnPaper().started().send('operations', 'signing.cancel', { reason: 't-9' });
    expect(a.flow.state).toBe('cancelled');
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', flowId: FLOW_ID, reason: 't-9' }]);
    expect(failureOf(() => a.send('operations', 'signing.cancel', { reason: 't-9' })).type).toBe('NotNow');
    expect(a.cancelledThere().state.errands).toEqual([]);
  });

  test('the platform will not start it: told with its reason, no second try, and whatever began is cancelled', () => {
    const a = new SigningOnPaper().begin().vain({ refusal: '腾讯电子签拒绝了请求 (InvalidParameter)' });
    expect(a.happened('signing.flow.ended')).toMatchObject([
      { state: 'failed', detail: expect.stringContaining('Invalid') },
    ]);
    expect(a.hears('signing.flow-ended')).toHaveLength(3);
    expect(a.state.errands).toEqual([expect.objectContaining({ errand: 'esign-cancel', startKey: KEY })]);
    expect(a.cancelledThere().state.errands).toEqual([]);
    expect(a.deadline('signing.reconcile')).toBeUndefined();
  });
});

describe('void on change (§3.2): a flow for what no longer holds', () => {
  const lateAnswer = (a: SigningOnPaper): SigningOnPaper =>
    a.change((book) =>
      statusTold(book, KEY, {
        state: 'completed',
        signers: [
          { party: 'client', ...signed(ONE) },
          { party: 'provider', ...signed(TWO) },
        ],
      }),
    );

  const CHANGES: [what: string, change: (a: SigningOnPaper) => SigningOnPaper][] = [
    [
      'the client withdraws',
      (a) => a.send('client', 'agreement.withdraw', { reason: 't-1' }).change(close('withdrawn')),
    ],
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
    [
      'another first day: drafted anew',
      (a) => a.change((book) => firstDayMoved(book, '2027-03-01')).change(enterDrafting),
    ],
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

  test('another signatory of the client: the flow names the old one, so it is void, and told', () => {
    const a = new SigningOnPaper().started();
    const notice = { sha256: 'd'.repeat(64), mediaType: 'application/pdf', pages: 1 };
    const change = { partiesRef: 'r-2', replaces: 'r-1', from: 't-1', to: 't-2', notice, reason: 't-3' };
    a.send('operations', 'person.replace', { seat: 'contact', ...change });
    expect(a.flow.state).toBe('open');
    a.send('operations', 'person.replace', { ...change, seat: 'signatory', partiesRef: 'r-3', replaces: 'r-2' });
    expect(a.flow.state).toBe('void');
    expect(a.state.errands).toMatchObject([{ errand: 'esign-cancel', flowId: FLOW_ID }]);
    expect(a.hears('signing.flow-ended')).toEqual(['operations', 'account-manager', 'manager']);
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
