import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadKeyRing } from '../../security/keyring';
import { issueToken } from '../../security/tokens';
import { freePorts } from '../../platform/ports';
import { freshDatabase, type TestDatabase } from '../support/db';
import { startBody } from './samples';

let database: TestDatabase;
let folder: string;
let output = '';

beforeAll(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'lvyue-api-'));
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function startProcess(
  more: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; url: string; env: NodeJS.ProcessEnv }> {
  const [port] = await freePorts(1);
  const env = {
    ...process.env,
    LVYUE_MODE: 'embedded',
    LVYUE_KEYS_FILE: '',
    LVYUE_DATA: folder,
    LOG_LEVEL: 'debug',
    PORT: String(port),
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
    ...more,
  };
  delete (env as NodeJS.ProcessEnv)['LVYUE_KEYS_FILE'];
  const child = fork('api/main.ts', {
    cwd: path.join(__dirname, '../..'),
    env,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const note = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
  child.stdout!.on('data', note);
  child.stderr!.on('data', note);
  const ready = (await Promise.race([once(child, 'message'), once(child, 'exit')]))[0] as
    { url?: string } | number | null;
  if (typeof ready !== 'object' || !ready?.url) throw new Error(`no start: ${output}`);
  return { child, url: ready.url, env };
}

async function ended(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return (await once(child, 'exit'))[0];
}

describe('API 进程', () => {
  it('就绪后报告地址; SIGTERM: 正在答复的答复完, 退出 0; 日志没有个人信息与编号', async () => {
    const { child, url, env } = await startProcess();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const token = await issueToken(loadKeyRing(env), { role: 'operations', name: '金丝雀姓名' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'k-1' };
    // nobody records it, as there is no worker: it is in flight when the signal comes
    const inFlight = fetch(`${url}/v1/agreements`, {
      method: 'POST',
      headers,
      body: JSON.stringify(startBody(`进程${Date.now()}`)),
    }).catch((error: unknown) => error);
    const quick = fetch(`${url}/v1/agreements?limit=5`, { headers });
    expect((await quick).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const begun = Date.now();
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    expect(Date.now() - begun).toBeLessThan(6_000);
    await inFlight;
    const lines = output
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(2);
    expect(output).toContain('/v1/agreements');
    expect(output).not.toMatch(/金丝雀|恒睦|青禾|xu@qinghe|Bearer|进程\d/);
  });

  it('kill -9 后: 同一个键立即继续同一份协议', async () => {
    const shortName = `中断${Date.now()}`;
    const first = await startProcess();
    const token = await issueToken(loadKeyRing(first.env), { role: 'operations', name: '甲' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'k-2' };
    const send = (url: string): Promise<Response> =>
      fetch(`${url}/v1/agreements`, { method: 'POST', headers, body: JSON.stringify(startBody(shortName)) });
    const lost = send(first.url).catch(() => undefined);
    for (
      let i = 0;
      i < 100 && (await database.db('start_intents').whereLike('agreement_no', `%${shortName}%`)).length === 0;
      i++
    ) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    first.child.kill('SIGKILL');
    await ended(first.child);
    await lost;
    const second = await startProcess();
    const again = await send(second.url);
    expect(again.status).toBe(503); // still nobody to record it, but it is not 409: the key was taken over at once
    expect(await database.db('start_intents').whereLike('agreement_no', `%${shortName}%`)).toHaveLength(1);
    second.child.kill('SIGTERM');
    expect(await ended(second.child)).toBe(0);
  });

  it('缺少设置: 说出变量, 退出 1', async () => {
    output = '';
    await expect(startProcess({ DATABASE_URL: '' })).rejects.toThrow('DATABASE_URL');
    await expect(startProcess({ LVYUE_MODE: 'prod' })).rejects.toThrow('LVYUE_MODE');
  });
});
