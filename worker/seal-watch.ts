import type { Logger } from 'pino';
import type { SealCertificate } from '../security/seal-certificate';

const DAY_MS = 24 * 3_600_000;
/** A new certificate takes its time to be bought. */
const WARNED_DAYS = 30;

/**
 * Warns in the log at the start and daily, from 30 days before the seal's certificate expires; afterwards each day that
 * reports of signatures wait for a new one.
 */
export function watchSeal(
  { validTo, certificateSha256 }: Pick<SealCertificate, 'validTo' | 'certificateSha256'>,
  log: Pick<Logger, 'warn' | 'error'>,
): { stop(): void } {
  function look(): void {
    const facts = { certificateSha256, expires: new Date(validTo).toISOString() };
    const left = validTo - Date.now();
    if (left < 0) log.error(facts, 'seal certificate has expired: reports of signatures wait for a new one');
    else if (left <= WARNED_DAYS * DAY_MS) log.warn(facts, 'seal certificate expires soon');
  }
  look();
  const timer = setInterval(look, DAY_MS);
  return { stop: () => clearInterval(timer) };
}
