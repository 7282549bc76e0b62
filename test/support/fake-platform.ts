import { createHash } from 'node:crypto';
import type { FlowState, FlowStatus, SignerStatus, PlatformName } from '../../domain/agreement/esign';
import type { Party } from '../../domain/agreement/types';
import { Failure } from '../../domain/failures';
import { MaybeStarted, PlatformAway } from '../../signing/errors';
import type { SigningPlatforms } from '../../signing/platforms';
import type { CallbackHint, SigningProvider, StartFlow } from '../../signing/provider';

interface FakeFlow {
  request: StartFlow;
  state: FlowState;
  signers: SignerStatus[];
  cancelled?: string;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A signing platform in this process: it keeps its flows, does what a test tells it, and can be away. */
export class FakePlatform implements SigningProvider {
  readonly acknowledgement = { status: 200, contentType: 'text/plain', body: 'ok' };
  readonly flows = new Map<string, FakeFlow>();
  /** Every call that has reached it, by its name. */
  readonly calls: string[] = [];
  away = false;
  /** Its answer to a start gets lost on the way. */
  losesStart = false;
  /** The file that it gives out is another one. */
  forges = false;

  constructor(readonly name: PlatformName = 'ess') {}

  private reached(call: string): void {
    if (this.away) throw new PlatformAway();
    this.calls.push(call);
  }

  private flow(flowId: string): FakeFlow {
    const flow = this.flows.get(flowId);
    if (!flow) throw new Failure('NotFound', '没有这个流程');
    return flow;
  }

  /** As many as were charged: one a start key. */
  get charged(): string[] {
    return [...this.flows.values()].map(({ request }) => request.startKey);
  }

  flowIdOf(startKey: string): string | undefined {
    return [...this.flows].find(([, { request }]) => request.startKey === startKey)?.[0];
  }

  async start(request: StartFlow): Promise<{ flowId: string }> {
    this.reached('start');
    const flowId = `f-${sha256(Buffer.from(request.startKey)).slice(0, 16)}`;
    if (!this.flows.has(flowId)) {
      const signers = request.signers.map(({ party }): SignerStatus => ({ party, state: 'waiting' }));
      this.flows.set(flowId, { request, state: 'open', signers });
    }
    if (this.losesStart) throw new MaybeStarted();
    return { flowId };
  }

  async find(startKey: string): Promise<{ flowId: string } | undefined> {
    const flowId = this.flowIdOf(startKey);
    return flowId === undefined ? undefined : { flowId };
  }

  async signUrl(flowId: string, party: Party): Promise<{ url: string; expiresAt: number }> {
    this.reached('signUrl');
    return { url: `https://platform.example/sign?flow=${flowId}&who=${party}`, expiresAt: Date.now() + 600_000 };
  }

  async status(flowId: string): Promise<FlowStatus> {
    this.reached('status');
    const { state, signers } = this.flow(flowId);
    return structuredClone({ state, signers });
  }

  async cancel(flowId: string, reason: string): Promise<void> {
    this.reached('cancel');
    const flow = this.flow(flowId);
    if (flow.state === 'open') Object.assign(flow, { state: 'cancelled', cancelled: reason });
  }

  async fetchSigned(flowId: string): Promise<Buffer> {
    this.reached('fetchSigned');
    const { request, signers } = this.flow(flowId);
    const marks = signers.map(({ party }) => `\n% signed ${party}`).join('');
    return Buffer.concat([request.file.bytes, Buffer.from(`${marks}${this.forges ? ' by somebody else' : ''}\n`)]);
  }

  async verify(
    signed: Buffer,
    originalSha256: string,
  ): Promise<{ genuine: boolean; signatures: number; detail: string }> {
    const [, marks = ''] = /((?:\n% signed \w+)+)\n$/.exec(signed.toString('latin1')) ?? [];
    const original = signed.subarray(0, signed.length - marks.length - 1);
    const signatures = marks.split('\n').length - 1;
    return { genuine: marks !== '' && sha256(original) === originalSha256, signatures, detail: 'fake' };
  }

  parseCallback(): CallbackHint {
    throw new Failure('Unauthenticated', '测试平台没有回调');
  }

  // --- what the people do there ------------------------------------------------------------------------------------

  private signer(flowId: string, party: Party): SignerStatus {
    return this.flow(flowId).signers.find((signer) => signer.party === party)!;
  }

  view(flowId: string, party: Party, viewedAt: number): void {
    Object.assign(this.signer(flowId, party), { state: 'viewed', viewedAt });
  }

  sign(flowId: string, party: Party, signedAt: number): void {
    const more = { state: 'signed', signedAt, identifiedBy: '企业实名+人脸', ip: '203.0.113.7' } as const;
    const signer = this.signer(flowId, party);
    Object.assign(signer, { viewedAt: signedAt - 60_000, ...signer, ...more });
    const flow = this.flow(flowId);
    if (flow.signers.every(({ state }) => state === 'signed')) flow.state = 'completed';
  }

  refuse(flowId: string, party: Party): void {
    this.signer(flowId, party).state = 'refused';
    this.flow(flowId).state = 'refused';
  }
}

export function fakePlatforms(...platforms: FakePlatform[]): SigningPlatforms {
  return {
    find: (name) => platforms.find((platform) => platform.name === name),
    callbackUrl: (name) => `https://lvyue.example/v1/inbound/signing/${name}`,
    closeKey: ({ startKey }) =>
      Promise.resolve(platforms.map((platform) => platform.flowIdOf(startKey)).find((flowId) => flowId !== undefined)),
  };
}
