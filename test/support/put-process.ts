import { createHash } from 'node:crypto';
import { createFileStore } from '../../storage/file-store';

/** Puts big objects named by the hash of their bytes, one after the other, until it is killed: put-process FOLDER SEED */
const [folder, seed] = process.argv.slice(2);
const store = createFileStore(folder!);

async function main(): Promise<void> {
  process.stdout.write('ready\n');
  for (let n = 0; ; n++) {
    const bytes = Buffer.alloc(12_000_000, createHash('sha256').update(`${seed}/${n}`).digest());
    await store.put(createHash('sha256').update(bytes).digest('hex'), bytes);
  }
}
void main();
