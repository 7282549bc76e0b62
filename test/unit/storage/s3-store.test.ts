import { StoreUnavailableError, type ObjectStore } from '../../../storage/object-store';
import { openStore } from '../../../storage/open';
import { createS3Store, type S3Settings } from '../../../storage/s3-store';
import { startS3Server, type S3Server } from '../../support/s3-server';
import { someName, storeContract } from '../../support/store-contract';

let server: S3Server;
beforeAll(async () => (server = await startS3Server()));
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
  server.faults.length = 0;
});

const open = (changes: Partial<S3Settings> = {}): ObjectStore =>
  createS3Store({
    endpoint: server.endpoint,
    bucket: server.bucket,
    ...server.credentials,
    pathStyle: true,
    prefix: 'public/',
    timeouts: { connectMs: 500, requestMs: 300 },
    ...changes,
  });

describe('a bucket', () => storeContract(() => open()));

test('two worlds in one bucket do not see each other', async () => {
  const name = someName();
  await open().put(name, Buffer.from('real'));
  const rehearsal = open({ prefix: 'rehearsal/' });
  expect(await rehearsal.exists(name)).toBe(false);
  await rehearsal.put(name, Buffer.from('played'));
  expect(await open().get(name)).toEqual(Buffer.from('real'));
  expect([...server.objects.keys()].filter((key) => key.endsWith(name)).sort()).toEqual([
    `public/${name}`,
    `rehearsal/${name}`,
  ]);
});

test.each([
  ['a wrong secret', { secretAccessKey: 'wrong' }],
  ['an unknown key', { accessKeyId: 'AKOTHER' }],
  ['another region', { region: 'eu-west-1' }],
  ['another bucket', { bucket: 'somebody-elses' }],
])('%s: refused, not taken for an object that is not there; no secret in the message', async (_, changes) => {
  const store = open(changes);
  const name = someName();
  for (const asked of [store.get(name), store.put(name, Buffer.from('x'))]) {
    const failure: unknown = await asked.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailableError);
    expect((failure as Error).message).not.toMatch(/geheim|wrong|AK(TEST|OTHER)/);
  }
  expect(server.objects.has(`public/${name}`)).toBe(false);
});

test('a passing 500 or 503 is tried again; one that stays is told', async () => {
  const name = someName();
  server.faults.push({ status: 500, code: 'InternalError' }, { status: 503, code: 'SlowDown' });
  await open().put(name, Buffer.from('x'));
  expect(server.seen.map(({ status }) => status)).toEqual([500, 503, 200]);
  server.faults.push(...Array.from({ length: 3 }, () => ({ status: 500, code: 'InternalError' })));
  await expect(open().get(name)).rejects.toThrow(StoreUnavailableError);
  server.faults.push(...Array.from({ length: 3 }, () => ({ status: 503, code: 'SlowDown' })));
  await expect(async () => {
    for await (const _ of open().list());
  }).rejects.toThrow(StoreUnavailableError);
}, 30_000);

test('a server that says nothing is given up, and the same works later', async () => {
  const name = someName();
  await open().put(name, Buffer.from('x'));
  server.faults.push(...Array.from({ length: 3 }, () => ({ silentMs: 60_000 })));
  const began = Date.now();
  await expect(open().get(name)).rejects.toThrow(StoreUnavailableError);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(await open().get(name)).toEqual(Buffer.from('x'));
}, 30_000);

test('half an object is an error, never a short file', async () => {
  const name = someName();
  await open().put(name, Buffer.alloc(1_000_000, 7));
  server.faults.push('half');
  await expect(open().get(name)).rejects.toThrow(StoreUnavailableError);
});

test('nobody listens: the store is away', async () => {
  await expect(open({ endpoint: 'http://127.0.0.1:9' }).exists(someName())).rejects.toThrow(StoreUnavailableError);
}, 30_000);

test('the store of a world is chosen by the settings', async () => {
  const name = someName();
  const store = openStore(
    {
      LVYUE_STORE: 's3',
      LVYUE_S3_ENDPOINT: server.endpoint,
      LVYUE_S3_BUCKET: server.bucket,
      LVYUE_S3_REGION: server.credentials.region,
      LVYUE_S3_ACCESS_KEY_ID: server.credentials.accessKeyId,
      LVYUE_S3_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      LVYUE_S3_PATH_STYLE: 'true',
    },
    'rehearsal',
  );
  await store.put(name, Buffer.from('x'));
  expect(server.objects.get(`rehearsal/${name}`)).toEqual(Buffer.from('x'));
});
