import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isName, requireName, StoreUnavailableError, type ObjectStore, type StoredObject } from './object-store';

/** Drafts of processes that were killed; older ones belong to nobody any more. */
const DRAFT_LIVES_MS = 24 * 3_600_000;
const DRAFTS = 'drafts';

/**
 * Objects as files `ab/cd/abcd…` below a folder that API and workers share, for the owner only. A file is written
 * beside, made durable and moved to its place: a reader, or whoever comes after a crash, sees all of it or none.
 */
export function createFileStore(folder: string): ObjectStore {
  const drafts = join(folder, DRAFTS);
  const placeOf = (name: string): string => join(folder, requireName(name).slice(0, 2), name.slice(2, 4), name);
  let ready: Promise<void> | undefined;

  async function prepare(): Promise<void> {
    await mkdir(drafts, { recursive: true, mode: 0o700 });
    await syncFolder(dirname(folder));
    await removeOld(drafts);
  }

  async function* objects(): AsyncGenerator<StoredObject> {
    for (const first of await entries(folder)) {
      if (first === DRAFTS) continue;
      for (const second of await entries(join(folder, first))) {
        for (const name of await entries(join(folder, first, second))) {
          if (!isName(name)) continue;
          const found = await stat(placeOf(name)).catch(unlessAbsent);
          if (found) yield { name, bytes: found.size, putAt: found.mtimeMs };
        }
      }
    }
  }

  return {
    async put(name, bytes) {
      const place = placeOf(name);
      const draft = join(drafts, `${name}.${process.pid}.${randomBytes(4).toString('hex')}`);
      try {
        ready ??= prepare();
        await ready;
        await mkdir(dirname(place), { recursive: true, mode: 0o700 });
        await writeDurably(draft, bytes);
        await rename(draft, place);
        for (const changed of [dirname(place), dirname(dirname(place)), folder]) await syncFolder(changed);
      } catch (error) {
        ready = undefined; // the folder may have been taken away and given back
        await rm(draft, { force: true }).catch(() => undefined);
        throw unavailable(error);
      }
    },

    async get(name) {
      return readFile(placeOf(name)).catch(unlessAbsent);
    },

    async exists(name) {
      const place = placeOf(name);
      const found = await access(place).then(() => true, unlessAbsent);
      return found === true;
    },

    async delete(name) {
      const place = placeOf(name);
      try {
        await rm(place, { force: true });
        await syncFolder(dirname(place)).catch(unlessAbsent);
      } catch (error) {
        throw unavailable(error);
      }
    },

    list: objects,
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name in a folder outlives a power cut only when the folder has been written. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function removeOld(drafts: string): Promise<void> {
  const before = Date.now() - DRAFT_LIVES_MS;
  for (const draft of await readdir(drafts)) {
    const found = await stat(join(drafts, draft)).catch(unlessAbsent);
    if (found && found.mtimeMs < before) await rm(join(drafts, draft), { force: true });
  }
}

const entries = async (folder: string): Promise<string[]> => (await readdir(folder).catch(unlessAbsent)) ?? [];

/** What is not there is undefined; anything else is the store's trouble. */
function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw unavailable(error);
}

/** The code says what is wrong (ENOSPC, EACCES …); the message would hold the path. */
const unavailable = (error: unknown): Error =>
  error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError((error as NodeJS.ErrnoException).code ?? '未知错误', error);
