import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFileStore } from '../../../storage/file-store';

const folder = mkdtempSync(path.join(tmpdir(), 'lvyue-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function putAndKill(seed: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, '../../support/put-process.ts'), folder, String(seed)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  await sleep(40 + Math.random() * 120);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('kill -9 in the middle of a put leaves nothing half: every object is what its name says', async () => {
  const drafts = (): string[] => readdirSync(path.join(folder, 'drafts'));
  const store = createFileStore(folder);
  let objects = 0;
  // until kills have hit both sides: objects that were finished, and one that was not
  for (let seed = 0; seed < 25 && (objects === 0 || drafts().length === 0); seed++) {
    await putAndKill(seed);
    objects = 0;
    for await (const { name } of store.list()) {
      objects += 1;
      expect(
        createHash('sha256')
          .update((await store.get(name))!)
          .digest('hex'),
      ).toBe(name);
    }
  }
  expect(objects).toBeGreaterThan(0);
  expect(drafts().length).toBeGreaterThan(0);
}, 120_000);
