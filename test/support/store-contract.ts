import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '../../storage/object-store';

export const someName = (): string => randomBytes(32).toString('hex');

/** What every kind of store promises (storage/object-store.ts). */
export function storeContract(open: () => ObjectStore): void {
  const listed = async (store: ObjectStore): Promise<Record<string, number>> => {
    const names: Record<string, number> = {};
    for await (const { name, bytes } of store.list()) names[name] = bytes;
    return names;
  };

  test('what was put comes back whole, in another process too', async () => {
    const name = someName();
    const bytes = randomBytes(300_001);
    await open().put(name, bytes);
    expect(await open().get(name)).toEqual(bytes);
    expect(await open().exists(name)).toBe(true);
  });

  test('nothing is nothing: no bytes, not there, not listed', async () => {
    const name = someName();
    expect([await open().get(name), await open().exists(name)]).toEqual([undefined, false]);
    expect(await listed(open())).not.toHaveProperty(name);
  });

  test('an empty object is an object', async () => {
    const name = someName();
    await open().put(name, new Uint8Array());
    expect(await open().get(name)).toEqual(Buffer.alloc(0));
  });

  test('the same name again takes the place of what was there', async () => {
    const name = someName();
    await open().put(name, Buffer.from('first and longer'));
    await open().put(name, Buffer.from('second'));
    expect(await open().get(name)).toEqual(Buffer.from('second'));
  });

  test('many at once, of one name: one of them, whole', async () => {
    const name = someName();
    const versions = Array.from({ length: 8 }, (_, n) => Buffer.alloc(100_000, n));
    await Promise.all(versions.map((bytes) => open().put(name, bytes)));
    expect(versions).toContainEqual(await open().get(name));
  });

  test('deleted is gone; deleting again changes nothing', async () => {
    const name = someName();
    await open().put(name, Buffer.from('x'));
    await open().delete(name);
    await open().delete(name);
    expect([await open().get(name), await open().exists(name)]).toEqual([undefined, false]);
  });

  test('the list holds every object with its size', async () => {
    const names = Array.from({ length: 5 }, someName);
    for (const [n, name] of names.entries()) await open().put(name, Buffer.alloc(n + 1));
    const found = await listed(open());
    expect(names.map((name) => found[name])).toEqual([1, 2, 3, 4, 5]);
    for await (const { putAt } of open().list()) expect(Math.abs(Date.now() - putAt)).toBeLessThan(60_000);
  });

  test.each(['', '../../etc/passwd', 'A'.repeat(64), 'ab/cd', 'a'.repeat(63)])('%j is no name', async (name) => {
    await expect(open().put(name, Buffer.from('x'))).rejects.toThrow('not the name');
    await expect(open().get(name)).rejects.toThrow('not the name');
    await expect(open().delete(name)).rejects.toThrow('not the name');
  });
}
