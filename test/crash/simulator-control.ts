import { markOf } from '../../signing/marked';
import type { DeliveryCounts, Mischief } from '../../signing/simulator/deliveries';
import type { SimFlow } from '../../signing/simulator/flow';

/** The simulator of signing platforms in a process of its own, as a test reaches it. */
export class SimulatorControl {
  constructor(readonly url: string) {}

  misbehave = (mischief: Partial<Mischief>): Promise<unknown> => this.call('mischief', mischief);

  /** When no call-back is under way any more. */
  idle = (): Promise<DeliveryCounts> => this.call('callbacks/idle', {});

  flows = (): Promise<SimFlow[]> => this.call('flows');

  flow = (id: string): Promise<SimFlow> => this.call(`flows/${id}`);

  /** The flow that has begun under a key, if any. */
  async begunUnder(startKey: string): Promise<SimFlow | undefined> {
    const found = await this.call<SimFlow[]>(`flows?title=${markOf(startKey)}`);
    return found.find(({ startedAt }) => startedAt);
  }

  private async call<T>(what: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/control/${what}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`simulator: ${what} ${response.status}`);
    return (await response.json()) as T;
  }
}
