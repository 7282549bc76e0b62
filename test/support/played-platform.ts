import { tsToMs } from '@temporalio/common/lib/time';
import type { FlowStatus } from '../../domain/agreement/esign';
import { agreementId } from '../../domain/ids';
import { HOUR, type Instant } from '../../domain/time';
import type { World } from '../../platform/world';
import type { StartFlow } from '../../signing/provider';
import { FakePlatform } from './fake-platform';

/** Each signs so long (of the play) after it has become his turn. */
const THINKS = 3 * HOUR;

/**
 * A platform of a play: its people sign in turn by the virtual clock of the agreement, and it is away by that clock. It
 * looks at the clock when it is asked, so that what it says does not hang on how fast the play is played.
 */
export class PlayedPlatform extends FakePlatform {
  /** Counted from the first word to it, in ms: until then its answers to a start get lost, and then it is away. */
  losesUntil = 0;
  awayUntil = 0;
  private first?: Instant;

  constructor(private readonly world: Pick<World, 'client' | 'namespace'>) {
    super('ess');
  }

  override async start(request: StartFlow): Promise<{ flowId: string }> {
    const now = await this.look(request.startKey);
    this.losesStart = now - this.first! < this.losesUntil;
    const known = this.flowIdOf(request.startKey);
    try {
      return await super.start(request);
    } finally {
      const flowId = this.flowIdOf(request.startKey);
      if (known === undefined && flowId !== undefined) this.begun.set(flowId, now);
    }
  }
  private readonly begun = new Map<string, Instant>();

  override async status(flowId: string): Promise<FlowStatus> {
    const { request, signers } = this.flows.get(flowId)!;
    const now = await this.look(request.startKey);
    let turn = this.begun.get(flowId)!;
    for (const { party, state, signedAt } of signers) {
      const at = signedAt ?? turn + THINKS;
      if (state === 'waiting' && at <= now) this.sign(flowId, party, at);
      turn = at;
    }
    return super.status(flowId);
  }

  private async look(startKey: string): Promise<Instant> {
    const now = await this.clock(agreementId(startKey.split('/')[0]!));
    this.first ??= now;
    this.away = now - this.first >= this.losesUntil && now - this.first < this.awayUntil;
    return now;
  }

  /** Virtual now of an execution. */
  private async clock(workflowId: string): Promise<Instant> {
    const { client, namespace } = this.world;
    const { workflowExtendedInfo } = await client.workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId },
    });
    const virtual = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
    return virtual ? tsToMs(virtual) : Date.now();
  }
}
