import type { Identity } from '../security/tokens';
import type { ApiDeps } from './deps';

/** What was read of a client's personal data, and by whom; written before it is shown: what cannot be logged is not. */
export type AccessAction =
  | 'agreement.read'
  | 'case.read'
  | 'timeline.read'
  | 'document.read'
  | 'upload.read'
  | 'signing.link'
  | 'breaches.read'
  | 'notices.read'
  | 'inbound.read'
  | 'delegation.read'
  | 'payloads.decode';

export async function logAccess(
  { db }: Pick<ApiDeps, 'db'>,
  { actor }: Pick<Identity, 'actor'>,
  action: AccessAction,
  ...subjects: string[]
): Promise<void> {
  if (subjects.length === 0) return;
  await db('access_log').insert(subjects.map((subject) => ({ actor: actor.id, role: actor.role, action, subject })));
}
