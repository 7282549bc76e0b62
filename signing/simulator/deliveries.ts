import { setTimeout as pause } from 'node:timers/promises';

/** One call-back, ready to be sent. */
export interface Callback {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** How call-backs and answers go wrong; shares are of 1. */
export interface Mischief {
  /** Sent twice. */
  duplicate: number;
  /** Never sent. */
  lose: number;
  /** Joined by one with a wrong signature. */
  forge: number;
  /** Held back for up to `delayMs`, so that later ones overtake it. */
  reorder: number;
  delayMs: number;
  /** A request is carried out, and its answer never arrives. */
  mute: number;
}

export const HONEST: Mischief = { duplicate: 0, lose: 0, forge: 0, reorder: 0, delayMs: 0, mute: 0 };

export interface DeliveryCounts {
  sent: number;
  duplicated: number;
  lost: number;
  delayed: number;
  forged: number;
  /** Forged ones that were taken for real. */
  forgedAccepted: number;
  /** Given up after all tries. */
  failed: number;
  /** Answers that never arrived. */
  muted: number;
}

const TRIES = 4;
const RETRY_MS = 500;
const TIMEOUT_MS = 5_000;

/** Sends call-backs as platforms do: in the background, again when the answer is not 2xx, and not always well. */
export class Deliveries {
  readonly counts: DeliveryCounts = {
    sent: 0,
    duplicated: 0,
    lost: 0,
    delayed: 0,
    forged: 0,
    forgedAccepted: 0,
    failed: 0,
    muted: 0,
  };
  mischief: Mischief = HONEST;
  private readonly underWay = new Set<Promise<void>>();
  private readonly stop = new AbortController();

  constructor(private readonly random: () => number) {}

  /** `make` anew for every try, for the time stamp in it; `forge` makes the same with a secret that is not ours. */
  send(make: () => Callback, forge: () => Callback): void {
    const { mischief, counts } = this;
    const happens = (share: number): boolean => this.random() < share;
    if (happens(mischief.forge)) {
      counts.forged += 1;
      this.run(this.once(forge()).then((status) => void (accepted(status) && (counts.forgedAccepted += 1))));
    }
    if (happens(mischief.lose)) {
      counts.lost += 1;
      return;
    }
    const copies = happens(mischief.duplicate) ? 2 : 1;
    counts.duplicated += copies - 1;
    for (let copy = 0; copy < copies; copy++) {
      const late = happens(mischief.reorder) ? Math.ceil(this.random() * mischief.delayMs) : 0;
      if (late > 0) counts.delayed += 1;
      this.run(this.deliver(make, late));
    }
  }

  /** Whether this answer is one that never arrives. */
  isMute(): boolean {
    const mute = this.random() < this.mischief.mute;
    if (mute) this.counts.muted += 1;
    return mute;
  }

  /** When nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.idle();
  }

  private run(work: Promise<void>): void {
    const own = work.catch(() => undefined).finally(() => this.underWay.delete(own));
    this.underWay.add(own);
  }

  private async deliver(make: () => Callback, lateMs: number): Promise<void> {
    const { signal } = this.stop;
    if (lateMs > 0) await pause(lateMs, undefined, { signal });
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      if (accepted(await this.once(make()))) {
        this.counts.sent += 1;
        return;
      }
      if (attempt < TRIES) await pause(RETRY_MS * attempt, undefined, { signal });
    }
    this.counts.failed += 1;
  }

  private async once({ url, headers, body }: Callback): Promise<number> {
    try {
      const signal = AbortSignal.any([this.stop.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}

const accepted = (status: number): boolean => status >= 200 && status < 300;
