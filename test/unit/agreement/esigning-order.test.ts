import fc from 'fast-check';
import type { FlowStatus, SignerStatus } from '../../../domain/agreement/esign';
import {
  errandFailed,
  fileFetched,
  flowCancelled,
  flowStarted,
  hinted,
  statusTold,
} from '../../../domain/agreement/esign-news';
import { isLive } from '../../../domain/agreement/flow';
import type { Agreement, Party } from '../../../domain/agreement/types';
import { HOUR, MINUTE } from '../../../domain/time';
import { FLOW_ID, SIGNED, SigningOnPaper } from '../../support/esigning';

/**
 * Whatever becomes of the call-backs (doubled, in disorder, lost) and of single answers (overtaken by newer ones, lost),
 * the agreement ends where the platform's last word leads, and nothing is charged twice.
 */

type Happening = ['view' | 'sign' | 'refuse', Party] | ['expire'];
type Snapshot = FlowStatus;

const START = Date.parse('2026-11-02T09:00:00+08:00');

/** What a platform says after each happening, one every hour; what comes after the end of a flow does not happen there. */
function historyOf(happenings: Happening[]): Snapshot[] {
  const signers: Record<Party, SignerStatus> = {
    client: { party: 'client', state: 'waiting' },
    provider: { party: 'provider', state: 'waiting' },
  };
  let state: Snapshot['state'] = 'open';
  const snapshots: Snapshot[] = [];
  const look = (): void => void snapshots.push(structuredClone({ state, signers: Object.values(signers) }));
  look();
  happenings.forEach((happening, i) => {
    const at = START + (i + 1) * HOUR;
    if (state !== 'open') return;
    if (happening[0] === 'expire') state = 'expired';
    else {
      const signer = signers[happening[1]];
      if (signer.state === 'signed') return;
      if (happening[0] === 'refuse') [signer.state, state] = ['refused', 'refused'];
      else if (happening[0] === 'sign')
        Object.assign(signer, { viewedAt: at, ...signer, state: 'signed', signedAt: at });
      else if (signer.state === 'waiting') Object.assign(signer, { state: 'viewed', viewedAt: at });
      if (Object.values(signers).every((one) => one.state === 'signed')) state = 'completed';
    }
    look();
  });
  return snapshots;
}

const PARTY = fc.constantFrom<Party>('client', 'provider');
const HAPPENING = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('view' as const, 'sign' as const), PARTY) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('refuse' as const), PARTY) },
  { weight: 1, arbitrary: fc.constant<['expire']>(['expire']) },
);
/** What makes the agreement ask, and what then comes back: a word of the platform, old or new, or none. */
const TURN = fc.record({
  why: fc.constantFrom('hint', 'hints', 'foreign hint', 'refresh', 'clock'),
  answer: fc.option(fc.nat(), { nil: 'lost' as const }),
});

/** Asks for one reason or another, and lets every errand come home. */
class Play {
  readonly agreement = new SigningOnPaper();
  starts = 0;

  constructor(order: Party[]) {
    this.agreement.begin({ order });
    this.carryOut(() => this.history[0]!);
  }
  history: Snapshot[] = historyOf([]);

  carryOut(word: () => Snapshot | 'lost'): void {
    const a = this.agreement;
    for (let errand = a.leave(); errand; errand = a.leave()) {
      const { startKey } = errand;
      switch (errand.errand) {
        case 'esign-start':
          this.starts += 1;
          a.change((book) => flowStarted(book, a.flow, FLOW_ID));
          break;
        case 'esign-status': {
          const said = word();
          if (said === 'lost') a.change((book) => errandFailed(book, errand, 'platform-away'));
          else a.change((book) => statusTold(book, startKey, said));
          break;
        }
        case 'esign-fetch':
          a.change((book) => fileFetched(book, startKey, SIGNED));
          break;
        case 'esign-cancel':
          a.change(flowCancelled);
      }
    }
    // somebody or something goes on with a flow that runs, whatever came back
    expect(isLive(a.state.flow)).toBe(a.deadline('signing.reconcile') !== undefined);
  }

  ask(why: string): void {
    const a = this.agreement;
    const hint = (flowId: string): unknown => a.change((book) => hinted(book, { provider: 'ess', flowId }));
    if (why === 'hint' || why === 'hints') hint(FLOW_ID);
    if (why === 'hints') for (let i = 0; i < 3; i++) hint(FLOW_ID);
    if (why === 'foreign hint') hint('f-other');
    if (!isLive(a.state.flow)) return;
    if (why === 'refresh') a.send('operations', 'signing.flow.refresh', {});
    const clock = a.deadline('signing.reconcile'); // none while a question waits to leave
    if (why === 'clock' && clock) a.at(clock.dueAt);
  }

  /** Where it ended, but for when it was asked and for how the trail got there. */
  get end() {
    const { flow, signatures, effectiveOn, termEnd, deadlines }: Agreement = this.agreement.state;
    const { askedAt: _askedAt, away: _away, parties, ...kept } = flow!;
    const running = deadlines.map(({ id }) => id).filter((id) => id !== 'signing.reconcile');
    // a flow that is given up stays as it was then
    return { kept, signatures, effectiveOn, termEnd, running, ...(!flow!.fault && { parties }) };
  }
}

test('lost, doubled and overtaken words lead where the last one leads, with one start a key', () => {
  const orders: Party[][] = [
    ['client', 'provider'],
    ['provider', 'client'],
  ];
  fc.assert(
    fc.property(
      fc.array(HAPPENING, { maxLength: 8 }),
      fc.array(TURN, { maxLength: 12 }),
      fc.constantFrom(...orders),
      (happenings, turns, order) => {
        const history = historyOf(happenings);
        const last = history.at(-1)!;
        const later = START + 12 * HOUR;

        const plain = new Play(order);
        plain.agreement.at(later);
        plain.carryOut(() => last);

        const wild = new Play(order);
        wild.agreement.at(later);
        wild.carryOut(() => 'lost');
        for (const { why, answer } of turns) {
          wild.agreement.at(wild.agreement.now + MINUTE);
          wild.ask(why);
          wild.carryOut(() => (answer === 'lost' ? 'lost' : history[answer % history.length]!));
        }
        if (isLive(wild.agreement.state.flow)) wild.ask('clock'); // reconciled at last
        wild.carryOut(() => last);

        expect(wild.end).toEqual(plain.end);
        expect(wild.starts).toBe(1);
        expect(plain.starts).toBe(1);
        const told = wild.agreement.notices.filter(({ kind }) => kind === 'signing.flow-ended');
        expect(told.length === 0 || told.length === 3).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});

test('the property is not empty: its histories end in every way', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(HAPPENING, { maxLength: 8 }), (happenings) => {
      const play = new Play(['client', 'provider']);
      play.agreement.at(START + 12 * HOUR);
      play.carryOut(() => historyOf(happenings).at(-1)!);
      ends.add(play.agreement.flow.fault ?? play.agreement.flow.state);
    }),
    { numRuns: 400, seed: 7 },
  );
  expect([...ends].sort()).toEqual(['completed', 'expired', 'open', 'out-of-order', 'refused']);
});
