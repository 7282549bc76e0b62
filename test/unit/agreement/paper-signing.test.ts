import { errandFailed } from '../../../domain/agreement/esign-news';
import type { Seal } from '../../../domain/agreement/commands';
import type { Flow } from '../../../domain/agreement/flow';
import { lastSigned } from '../../../domain/agreement/paper-signing';
import type { Party, Upload } from '../../../domain/agreement/types';
import { currentDetails } from '../../../domain/agreement/view';
import { AUTHORISATION, SigningOnPaper } from '../../support/esigning';
import { failureOf } from '../../support/failure-of';
import { SHA } from '../../support/agreement';

/** 纸质签署 as a flow: what begins it, what moves it, what ends it. */

const V1 = { version: 1, sha256: SHA };
const BOTH: Seal[] = ['company-seal', 'legal-representative'];
const TODAY = '2026-11-02';
const scanOf = (party: Party): Upload => ({
  sha256: (party === 'client' ? 'd' : 'e').repeat(64),
  mediaType: 'application/pdf',
  pages: 2,
});

class OnPaper extends SigningOnPaper {
  record(party: Party, { signedOn = TODAY, seals = BOTH, ...more } = {}): this {
    const payload = { ...V1, party, seals, signedOn, scan: scanOf(party), originalsAt: 't-1', ...more };
    return this.send('operations', 'signature.record', payload);
  }
  attest(party: Party): this {
    const seen = { names: true, seals: true, dates: true } as const;
    const { sha256: scanSha256 } = scanOf(party);
    return this.send('legal', 'signature.attest', { party, scanSha256, pages: [1, 2], ...seen }, { id: 'p-second' });
  }
  get paper(): Flow {
    return this.state.flow!;
  }
  get states(): string[] {
    return [this.paper.state, this.paper.parties.client.state, this.paper.parties.provider.state];
  }
}

describe('a flow on paper (§3.4)', () => {
  test('runs at once when it is started, and nothing is sent anywhere', () => {
    const a = new OnPaper().begin({ provider: 'paper' });
    const key = '2026-客户维护-001/v1/s1';
    expect(a.paper).toMatchObject({ provider: 'paper', state: 'open', flowId: key, startKey: key, anyOrder: true });
    expect(a.happened('signing.flow.requested')).toHaveLength(1);
    expect(a.happened('signing.flow.started')).toEqual([{ provider: 'paper', startKey: key, flowId: key }]);
    expect(a.state.errands ?? []).toEqual([]);
    expect(a.deadline('signing.reconcile')).toBeUndefined();
    expect(currentDetails(a.state)).toContain('纸质签署: 签署中');
  });

  test('begins with the first scan where nobody has started it', () => {
    const a = new OnPaper().record('provider');
    expect(a.states).toEqual(['open', 'waiting', 'received']);
    expect(a.happened('signing.flow.requested')).toEqual([]);
    expect(a.happened('signing.flow.started')).toHaveLength(1);
    a.record('provider').record('client'); // a better scan; the other side
    expect(a.happened('signing.flow.started')).toHaveLength(1);
    expect(a.states).toEqual(['open', 'received', 'received']);
  });

  test('a refused scan begins nothing', () => {
    const a = new OnPaper();
    expect(failureOf(() => a.record('client', { seals: ['company-seal'] })).field).toBe('seals');
    expect(a.state.flow).toBeUndefined();
  });

  test('is signed by a side when a second person has attested it, and completed by both', () => {
    const a = new OnPaper().record('provider').record('client').attest('client');
    expect(a.states).toEqual(['open', 'signed', 'received']);
    a.attest('provider');
    expect(a.states).toEqual(['completed', 'signed', 'signed']);
    expect(a.happened('signing.signed')).toHaveLength(2);
    expect(a.happened('signing.flow.ended')).toMatchObject([{ provider: 'paper', state: 'completed' }]);
    expect(a.state.effectiveOn).toBe(TODAY);
    expect(a.state.errands ?? []).toEqual([]);
  });

  test('its evidence is that of paper: no flow of a platform in it', () => {
    const a = new OnPaper().record('provider').record('client').attest('client').attest('provider');
    const order = a.documents.find(({ kind }) => kind === 'signature-evidence')!;
    expect(order).toMatchObject({ data: { method: 'paper', signatures: { client: { scan: scanOf('client') } } } });
    expect(order.data).not.toHaveProperty('flow');
  });

  test('the paper tells who has signed for the client', () => {
    const a = new OnPaper().begin({ provider: 'paper' });
    const seals: Seal[] = ['company-seal', 'authorised-representative'];
    const first = { seals, authorisation: AUTHORISATION };
    a.record('client', first);
    expect(a.paper).toMatchObject({ clientSigner: 'authorised-representative', authorisation: AUTHORISATION });
    a.record('client');
    expect(a.paper.clientSigner).toBe('legal-representative');
    expect(a.paper.authorisation).toBeUndefined();
  });

  test('an agreed order holds, for who signs next and for the days on the paper', () => {
    const a = new OnPaper().at('2026-11-04T09:00:00+08:00').begin({ provider: 'paper', order: ['client', 'provider'] });
    expect(failureOf(() => a.record('provider')).type).toBe('NotNow');
    a.record('client', { signedOn: '2026-11-04' });
    expect(failureOf(() => a.record('provider', { signedOn: '2026-11-03' }))).toMatchObject({
      type: 'Invalid',
      field: 'signedOn',
    });
    a.record('provider', { signedOn: '2026-11-04' }).record('client', { signedOn: '2026-11-03' });
    expect(a.states).toEqual(['open', 'received', 'received']);
    expect(a.hears('signing.your-turn')).toEqual(['client', 'operations']);
  });

  test('without an order nobody is told that it is his turn, and none is on record', () => {
    const a = new OnPaper().begin({ provider: 'paper' }).record('client');
    expect(a.hears('signing.your-turn')).toEqual([]);
    expect(a.happened('signing.flow.requested')[0]).not.toHaveProperty('order');
  });

  test('signatures of a snapshot from before there were flows on paper are taken over as they stand', () => {
    const a = new OnPaper().record('client').attest('client').record('provider');
    delete a.state.flow;
    expect(failureOf(() => a.begin()).type).toBe('NotNow');
    expect(failureOf(() => a.begin({ provider: 'paper' })).type).toBe('NotNow');
    a.attest('provider');
    expect(a.states).toEqual(['completed', 'signed', 'signed']);
    expect(a.state.effectiveOn).toBe(TODAY);
  });

  test('what awaits the second person is not attested into a flow on a platform', () => {
    const a = new OnPaper().record('client');
    const { signatures } = a.state;
    a.send('operations', 'signing.cancel', { reason: 't-1' }).begin();
    a.state.signatures = signatures;
    expect(failureOf(() => a.attest('client')).type).toBe('NotNow');
  });

  test('paper and platform exclude each other until the one that runs is cancelled', () => {
    const a = new OnPaper().begin();
    expect(failureOf(() => a.record('client')).type).toBe('NotNow');
    a.send('operations', 'signing.cancel', { reason: 't-1' }).record('client');
    expect(a.paper).toMatchObject({ provider: 'paper', nth: 2 });
    expect(failureOf(() => a.begin()).type).toBe('NotNow');
    a.send('manager', 'signing.cancel', { reason: 't-2' });
    expect(a.states[0]).toBe('cancelled');
    expect(a.state.signatures).toEqual({});
    a.begin();
    expect(a.paper).toMatchObject({ provider: 'ess', nth: 3, state: 'starting' });
  });

  test('cancelling it voids what was handed in, and sends nothing to a platform', () => {
    const a = new OnPaper().record('client').attest('client').send('operations', 'signing.cancel', { reason: 't-1' });
    expect(failureOf(() => a.record('client'))).toMatchObject({ type: 'VersionVoid', field: 'scan' });
    expect(a.state.errands ?? []).toEqual([]);
    expect(a.hears('signing.flow-ended').sort()).toEqual(['account-manager', 'client', 'manager', 'operations']);
  });

  test('it is void with its window: the next round is another flow', () => {
    const a = new OnPaper().record('provider').at('2026-11-17T09:00:00+08:00');
    a.send('manager', 'signing.lapse.decide', { answer: 'extend' });
    expect(a.states[0]).toBe('void');
    expect(failureOf(() => a.record('provider', { signedOn: '2026-11-17' })).type).toBe('VersionVoid');
    a.record('client', { signedOn: '2026-11-17' });
    expect(a.paper).toMatchObject({ startKey: '2026-客户维护-001/v1/s2', state: 'open' });
  });

  test('there is nobody to ask, and a word about another flow does nothing to it', () => {
    const a = new OnPaper().record('client');
    expect(failureOf(() => a.send('operations', 'signing.flow.refresh', {})).type).toBe('NotNow');
    a.change((book) => errandFailed(book, { errand: 'esign-status', startKey: a.paper.startKey }, 'platform-away'));
    expect(a.deadline('signing.reconcile')).toBeUndefined();
    expect(a.paper.away).toBeUndefined();
  });

  test('the side that signed last brought it about, on one day the client', () => {
    const signature = (signedOn: string) => ({ signedOn, scan: scanOf('client'), recordedBy: 'p-1' });
    const [early, late] = [signature('2026-11-02'), signature('2026-11-03')];
    expect(lastSigned({ provider: late, client: early })).toBe(late);
    expect(lastSigned({ provider: early, client: late })).toBe(late);
    const client = signature('2026-11-02');
    expect(lastSigned({ provider: early, client })).toBe(client);
  });
});
