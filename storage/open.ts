import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Environment } from '../security/mode';
import { createFileStore } from './file-store';
import type { ObjectStore } from './object-store';
import type * as S3 from './s3-store';
import { readStoreSettings } from './settings';

const load = createRequire(__filename);

/**
 * The store of one world: real data and rehearsals have a folder each, in the file system as in a bucket. Throws
 * `SettingsError`.
 */
export function openStore(env: Environment, world: string): ObjectStore {
  const settings = readStoreSettings(env);
  if (settings.kind === 'file') return createFileStore(join(settings.folder, world));
  // a library of some size, of no use to whoever keeps files in a folder
  const { createS3Store } = load('./s3-store.ts') as typeof S3;
  return createS3Store({ ...settings, prefix: `${world}/` });
}
