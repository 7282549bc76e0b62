import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../platform/run-typescript';
import { createKeyRing } from '../../security/keyring';
import { createPaper } from '../../signing/paper/adapter';
import { createPaperRecords } from '../../signing/paper/records';
import { createPlatforms } from '../../signing/providers';
import { Api } from '../api/harness';

const PAGE = readFileSync(path.join(ROOT, 'docs/walkthrough/README.md'), 'utf8');
const key = randomBytes(32);
let api: Api;

beforeAll(async () => {
  api = await Api.start({ keyRing: createKeyRing([['k1', key]]) });
  const paper = createPaper(createPaperRecords(api.deps));
  api.deps.signing = createPlatforms(new Map(), { db: api.db, paper });
  await api.startWorker();
}, 120_000);
afterAll(() => api.close());

/** What is typed, in one shell as the page says; a command that is refused ends it. */
function typed(script: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, API: api.url, LVYUE_KEYS: `k1:${key.toString('base64')}`, LVYUE_MODE: 'embedded' };
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd: ROOT, env });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve) => shell.once('close', (code) => resolve({ code, output })));
}

test('the walkthrough brings an agreement from needs intake into force, as it is written', async () => {
  const blocks = [...PAGE.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block!);
  expect(blocks.length).toBeGreaterThan(5);
  const { code, output } = await typed(blocks.join('\n'));
  const end = output.slice(-1_500);
  expect([code, end]).toEqual([0, expect.stringContaining('真实')]);
  expect(end).toContain('execution\n已完成\n');
  expect(end).toContain('签署证据报告');
}, 120_000);
