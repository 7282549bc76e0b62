import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startPostgres, type PostgresOptions } from '../../platform/postgres';
import { asNobody } from '../../platform/postgres-identity';
import { postmasterOf } from '../../platform/postgres-leftover';
import { freePorts } from '../../platform/ports';
import { isAlive } from '../../platform/processes';
import { ROOT } from '../../platform/run-typescript';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-postgres-test-'));
const dataDir = path.join(folder, 'data/postgres');
let options: PostgresOptions;

beforeAll(async () => {
  const [port] = await freePorts(1);
  options = { dataDir, port: port!, durable: false };
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

test('keeps what was written, behind a password, on the loopback address only', async () => {
  const first = await startPostgres(options);
  await query(first.url, "create table notes as select '续签' as text");
  expect(await query(first.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const wrong = new URL(first.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await first.stop();
  expect(isAlive(first.pid()!)).toBe(false);

  const second = await startPostgres(options);
  expect(await query(second.url, 'select text from notes')).toEqual([{ text: '续签' }]);
  await second.stop();
  expect(fs.statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
  expect(fs.statSync(dataDir).mode & 0o077).toBe(0);
});

test('a server whose launcher was killed is stopped, and the next one takes its place', async () => {
  const script = path.join(folder, 'launch.ts');
  fs.writeFileSync(
    script,
    `import { startPostgres } from ${JSON.stringify(path.join(ROOT, 'platform/postgres'))};
     void startPostgres(${JSON.stringify(options)}).then(() => process.kill(process.pid, 'SIGKILL'));`,
  );
  expect(() => execFileSync(process.execPath, ['--import', 'tsx', script], { cwd: ROOT })).toThrow();
  const orphan = postmasterOf(dataDir);
  expect(orphan).toBeGreaterThan(1);

  const next = await startPostgres(options);
  expect(next.pid()).not.toBe(orphan);
  expect(isAlive(orphan!)).toBe(false);
  expect(await query(next.url, 'select text from notes')).toEqual([{ text: '续签' }]);
  await next.stop();
});

test('a server that is killed comes back by itself', async () => {
  const reports: string[] = [];
  const running = await startPostgres({ ...options, hooks: { report: (line) => reports.push(line) } });
  const before = running.pid()!;
  process.kill(before, 'SIGKILL');
  while (!reports.some((line) => line.endsWith('已重启'))) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(running.pid()).not.toBe(before);
  expect(await query(running.url, 'select text from notes')).toEqual([{ text: '续签' }]);
  await running.stop();
});

// Only root needs another identity, and only root can take it.
if (process.getuid?.() === 0) {
  test('where user namespaces are forbidden root drops to nobody, in a folder nobody else can enter', async () => {
    const closed = path.join(folder, 'closed');
    fs.mkdirSync(closed, { mode: 0o700 });
    const own: PostgresOptions = { ...options, dataDir: path.join(closed, 'postgres'), identify: asNobody };
    const running = await startPostgres(own);
    expect(await query(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await running.stop();
    expect(fs.statSync(own.dataDir).uid).toBe(65534);

    const inNamespace = await startPostgres({ ...own, identify: undefined }); // and back again
    await inNamespace.stop();
    expect(fs.statSync(own.dataDir).uid).toBe(0);
  });
}
