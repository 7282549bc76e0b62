import { randomBytes } from 'node:crypto';
import { SimRefusal, signerOf, turnOf, type SimEvent, type SimFlow, type SimSigner } from './flow';
import type { Sealer } from './sealer';
import type { SimStore } from './store';

export type Draft = Pick<
  SimFlow,
  'platform' | 'account' | 'title' | 'reference' | 'fileId' | 'fileName' | 'expiresAt' | 'callbackUrl'
> & { signers: Omit<SimSigner, 'state'>[] };

/** What all signing platforms have in common: flows, whose turn it is, and what they tell of it. */
export class Platform {
  private readonly busy = new Map<string, Promise<unknown>>();

  constructor(
    readonly store: SimStore,
    private readonly seal: Sealer,
    private readonly tell: (flow: SimFlow, event: SimEvent) => void,
    readonly now: () => number,
  ) {}

  draft({ signers, ...rest }: Draft): SimFlow {
    this.store.file(rest.fileId);
    if (signers.length === 0 || new Set(signers.map(({ role }) => role)).size !== signers.length)
      throw new SimRefusal('bad-request', '签署方为空或重复');
    const waiting = signers.map((signer): SimSigner => ({ ...signer, state: 'waiting' }));
    const flow: SimFlow = {
      ...rest,
      id: randomBytes(16).toString('hex'),
      state: 'draft',
      signers: waiting,
      createdAt: this.now(),
    };
    this.store.save(flow);
    return flow;
  }

  /** Begins it, and charges: a draft can begin once. */
  start(id: string): SimFlow {
    const flow = this.get(id);
    if (flow.state !== 'draft') throw new SimRefusal('wrong-state', '流程已经发起');
    flow.state = 'open';
    flow.startedAt = this.now();
    this.store.save(flow);
    this.tell(flow, { kind: 'started', at: flow.startedAt });
    return flow;
  }

  /** One whose time is over has expired, whoever looks. */
  get(id: string): SimFlow {
    const flow = this.store.get(id);
    if (!flow) throw new SimRefusal('not-found', '没有这个流程');
    if (flow.state === 'open' && flow.expiresAt <= this.now()) this.end(flow, 'expired', flow.expiresAt);
    return flow;
  }

  view(id: string, role: string, at: number): void {
    const flow = this.open(id);
    const signer = signerOf(flow, role);
    if (signer.state !== 'waiting') return;
    Object.assign(signer, { state: 'viewed', viewedAt: at });
    this.store.save(flow);
    this.tell(flow, { kind: 'viewed', at, signer });
  }

  /** Order is enforced here, by state, and not by who has which link. */
  async sign(id: string, role: string, at: number): Promise<SimFlow> {
    return this.alone(id, async () => {
      const flow = this.open(id);
      const signer = signerOf(flow, role);
      if (turnOf(flow) !== signer) throw new SimRefusal('not-turn', '还没有轮到该签署方, 或已经签署');
      const sealing = { name: signer.organisation || signer.name, reason: flow.title, at };
      this.store.keepSigned(id, await this.seal(this.store.current(flow), sealing));
      this.open(id); // not cancelled meanwhile
      Object.assign(signer, { state: 'signed', signedAt: at, viewedAt: signer.viewedAt ?? at });
      this.store.save(flow);
      this.tell(flow, { kind: 'signed', at, signer });
      if (!turnOf(flow)) this.end(flow, 'completed', at);
      return flow;
    });
  }

  refuse(id: string, role: string, reason: string, at: number): SimFlow {
    const flow = this.open(id);
    const signer = signerOf(flow, role);
    if (turnOf(flow) !== signer) throw new SimRefusal('not-turn', '还没有轮到该签署方, 或已经签署');
    signer.state = 'refused';
    flow.reason = reason;
    this.end(flow, 'refused', at, signer);
    return flow;
  }

  cancel(id: string, reason: string): SimFlow {
    const flow = this.open(id);
    flow.reason = reason;
    this.end(flow, 'cancelled', this.now());
    return flow;
  }

  expire(id: string, at: number): SimFlow {
    const flow = this.open(id);
    this.end(flow, 'expired', at);
    return flow;
  }

  signed(id: string): Buffer {
    const flow = this.get(id);
    if (flow.state !== 'completed') throw new SimRefusal('wrong-state', '流程尚未完成, 不能下载');
    return this.store.current(flow);
  }

  private open(id: string): SimFlow {
    const flow = this.get(id);
    if (flow.state !== 'open') throw new SimRefusal('wrong-state', '流程不在签署中');
    return flow;
  }

  private end(flow: SimFlow, state: 'completed' | 'refused' | 'cancelled' | 'expired', at: number, signer?: SimSigner) {
    Object.assign(flow, { state, endedAt: at });
    this.store.save(flow);
    this.tell(flow, { kind: state, at, ...(signer && { signer }) });
  }

  /** A signature takes a moment: two at once would each build on the same revision. */
  private async alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.busy.get(id) ?? Promise.resolve();
    const own = before.then(work, work);
    const settled = own.catch(() => undefined);
    this.busy.set(id, settled);
    try {
      return await own;
    } finally {
      if (this.busy.get(id) === settled) this.busy.delete(id);
    }
  }
}
