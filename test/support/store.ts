import path from 'node:path';
import { createFileStore } from '../../storage/file-store';
import type { ObjectStore } from '../../storage/object-store';

/**
 * A file store that is gone with the data of the run (test/support/global-setup.ts). Names hang on the keys of each
 * test, so all may share a folder, except who counts what is in it.
 */
export function testStore(folder = 'shared'): ObjectStore {
  const all = process.env['TEST_BLOBS'];
  if (!all) throw new Error('no folder for files: run the tests by `npm test`, outside the unit project');
  return createFileStore(path.join(all, folder));
}
