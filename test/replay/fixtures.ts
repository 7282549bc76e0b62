import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { temporal } from '@temporalio/proto';
import { createKeyRing, type KeyRing } from '../../security/keyring';

/**
 * Recorded histories, one run a file: `<scenario>.<agreement>.<run>.history.gz`, a protobuf `History`. Payloads are
 * encrypted as in production; the key is this file's, made for fixtures and used for nothing else.
 */
export const FIXTURES = path.join(__dirname, 'histories');

export const fixtureKeys = (): KeyRing =>
  createKeyRing([['fixture', Buffer.from('DybA6dRKhoC7CoVGov0Io0XYgQjHHyxt5+Z/yaOXMaE=', 'base64')]]);

export type History = temporal.api.history.v1.IHistory;

export interface Recorded {
  file: string;
  workflowId: string;
  namespace: string;
  history: History;
}

interface Index {
  [file: string]: { workflowId: string; namespace: string };
}

const INDEX = path.join(FIXTURES, 'index.json');
const readIndex = (): Index => JSON.parse(readFileSync(INDEX, 'utf8')) as Index;

export function recordedHistories(): Recorded[] {
  const index = readIndex();
  return readdirSync(FIXTURES)
    .filter((file) => file.endsWith('.gz'))
    .map((file) => ({
      file,
      ...index[file]!,
      history: temporal.api.history.v1.History.decode(gunzipSync(readFileSync(path.join(FIXTURES, file)))),
    }));
}

export function keepHistory({ file, workflowId, namespace, history }: Recorded): void {
  let index: Index = {};
  try {
    index = readIndex();
  } catch {
    // the first one
  }
  index[file] = { workflowId, namespace };
  writeFileSync(INDEX, `${JSON.stringify(Object.fromEntries(Object.entries(index).sort()), null, 2)}\n`);
  writeFileSync(
    path.join(FIXTURES, file),
    gzipSync(temporal.api.history.v1.History.encode(history).finish(), { level: 9 }),
  );
}
