import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { sleep } from './processes';

/** What the Temporal UI can list executions by; set by the workflows, on change only. No personal data. */
export const SEARCH_ATTRIBUTES = {
  AgreementNo: 'Keyword',
  Phase: 'Keyword',
  WaitingFor: 'Keyword',
  Tier: 'Keyword',
  /** `none | due-soon | expiring-60d | overdue`, the most urgent word */
  Attention: 'Keyword',
  TermEnd: 'Datetime',
} as const;

const { IndexedValueType } = temporal.api.enums.v1;
const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
};

const GRPC_NOT_FOUND = 5;
const USABLE_WITHIN_MS = 20_000;

/**
 * Registers what is missing and waits until it can be used (a new attribute takes about 0.6 s). `absent`: the
 * namespace does not exist, as `rehearsal` on a Temporal of somebody else's; the caller does without it.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<'ready' | 'absent'> {
  const { operatorService } = connection;
  let present: Record<string, unknown>;
  try {
    present = (await operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (error) {
    if ((error as { code?: number }).code === GRPC_NOT_FOUND) return 'absent';
    throw error;
  }
  const wrong = Object.entries(SEARCH_ATTRIBUTES).filter(
    ([name, type]) => name in present && present[name] !== TYPES[type],
  );
  if (wrong.length > 0) {
    throw new Error(
      `search attribute ${wrong.map(([name]) => name).join(', ')} exists in ${namespace} with another type`,
    );
  }
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in present));
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
    await operatorService.addSearchAttributes({ namespace, searchAttributes }).catch(ignoreRace);
  }
  await untilUsable(connection, namespace);
  return 'ready';
}

/** Two processes may start at once; the second is told that they exist. */
function ignoreRace(error: unknown): void {
  const GRPC_ALREADY_EXISTS = 6;
  if ((error as { code?: number }).code !== GRPC_ALREADY_EXISTS) throw error;
}

async function untilUsable(connection: Connection, namespace: string): Promise<void> {
  const query = Object.keys(SEARCH_ATTRIBUTES)
    .map((name) => `${name} IS NULL`)
    .join(' AND ');
  const end = Date.now() + USABLE_WITHIN_MS;
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}
