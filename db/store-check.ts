import type { Knex } from 'knex';
import { SealBrokenError } from '../security/seal';
import { MissingKeyError } from '../security/keyring';
import type { ObjectStore, StoredObject } from '../storage/object-store';
import { lockObject, ObjectMissingError, type BlobStore } from './blobs';

/** A file as the index knows it. */
export interface FileAddress {
  client_id: string;
  sha256: string;
}

export interface StoreReport {
  /** Files of the index, and the sum of their plain bytes. */
  files: number;
  bytes: number;
  objects: number;
  /** Faults: a file that is in the index and not in the store. */
  missing: FileAddress[];
  /** Faults: what is in the store does not open, or is not what its hash says. Only looked for when asked. */
  broken: FileAddress[];
  /** Objects that no file names: of a crash between object and row, or written this very moment. Harmless. */
  orphans: StoredObject[];
}

interface Parts {
  db: Knex;
  objects: ObjectStore;
  blobs: BlobStore;
}

const PAGE = 500;

/**
 * Holds the index against the store. The store is listed first, so that what is put meanwhile is never taken for
 * missing: a file that the list lacks is asked for again. `deep` opens every file and compares its hash.
 */
export async function checkStore({ db, objects, blobs }: Parts, { deep = false } = {}): Promise<StoreReport> {
  const unnamed = new Map<string, StoredObject>();
  for await (const object of objects.list()) unnamed.set(object.name, object);
  const report: StoreReport = { files: 0, bytes: 0, objects: unnamed.size, missing: [], broken: [], orphans: [] };
  for await (const { client_id, sha256, bytes, object } of indexOf(db)) {
    report.files += 1;
    report.bytes += bytes;
    const listed = unnamed.delete(object);
    if (!listed && !(await objects.exists(object))) report.missing.push({ client_id, sha256 });
    else if (deep && !(await opens(blobs, client_id, sha256))) report.broken.push({ client_id, sha256 });
  }
  report.orphans = [...unnamed.values()];
  return report;
}

/** What is younger may belong to a file whose row is still to be written. */
const ORPHANED_AFTER_MS = 24 * 3_600_000;

/**
 * Deletes objects that no file names and that are a day old at least; returns how many. Files may be handed in meanwhile:
 * the same file has the same name, and whoever names it holds it locked.
 */
export async function removeOrphans({ db, objects, blobs }: Parts, now: number): Promise<number> {
  const { orphans } = await checkStore({ db, objects, blobs });
  const old = orphans.filter(({ putAt }) => putAt < now - ORPHANED_AFTER_MS);
  let removed = 0;
  for (const { name } of old) {
    removed += await db.transaction(async (trx) => {
      await lockObject(trx, name, 'exclusive');
      if (await trx('blobs').where({ object: name }).first('object')) return 0; // handed in again since the list was made
      await objects.delete(name);
      return 1;
    });
  }
  return removed;
}

async function* indexOf(db: Knex): AsyncGenerator<FileAddress & { bytes: number; object: string }> {
  let after: FileAddress = { client_id: '', sha256: '' };
  for (;;) {
    const rows = await db('blobs')
      .whereRaw('(client_id, sha256) > (?, ?)', [after.client_id, after.sha256])
      .orderBy(['client_id', 'sha256'])
      .limit(PAGE)
      .select<(FileAddress & { bytes: number; object: string })[]>('client_id', 'sha256', 'bytes', 'object');
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!;
  }
}

async function opens(blobs: BlobStore, clientId: string, sha256: string): Promise<boolean> {
  try {
    await blobs.get(clientId, sha256);
    return true;
  } catch (error) {
    // a store that does not answer says nothing about the file
    if ([SealBrokenError, MissingKeyError, ObjectMissingError].some((fault) => error instanceof fault)) return false;
    throw error;
  }
}
