import { Webhook } from 'standardwebhooks';
import { Failure } from '../domain/failures';
import { SettingsError } from './mode';

/** The headers of a webhook as https://www.standardwebhooks.com has them; the id is the same for every delivery. */
export const WEBHOOK_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
export type WebhookHeaders = Record<(typeof WEBHOOK_HEADERS)[number], string>;

/** Throws `Unauthenticated` unless the body, as it came, was signed with one of our secrets within the last 5 minutes. */
export type VerifyWebhook = (headers: WebhookHeaders, body: Buffer) => void;

/**
 * Secrets `whsec_…` (base64 of 24 to 64 bytes), several separated by blanks: the new one and those still in use while
 * they are rotated. Throws `SettingsError`, which never repeats a value.
 */
export function createWebhookVerifier(secrets: string): VerifyWebhook {
  const problems = webhookSecretProblems(secrets);
  if (problems.length > 0) throw new SettingsError(problems);
  const hooks = split(secrets).map((secret) => new Webhook(secret));
  return (headers, body) => {
    if (!hooks.some((hook) => signedBy(hook, headers, body))) throw new Failure('Unauthenticated', '签名无效或已过时');
  };
}

function signedBy(hook: Webhook, headers: WebhookHeaders, body: Buffer): boolean {
  try {
    hook.verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with `LVYUE_INBOUND_SECRET`. */
export function webhookSecretProblems(secrets: string): string[] {
  const all = split(secrets);
  const good = all.length > 0 && all.every(isSecret);
  return good ? [] : ['LVYUE_INBOUND_SECRET 应为 whsec_ 加 24 至 64 字节的 base64, 多个以空格分隔'];
}

const split = (secrets: string): string[] => secrets.split(/\s+/).filter(Boolean);

function isSecret(secret: string): boolean {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (encoded === undefined || encoded.length % 4 !== 0) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= 24 && length <= 64;
}
