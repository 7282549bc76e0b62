import fs from 'node:fs';
import path from 'node:path';
import { isSame, markOf, sleep, type ProcessMark } from './processes';

/** Runs `work` while this process alone holds the lock folder. A lock whose owner has died is taken over. */
export async function withFolderLock<T>(lock: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  while (!tryTake(lock)) {
    if (!told) onWait();
    told = true;
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

function tryTake(lock: string): boolean {
  // Prepared beside it and renamed into place: a lock never exists without its owner.
  const mine = `${lock}.${process.pid}`;
  fs.mkdirSync(mine, { recursive: true });
  fs.writeFileSync(path.join(mine, 'owner.json'), JSON.stringify(markOf(process.pid)));
  try {
    fs.renameSync(mine, lock); // fails while the lock folder exists and is not empty
    return true;
  } catch {
    fs.rmSync(mine, { recursive: true, force: true });
    const owner = ownerOf(lock);
    if (owner && !isSame(owner)) fs.rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function ownerOf(lock: string): ProcessMark | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(lock, 'owner.json'), 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
}
