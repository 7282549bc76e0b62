/**
 * 对象存储: sealed bytes by name, and nothing else; who may read them and what they are is known to `db/blobs.ts` only.
 * One contract, tested against every kind of store (test/support/store-contract.ts).
 */
export interface ObjectStore {
  /** Whole or not at all, and durable when it returns. The same name again takes the place of what was there. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined: there is nothing of that name. */
  get(name: string): Promise<Buffer | undefined>;
  exists(name: string): Promise<boolean>;
  /** What is not there is deleted. */
  delete(name: string): Promise<void>;
  /** Every object, in no order. What is put meanwhile may be among them or not. */
  list(): AsyncIterable<StoredObject>;
}

export interface StoredObject {
  name: string;
  bytes: number;
  /** When it was put, epoch ms by the store's clock. */
  putAt: number;
}

/** The store did not answer, refused us, or is full: the same may work later. Names no object and holds no secret. */
export class StoreUnavailableError extends Error {
  constructor(what: string, cause?: unknown) {
    super(`文件存储不可用: ${what}`, { cause });
    this.name = 'StoreUnavailableError';
  }
}

const NAME = /^[0-9a-f]{64}$/;

/** Names are keyed hashes in hex: no folder can be left by one, and no file system takes two of them for the same. */
export function requireName(name: string): string {
  if (!NAME.test(name)) throw new Error('not the name of an object');
  return name;
}

export const isName = (name: string): boolean => NAME.test(name);
