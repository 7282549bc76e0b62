import type { CommandPayloads } from '../../domain/agreement/commands';
import type { FlowStatus, SignerStatus } from '../../domain/agreement/esign';
import {
  errandFailed,
  fileFetched,
  flowCancelled,
  flowStarted,
  statusTold,
  type Vain,
} from '../../domain/agreement/esign-news';
import { sendErrand, type Errand, type PlatformFlow } from '../../domain/agreement/flow';
import { enterSigning } from '../../domain/agreement/signing';
import type { Party, Terms, Upload } from '../../domain/agreement/types';
import { parseInstant, type Instant } from '../../domain/time';
import { PaperAgreement, PDF, SHA } from './agreement';

/** 电子签署 on paper: the rules without Temporal and without a platform, whose answers are the test's own. */

export const SIGNED: Upload = { sha256: 'b'.repeat(64), mediaType: 'application/pdf', pages: 2 };
export const AUTHORISATION: Upload = { sha256: 'c'.repeat(64), mediaType: 'application/pdf', pages: 1 };
export const FLOW_ID = 'f-1';

export const KEY = '2026-客户维护-001/v1/s1';
/** The client signs, the provider signs, and an hour later. */
export const [ONE, TWO, AFTER] = [
  '2026-11-03T10:00:00+08:00',
  '2026-11-04T11:00:00+08:00',
  '2026-11-04T12:00:00+08:00',
] as const;

export class SigningOnPaper extends PaperAgreement {
  /** Every errand that has left, in order. */
  readonly left: Errand[] = [];

  constructor(terms: Partial<Terms> = {}) {
    super(terms);
    this.state.deadlines = [];
    this.state.draft = { version: 1, sha256: SHA, pages: 2, drafter: 'p-account-manager' };
    this.change(enterSigning);
  }

  begin(more: Partial<CommandPayloads['signing.start']> = {}): this {
    return this.send('operations', 'signing.start', { version: 1, sha256: SHA, provider: 'ess', ...more });
  }

  get flow(): PlatformFlow {
    return this.state.flow as PlatformFlow;
  }

  /** Lets the next errand leave; undefined when there is none. */
  leave(): Errand | undefined {
    const [next] = this.state.errands ?? [];
    if (next) this.left.push(next);
    this.change(sendErrand);
    return next;
  }

  /** The platform has begun the flow, and knows nothing of anybody yet. */
  started(more: Partial<CommandPayloads['signing.start']> = {}): this {
    this.begin(more).leave();
    this.change((book) => flowStarted(book, this.flow, FLOW_ID));
    return this.answer({});
  }

  /** The next errand leaves, and the platform answers: this is what it looks like. */
  answer(signers: Partial<Record<Party, Omit<SignerStatus, 'party'>>>, state: FlowStatus['state'] = 'open'): this {
    const errand = this.leave();
    if (errand?.errand !== 'esign-status') throw new Error(`${errand?.errand} leaves, no question`);
    return this.told(signers, state);
  }

  told(signers: Partial<Record<Party, Omit<SignerStatus, 'party'>>>, state: FlowStatus['state'] = 'open'): this {
    const all = (['client', 'provider'] as const).map((party) => ({
      party,
      state: 'waiting' as const,
      ...signers[party],
    }));
    return this.change((book) => statusTold(book, this.flow.startKey, { state, signers: all }));
  }

  /** `forged`: the file is no signed revision of the confirmed one. */
  fetched(file: Upload | 'forged' = SIGNED): this {
    const errand = this.leave();
    if (errand?.errand !== 'esign-fetch') throw new Error(`${errand?.errand} leaves, not the fetching of the file`);
    return this.change((book) => fileFetched(book, this.flow.startKey, file === 'forged' ? undefined : file));
  }

  /** The next errand leaves in vain. */
  vain(why: Vain = 'platform-away'): this {
    const errand = this.leave()!;
    return this.change((book) => errandFailed(book, errand, why));
  }

  cancelledThere(): this {
    const errand = this.leave();
    if (errand?.errand !== 'esign-cancel') throw new Error(`${errand?.errand} leaves, no cancelling`);
    return this.change(flowCancelled);
  }

  hears(kind: string): string[] {
    return this.notices.filter((notice) => notice.kind === kind).map(({ to }) => to);
  }
}

export const signed = (at: string | Instant) =>
  ({ state: 'signed', signedAt: typeof at === 'string' ? parseInstant(at) : at }) as const;

/** Both have signed, and the platform says so. */
export const bothSigned = (a = new SigningOnPaper().started()): SigningOnPaper =>
  a.at(AFTER).answer({ client: signed(ONE), provider: signed(TWO) }, 'completed');

export const onPaper = (a: SigningOnPaper, party: Party): SigningOnPaper =>
  a.send('operations', 'signature.record', {
    version: 1,
    sha256: SHA,
    party,
    seals: ['company-seal', 'legal-representative'],
    signedOn: '2026-11-02',
    scan: PDF,
    originalsAt: 't-1',
  });
