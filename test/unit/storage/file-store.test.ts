import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileStore } from '../../../storage/file-store';
import { StoreUnavailableError } from '../../../storage/object-store';
import { someName, storeContract } from '../../support/store-contract';

const root = mkdtempSync(path.join(tmpdir(), 'lvyue-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let n = 0;
beforeEach(() => (folder = path.join(root, String(n++))));

describe('a folder', () => storeContract(() => createFileStore(folder)));

test('an object lies two folders deep, and is nobody else’s to read', async () => {
  const name = someName();
  await createFileStore(folder).put(name, Buffer.from('x'));
  const place = path.join(folder, name.slice(0, 2), name.slice(2, 4), name);
  expect((statSync(place).mode & 0o777).toString(8)).toBe('600');
  for (const above of [folder, path.dirname(place), path.dirname(path.dirname(place))]) {
    expect((statSync(above).mode & 0o777).toString(8)).toBe('700');
  }
});

test('a put leaves no draft; the drafts of a day ago are cleared by the next process, fresh ones are another’s', async () => {
  const drafts = path.join(folder, 'drafts');
  mkdirSync(drafts, { recursive: true });
  writeFileSync(path.join(drafts, 'old'), 'x');
  writeFileSync(path.join(drafts, 'fresh'), 'x');
  const dayAgo = Date.now() / 1_000 - 25 * 3_600;
  utimesSync(path.join(drafts, 'old'), dayAgo, dayAgo);
  await createFileStore(folder).put(someName(), Buffer.from('x'));
  expect(readdirSync(drafts)).toEqual(['fresh']);
});

test('what is no object is not listed', async () => {
  const name = someName();
  await createFileStore(folder).put(name, Buffer.from('x'));
  writeFileSync(path.join(folder, name.slice(0, 2), name.slice(2, 4), 'README'), 'x');
  writeFileSync(path.join(folder, 'drafts', someName()), 'half');
  const names: string[] = [];
  for await (const object of createFileStore(folder).list()) names.push(object.name);
  expect(names).toEqual([name]);
});

test('a folder that cannot be written, or is a file: the store is away, and says no path', async () => {
  writeFileSync(folder, 'a file');
  const failure: unknown = await createFileStore(folder)
    .put(someName(), Buffer.from('x'))
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StoreUnavailableError);
  expect((failure as Error).message).not.toContain(folder);
});

test('a store whose folder was away works again when it is back', async () => {
  const store = createFileStore(folder);
  const name = someName();
  await store.put(name, Buffer.from('x'));
  rmSync(folder, { recursive: true });
  expect(existsSync(folder)).toBe(false);
  await expect(store.put(name, Buffer.from('y'))).rejects.toThrow(StoreUnavailableError);
  await store.put(name, Buffer.from('y'));
  expect(await store.get(name)).toEqual(Buffer.from('y'));
});
