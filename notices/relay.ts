import type { Knex } from 'knex';
import { createPoller } from '../platform/poll';
import { compose, UnsendableError, type ComposeDeps } from './compose';
import { MailError } from './mail-error';
import type { Mailer, OutgoingMail } from './mailer';
import { createOutbox, outboxIdle, type ClaimedNotice, type OutboxOptions } from './outbox';
import { NoAddressError } from './recipients';

/** The part of a pino logger that is used. Never given personal data. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface RelayDeps extends ComposeDeps, OutboxOptions {
  db: Knex;
  mailer: Mailer;
  log: Log;
  /**
   * Records what follows from a mail that the server refused for good, before it is marked so; once for all tries of a
   * notice. Where it throws, the mail is tried again later.
   */
  refused?: (notice: ClaimedNotice) => Promise<void>;
  /** Most notices per `runOnce`. */
  batch?: number;
  /** How long a claim protects a notice; longer than the mailer's longest attempt. */
  leaseMs?: number;
}

export interface RelayCounters {
  sent: number;
  retried: number;
  bounced: number;
  failed: number;
  /** Attempts that did not reach the mail server. */
  unreachable: number;
  /** Claims of relays that died, put back: each may be a mail that arrives twice, with one Message-ID. */
  reclaimed: number;
}

export interface Relay {
  /** Sends what is due, one by one, at most a batch; returns how many notices were taken. */
  runOnce(): Promise<number>;
  start(intervalMs: number): void;
  /** Lets the mail under way end. */
  stop(): Promise<void>;
  /** True when nothing is due or under way, in any process. */
  idle(): Promise<boolean>;
  readonly counters: Readonly<RelayCounters>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const doubling = (first: number, longest: number, n: number): number => Math.min(first * 2 ** (n - 1), longest);

/** For one mail that the server does not take now: 30 s, doubled, at most an hour. */
const mailBackoff = (attempt: number): number => doubling(30 * SECOND, 60 * MINUTE, attempt);
/** For the whole relay while the server cannot be reached: 1 s, doubled, at most a minute. */
const serverBackoff = (failures: number): number => doubling(SECOND, MINUTE, failures);

/** A foreign error's message may quote a row, so only its name and code are told. */
function reasonOf(error: unknown): string {
  const { name, code, message } = error as Error & { code?: string };
  return error instanceof NoAddressError ? message : [name, code].filter(Boolean).join(' ');
}

/**
 * Sends the outbox by SMTP. Any number of relays may run: a notice is claimed by one, sent, and marked at once.
 *
 * The promise: no notice is lost, and each is sent once unless a relay dies, or loses the server, in the instant between
 * the server's taking a mail and the mark. Nobody can ask an SMTP server what became of it, so after the lease it is sent
 * again with the same Message-ID, by which receivers know the repetition. One mail at most is in that state per relay.
 */
export function createRelay({
  db,
  mailer,
  log,
  refused,
  batch = 50,
  leaseMs = MINUTE,
  virtualTime = false,
  ...deps
}: RelayDeps): Relay {
  const outbox = createOutbox(db, { virtualTime });
  const counters: RelayCounters = { sent: 0, retried: 0, bounced: 0, failed: 0, unreachable: 0, reclaimed: 0 };
  let failures = 0;
  let pausedUntil = 0;
  let nextReclaim = 0;
  const poller = createPoller({
    round: async () => (await runOnce()) === batch,
    failed: (error, errors) => log.error({ errors, reason: reasonOf(error) }, 'outbox cannot be read'),
  });

  async function runOnce(): Promise<number> {
    await reclaim();
    let taken = 0;
    while (taken < batch && !poller.stopping && Date.now() >= pausedUntil) {
      const notice = await outbox.claim(leaseMs);
      if (!notice) break;
      taken++;
      await deliver(notice);
    }
    return taken;
  }

  async function reclaim(): Promise<void> {
    if (Date.now() < nextReclaim) return;
    nextReclaim = Date.now() + leaseMs / 4;
    const found = await outbox.reclaim();
    if (found === 0) return;
    counters.reclaimed += found;
    log.warn({ found }, 'notices of a relay that died are sent again, with the same Message-ID');
  }

  async function deliver(notice: ClaimedNotice): Promise<void> {
    let mail: OutgoingMail;
    try {
      mail = await compose(notice, deps);
      await mailer.send(mail);
    } catch (error) {
      return setBack(notice, error);
    }
    failures = 0;
    await persist(() => outbox.sent(notice, mail.delegations));
    counters.sent++;
  }

  async function setBack(notice: ClaimedNotice, error: unknown): Promise<void> {
    const { key, kind, attempts } = notice;
    const again = async (message: string, reason: string): Promise<void> => {
      await outbox.again(notice, mailBackoff(attempts), reason);
      counters.retried++;
      log.error({ key, kind, attempts, reason }, message);
    };
    if (error instanceof UnsendableError) {
      await outbox.settle(notice, 'failed', error.message);
      counters.failed++;
      log.error({ key, kind, reason: error.message }, 'notice cannot be sent');
    } else if (!(error instanceof MailError)) {
      await again('notice could not be made, will be tried again', reasonOf(error));
    } else if (error.trouble === 'bounced') {
      failures = 0;
      try {
        await refused?.(notice);
      } catch (problem) {
        return again('refusal of a notice could not be recorded, will be tried again', reasonOf(problem));
      }
      await outbox.settle(notice, 'bounced', error.answer);
      counters.bounced++;
      log.warn({ key, kind, answer: error.answer }, 'notice bounced');
    } else if (error.trouble === 'deferred') {
      await outbox.again(notice, mailBackoff(attempts), error.answer);
      counters.retried++;
      failures = 0;
      log.warn({ key, kind, attempts, answer: error.answer }, 'notice not taken, will be tried again');
    } else {
      // behind those that are due: a mail on which the connection breaks must not keep the others waiting
      const pause = serverBackoff(++failures);
      pausedUntil = Date.now() + pause;
      await outbox.again(notice, Math.max(pause, doubling(SECOND, 5 * MINUTE, attempts)), error.answer);
      counters.unreachable++;
      log.warn({ pause, failures, answer: error.answer }, 'mail server cannot be reached');
    }
  }

  /** The mail is out: the mark is written however long the database is away, for else it would be sent again. */
  async function persist(mark: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await mark();
      } catch (error) {
        if (poller.stopping) throw error;
        log.error({ attempt, reason: reasonOf(error) }, 'a sent notice could not be marked, trying on');
        await poller.pause(doubling(100, 5 * SECOND, attempt));
      }
    }
  }

  return {
    runOnce,
    start: poller.start,
    async stop() {
      await poller.stop();
      mailer.close();
    },
    idle: () => outboxIdle(db, { virtualTime }),
    counters,
  };
}
