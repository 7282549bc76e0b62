import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { run } from '../../cli/commands/store';
import { createBlobStore, ObjectMissingError, type BlobStore } from '../../db/blobs';
import * as migration from '../../db/migrations/010_blob_objects';
import { checkStore, removeOrphans } from '../../db/store-check';
import { createVaultKeys } from '../../db/vault-keys';
import { createKeyRing } from '../../security/keyring';
import { SealBrokenError } from '../../security/seal';
import { StoreUnavailableError, type ObjectStore } from '../../storage/object-store';
import { freshDatabase, type TestDatabase } from '../support/db';
import { testStore } from '../support/store';

const key = randomBytes(32);
const keyRing = createKeyRing([['k1', key]]);
let database: TestDatabase;
let db: Knex;
let folder: string;
let objects: ObjectStore;
let blobs: BlobStore;

beforeAll(async () => {
  database = await freshDatabase();
  ({ db } = database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.raw('truncate client_keys, blobs cascade');
  folder = randomBytes(6).toString('hex');
  objects = testStore(folder);
  blobs = createBlobStore(db, createVaultKeys(db, keyRing), objects);
});

const put = (client: string, text: string) => blobs.put(client, Buffer.from(text), 'text/csv');
const objectOf = async (client: string): Promise<string> =>
  (await db('blobs').where({ client_id: client }).first<{ object: string }>('object')).object;
const check = (deep = true) => checkStore({ db, objects, blobs }, { deep });
const SOUND = { missing: [], broken: [], orphans: [] };

describe('files of two clients', () => {
  test('the same bytes are two files under two keys: what is erased of one is still the other’s', async () => {
    const { sha256 } = await put('c-1', '同一份名单');
    expect(await put('c-2', '同一份名单')).toMatchObject({ sha256 });
    expect(await check()).toMatchObject({ files: 2, objects: 2, ...SOUND });
    await objects.delete(await objectOf('c-1'));
    await db('blobs').where({ client_id: 'c-1' }).delete();
    await db('client_keys').where({ client_id: 'c-1' }).delete();
    expect((await blobs.get('c-2', sha256)).bytes.toString()).toBe('同一份名单');
    await expect(blobs.get('c-1', sha256)).rejects.toMatchObject({ type: 'NotFound' });
  });

  test('an object moved to another client’s name does not open', async () => {
    const { sha256 } = await put('c-1', '甲');
    await put('c-2', '乙');
    await objects.put(await objectOf('c-1'), (await objects.get(await objectOf('c-2')))!);
    await expect(blobs.get('c-1', sha256)).rejects.toThrow(SealBrokenError);
  });

  test('a name tells nothing of the content, and is the same for a retry', async () => {
    const { sha256 } = await put('c-1', '名单');
    await put('c-2', '名单');
    const [one, other] = [await objectOf('c-1'), await objectOf('c-2')];
    const guesses = [sha256, ...['名单', `c-1${sha256}`].map((t) => createHash('sha256').update(t).digest('hex'))];
    expect(guesses).not.toContain(one);
    expect(one).not.toBe(other);
    await createBlobStore(db, createVaultKeys(db, keyRing), objects).put('c-1', Buffer.from('名单'), 'text/csv');
    expect(await check()).toMatchObject({ files: 2, objects: 2, ...SOUND });
  });

  test('the same bytes under another type stay what they were', async () => {
    const { sha256 } = await put('c-1', '名单');
    await blobs.put('c-1', Buffer.from('名单'), 'text/html');
    expect(await blobs.get('c-1', sha256)).toEqual({ bytes: Buffer.from('名单'), mediaType: 'text/csv' });
  });
});

describe('never a row without bytes', () => {
  test('a store that is away leaves no row', async () => {
    const away = { ...objects, put: () => Promise.reject(new StoreUnavailableError('ECONNREFUSED')) };
    const own = createBlobStore(db, createVaultKeys(db, keyRing), away);
    await expect(own.put('c-1', Buffer.from('x'), 'text/csv')).rejects.toThrow(StoreUnavailableError);
    expect(await db('blobs')).toEqual([]);
  });

  test('the object is there before the row: a database that goes away in between leaves an orphan, no fault', async () => {
    let seenRows = -1;
    const slow: ObjectStore = {
      ...objects,
      async put(name, bytes) {
        await objects.put(name, bytes);
        seenRows = (await db('blobs')).length;
        throw new Error('the process dies here');
      },
    };
    await expect(
      createBlobStore(db, createVaultKeys(db, keyRing), slow).put('c-1', Buffer.from('x'), 'text/csv'),
    ).rejects.toThrow('dies here');
    expect(seenRows).toBe(0);
    expect(await check()).toMatchObject({ files: 0, objects: 1, missing: [], broken: [], orphans: [{ bytes: 29 }] });
    await put('c-1', 'x'); // the retry gives it a row
    expect(await check()).toMatchObject({ files: 1, objects: 1, ...SOUND });
  });
});

describe('the store is cleaned while the same file is handed in again', () => {
  const orphaned = async (): Promise<void> => {
    await put('c-1', '同一份');
    await db('blobs').delete();
  };
  /** So late that every orphan is old enough. */
  const clean = (store = objects) => removeOrphans({ db, objects: store, blobs }, Date.now() + 25 * 3_600_000);
  const putInto = (store: ObjectStore) =>
    createBlobStore(db, createVaultKeys(db, keyRing), store).put('c-1', Buffer.from('同一份'), 'text/csv');
  const readBack = async (): Promise<void> => {
    const { sha256 } = await db('blobs').first<{ sha256: string }>('sha256');
    expect((await blobs.get('c-1', sha256)).bytes.toString()).toBe('同一份');
    expect(await check()).toMatchObject({ files: 1, objects: 1, ...SOUND });
  };

  test('what is deleted between object and row is written anew', async () => {
    await orphaned();
    let cleaned = 0;
    await putInto({
      ...objects,
      async put(name, bytes) {
        await objects.put(name, bytes);
        if (cleaned === 0) cleaned = await clean();
      },
    });
    expect(cleaned).toBe(1);
    await readBack();
  });

  test('a deletion under way is waited for, and what it took is written anew', async () => {
    await orphaned();
    let handedIn: Promise<unknown> = Promise.resolve();
    const cleaned = await clean({
      ...objects,
      async delete(name) {
        let written = (): void => undefined;
        const overwritten = new Promise<void>((resolve) => (written = resolve));
        handedIn = putInto({ ...objects, put: (...of) => objects.put(...of).finally(written) });
        await overwritten;
        await sleep(200); // it would have its row by now if it did not wait
        expect(await db('blobs')).toEqual([]);
        await objects.delete(name);
      },
    });
    await handedIn;
    expect(cleaned).toBe(1);
    await readBack();
  });

  test('what is being named is waited for, and kept', async () => {
    await orphaned();
    let cleaning: Promise<number> = Promise.resolve(-1);
    await putInto({
      ...objects,
      async exists(name) {
        cleaning = clean();
        await sleep(200); // it would have deleted by now if it did not wait
        return objects.exists(name);
      },
    });
    expect(await cleaning).toBe(0);
    await readBack();
  });

  test('at random, again and again: no file ever lacks its object', async () => {
    for (let round = 0; round < 25; round++) {
      await orphaned();
      await Promise.all([clean(), put('c-1', '同一份'), clean(), put('c-1', '同一份')]);
      await readBack();
    }
  });
});

describe('lvyue store', () => {
  const { env } = process;
  afterEach(() => {
    process.env = env;
    jest.restoreAllMocks();
  });

  async function command(...argv: string[]): Promise<[number, string]> {
    process.env = {
      DATABASE_URL: database.url,
      LVYUE_KEYS: `k1:${key.toString('base64')}`,
      LVYUE_BLOBS: `${env['TEST_BLOBS']}/${folder}`,
    };
    const said: string[] = [];
    for (const way of ['log', 'error'] as const) {
      jest.spyOn(console, way).mockImplementation((...line: unknown[]) => void said.push(line.join(' ')));
    }
    return [await run(argv), said.join('\n')];
  }

  beforeEach(() => {
    objects = testStore(`${folder}/public`);
    blobs = createBlobStore(db, createVaultKeys(db, keyRing), objects);
  });

  test('a sound store: exit code 0', async () => {
    await put('c-1', '一');
    await put('c-2', '二');
    expect(await command('check', '--deep')).toEqual([0, expect.stringContaining('索引 2 个文件, 原文共 6 字节')]);
  });

  test('a file without its object is a fault, named by client and hash: exit code 1', async () => {
    await put('c-1', '一');
    const { sha256 } = await put('c-2', '二');
    await objects.delete(await objectOf('c-2'));
    const [code, said] = await command('check');
    expect([code, said.split('\n')[0]]).toEqual([1, `密文缺失  c-2  ${sha256}`]);
    await expect(blobs.get('c-2', sha256)).rejects.toThrow(ObjectMissingError);
  });

  test('a changed object is found by looking into it only', async () => {
    const { sha256 } = await put('c-1', '一');
    const name = await objectOf('c-1');
    const bytes = (await objects.get(name))!;
    bytes[20]! ^= 1;
    await objects.put(name, bytes);
    expect((await command('check'))[0]).toBe(0);
    expect(await command('check', '--deep')).toEqual([1, expect.stringContaining(`校验失败  c-1  ${sha256}`)]);
  });

  test('orphans are counted, no fault; only those of a day ago are deleted, and no file’s object', async () => {
    const { sha256 } = await put('c-1', '一');
    await objects.put('a'.repeat(64), Buffer.from('left by a crash'));
    expect(await command('check', '--deep')).toEqual([0, expect.stringContaining('无主密文 1 个')]);
    expect(await command('clean')).toEqual([0, '已删除无主密文 0 个']);
    expect(await removeOrphans({ db, objects, blobs }, Date.now() + 25 * 3_600_000)).toBe(1);
    expect(await objects.exists('a'.repeat(64))).toBe(false);
    expect((await blobs.get('c-1', sha256)).bytes.toString()).toBe('一');
  });

  test('many files go page by page', async () => {
    const sha256 = (n: number): string => createHash('sha256').update(String(n)).digest('hex');
    await createVaultKeys(db, keyRing).keyFor('c-1');
    await db('blobs').insert(
      Array.from({ length: 1_203 }, (_, n) => ({
        client_id: 'c-1',
        sha256: sha256(n),
        media_type: 'text/csv',
        bytes: 1,
        object: sha256(-1 - n),
      })),
    );
    const { files, missing } = await check(false);
    expect([files, missing.length, new Set(missing.map((m) => m.sha256)).size]).toEqual([1_203, 1_203, 1_203]);
  });

  test.each([[], ['chekc'], ['check', '--all'], ['clean', '--deep']])(
    'bad arguments %j: exit code 2',
    async (...argv) => {
      expect(await command(...argv)).toEqual([2, expect.stringContaining('用法')]);
    },
  );
});

test('the migration refuses a schema that holds files of the time before, and loses nothing', async () => {
  await migration.down(db);
  await db('client_keys').insert({ client_id: 'c-1', wrapped: Buffer.from('x'), key_id: 'k1' });
  const row = { sha256: 'f'.repeat(64), client_id: 'c-1', media_type: 'text/csv', bytes: 1 };
  await db('blobs').insert({ ...row, ciphertext: Buffer.from('sealed') });
  await expect(migration.up(db)).rejects.toThrow('旧版保存的文件');
  expect(await db('blobs')).toMatchObject([{ ciphertext: Buffer.from('sealed') }]);
  await db('blobs').delete();
  await migration.up(db);
  await put('c-2', 'x');
  expect(await check()).toMatchObject({ files: 1, ...SOUND });
});
