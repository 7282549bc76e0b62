import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { createBlobStore } from '../../db/blobs';
import { createPeople } from '../../db/people';
import { createVault, PROVIDER, recordRef, textRef, type Vault } from '../../db/vault';
import { createKeyRing, MissingKeyError, type KeyRing } from '../../security/keyring';
import { SealBrokenError } from '../../security/seal';
import { freshDatabase, type TestDatabase } from '../support/db';
import { testStore } from '../support/store';

const keyRing = createKeyRing([['k1', randomBytes(32)]]);
const CANARY = '金丝雀·王小明·13800000000';

describe('个人信息库', () => {
  let database: TestDatabase;
  let db: Knex;
  let vault: Vault;
  beforeAll(async () => {
    database = await freshDatabase();
    ({ db } = database);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await db.raw('truncate client_keys, personal, blobs, people, clients cascade');
    vault = createVault(db, keyRing);
  });

  /** SQL statements that `work` sends. */
  async function statements(work: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const counter = (): void => void count++;
    db.on('query', counter);
    try {
      await work();
    } finally {
      db.removeListener('query', counter);
    }
    return count;
  }
  const reopened = (ring: KeyRing = keyRing): Vault => createVault(db, ring);
  const textOf = async (v: Vault, ref: string): Promise<string | undefined> => (await v.openTexts([ref])).get(ref);
  /** Everything stored, as text. */
  async function dump(): Promise<string> {
    const tables = ['client_keys', 'personal', 'blobs', 'people', 'clients'];
    const rows = await Promise.all(tables.map((table) => db(table).select<Record<string, unknown>[]>()));
    return rows
      .flat()
      .flatMap((row) =>
        Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : String(value))),
      )
      .join('\n');
  }

  test('texts and records come back in another process, and are nowhere readable in the database', async () => {
    const ref = textRef('cmd-1', 'reason');
    await vault.sealText('c-1', ref, CANARY);
    await vault.sealRecord('c-1', recordRef('cmd-1', 'contact'), { name: CANARY, phones: ['1'] });
    await createBlobStore(db, vault.keys, testStore()).put('c-1', Buffer.from(CANARY), 'text/csv');
    await createPeople(db, vault).rememberPerson({ id: 'p-1', role: 'legal' }, CANARY);
    await vault.clientFor('91350211M000100Y43');
    expect(await textOf(reopened(), ref)).toBe(CANARY);
    expect(await reopened().openRecord(recordRef('cmd-1', 'contact'))).toEqual({ name: CANARY, phones: ['1'] });
    const stored = await dump();
    expect(stored).not.toMatch(/金丝雀|王小明|13800000000|91350211M/);
    expect(stored).toContain('c-1'); // the dump does see the rows
  });

  test('many texts cost one statement; the first of a client one more, for its key', async () => {
    const entries = Array.from({ length: 20 }, (_, n) => ({ ref: textRef('cmd', `f${n}`), text: `文本${n}` }));
    expect(await statements(() => vault.sealTexts('c-1', entries))).toBe(2);
    expect(await statements(() => vault.sealText('c-1', 't-other', 'x'))).toBe(1);
    expect(await statements(() => reopened().openTexts(entries.map(({ ref }) => ref)))).toBe(1);
    expect((await vault.openTexts(entries.map(({ ref }) => ref))).get(entries[7]!.ref)).toBe('文本7');
    expect(await statements(() => vault.openTexts([]))).toBe(0);
  });

  test('the same text again is no change; another text, or another client, under the same ref is refused', async () => {
    await vault.sealText('c-1', 't-1', '原文');
    await vault.sealText('c-1', 't-1', '原文');
    await expect(vault.sealText('c-1', 't-1', '另文')).rejects.toMatchObject({ type: 'IdempotencyKeyReused' });
    await expect(vault.sealText('c-2', 't-1', '原文')).rejects.toMatchObject({ type: 'IdempotencyKeyReused' });
    expect(await textOf(vault, 't-1')).toBe('原文');
    expect(await db('personal').where('ref', 't-1')).toHaveLength(1);
  });

  test('what was erased or never written is undefined, beside what is there', async () => {
    await vault.sealText('c-1', 't-1', '一');
    expect([...(await vault.openTexts(['t-1', 't-2']))]).toEqual([
      ['t-1', '一'],
      ['t-2', undefined],
    ]);
    expect(await vault.openRecord('r-none')).toBeUndefined();
  });

  test('a rolled-back command leaves no text, and the client can still be written to', async () => {
    const trx = await db.transaction();
    await vault.sealText('c-9', 't-9', '撤销', trx);
    await trx.rollback();
    expect(await textOf(vault, 't-9')).toBeUndefined();
    await vault.sealText('c-9', 't-9', '再来');
    expect(await textOf(reopened(), 't-9')).toBe('再来');
  });

  test("each client has its own key: another client's key does not open its text", async () => {
    await vault.sealText('c-1', 't-1', CANARY);
    await vault.sealText('c-2', 't-2', '别家');
    expect(await vault.keys.keyFor('c-1')).not.toEqual(await vault.keys.keyFor('c-2'));
    await db('personal').where('ref', 't-1').update({ client_id: 'c-2' });
    await expect(reopened().openTexts(['t-1'])).rejects.toThrow(SealBrokenError);
  });

  test('a wrapped key moved to another client, and a text moved to another ref, do not open', async () => {
    await vault.sealText('c-1', 't-1', '甲');
    await vault.sealText('c-2', 't-2', '乙');
    const [own] = await db('client_keys').where('client_id', 'c-1').select<{ wrapped: Buffer }[]>('wrapped');
    await db('client_keys').where('client_id', 'c-2').update(own!);
    await expect(reopened().openTexts(['t-2'])).rejects.toThrow(SealBrokenError);
    await db('personal').where('ref', 't-1').update({ ref: 't-3' });
    await expect(reopened().openTexts(['t-3'])).rejects.toThrow(SealBrokenError);
  });

  test('a flipped bit is noticed', async () => {
    await vault.sealText('c-1', 't-1', '甲');
    await db.raw('update personal set ciphertext = set_byte(ciphertext, 14, get_byte(ciphertext, 14) # 1)');
    await expect(vault.openTexts(['t-1'])).rejects.toThrow('校验失败');
  });

  test('two processes that meet a new client at once agree on one key', async () => {
    const vaults = Array.from({ length: 5 }, () => reopened());
    await Promise.all(vaults.map((v, n) => v.sealText('c-new', `t-race${n}`, `第${n}`)));
    const texts = await reopened().openTexts(vaults.map((_, n) => `t-race${n}`));
    expect([...texts.values()]).toEqual(['第0', '第1', '第2', '第3', '第4']);
    expect(await db('client_keys').where('client_id', 'c-new')).toHaveLength(1);
  });

  test('after a rotation of the ring old clients stay readable; without the old key the error names it', async () => {
    await vault.sealText('c-1', 't-1', '旧');
    const rotated = createKeyRing([
      ['k2', randomBytes(32)],
      ['k1', keyRing.get('k1')],
    ]);
    expect(await textOf(reopened(rotated), 't-1')).toBe('旧');
    await reopened(rotated).sealText('c-2', 't-2', '新');
    expect(await db('client_keys').where('client_id', 'c-2').first('key_id')).toEqual({ key_id: 'k2' });
    const lost = reopened(createKeyRing([['k2', rotated.get('k2')]]));
    await expect(lost.openTexts(['t-1'])).rejects.toThrow(MissingKeyError);
    await expect(lost.openTexts(['t-1'])).rejects.toThrow('密钥 k1');
  });

  test('a client is found again by its credit code, also after a rotation, and the code is not stored', async () => {
    const id = await vault.clientFor(' 91350211m000100y43 ');
    expect(id).toMatch(/^c-[\w-]{16}$/);
    const rotated = createKeyRing([
      ['k2', randomBytes(32)],
      ['k1', keyRing.get('k1')],
    ]);
    expect(await reopened(rotated).clientFor('91350211M000100Y43')).toBe(id);
    expect(await vault.clientFor('91110000100000ABCD')).not.toBe(id);
    expect(await statements(() => vault.clientFor('91350211M000100Y43'))).toBe(0);
    expect(await db('clients')).toHaveLength(2);
  });

  test('refs are the same for a retry, and differ by command and field', () => {
    expect(textRef('cmd-1', 'reason')).toBe(textRef('cmd-1', 'reason'));
    expect(textRef('cmd-1', 'reason')).toMatch(/^t-[\w-]{22}$/);
    expect(new Set([textRef('a', 'bc'), textRef('ab', 'c'), textRef('a', 'b'), recordRef('a', 'b')]).size).toBe(4);
  });

  test('files are known by their content: stored once, given back whole, refused when they were changed', async () => {
    const objects = testStore();
    const blobs = createBlobStore(db, vault.keys, objects);
    const bytes = randomBytes(300_000);
    const id = await blobs.put('c-1', bytes, 'application/pdf');
    expect(await blobs.put('c-1', bytes, 'application/pdf')).toEqual(id);
    expect(id.bytes).toBe(300_000);
    expect(await db('blobs')).toHaveLength(1);
    const again = createBlobStore(db, reopened().keys, objects);
    expect(await statements(() => again.get('c-1', id.sha256))).toBe(1);
    expect(await again.get('c-1', id.sha256)).toEqual({ bytes, mediaType: 'application/pdf' });
    await db('blobs').update({ media_type: 'text/html' });
    await expect(again.get('c-1', id.sha256)).rejects.toThrow(SealBrokenError);
    await expect(again.get('c-1', '0'.repeat(64))).rejects.toMatchObject({ type: 'NotFound' });
  });

  test("a person's name is kept once, under the provider's key, and costs no statement on repeat", async () => {
    const people = createPeople(db, vault);
    const actor = { id: 'p-7', role: 'manager' } as const;
    expect(await statements(() => people.rememberPerson(actor, '赵负责'))).toBe(3); // with the provider's new key
    expect(await statements(() => people.rememberPerson(actor, '赵负责'))).toBe(0);
    await createPeople(db, reopened()).rememberPerson(actor, '赵负责');
    expect(await db('people')).toHaveLength(1);
    expect(await db('personal').first('client_id')).toEqual({ client_id: PROVIDER });
    expect([...(await createPeople(db, reopened()).namesOf(['p-7', 'p-8']))]).toEqual([['p-7', '赵负责']]);
  });
});
