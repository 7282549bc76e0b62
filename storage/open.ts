import { join } from 'node:path';
import type { Environment } from '../security/mode';
import { createFileStore } from './file-store';
import type { ObjectStore } from './object-store';
import { readStoreSettings } from './settings';

/**
 * The store of one world: real data and rehearsals have a folder each, in the file system as in a bucket. Throws
 * `SettingsError`.
 */
export async function openStore(env: Environment, world: string): Promise<ObjectStore> {
  const settings = readStoreSettings(env);
  if (settings.kind === 'file') return createFileStore(join(settings.folder, world));
  // a library of some size, of no use to whoever keeps files
  const { createS3Store } = await import('./s3-store');
  return createS3Store({ ...settings, prefix: `${world}/` });
}
