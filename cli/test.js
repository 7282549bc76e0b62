'use strict';
// `npm test`: jest with all projects, then one line that says how many passed and failed.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-test-'));
const countsFile = path.join(folder, 'counts.json');

const child = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, LVYUE_TEST_COUNTS: countsFile },
});
// A signal to npm reaches this process only; jest then runs its teardown, which stops the servers.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGINT'));
child.on('close', (code) => finish(code));

function finish(code) {
  const { passed, failed, skipped } = counts();
  fs.rmSync(folder, { recursive: true, force: true });
  const listing = process.argv.some((arg) => ['--listTests', '--showConfig', '--help', '--version'].includes(arg));
  if (listing) process.exit(code ?? 1);
  // Jest failing without a failed test (a broken set-up, an open handle it gave up on) is a failure all the same.
  const failures = failed || (code === 0 && skipped === 0 && passed > 0 ? 0 : Math.max(skipped, 1));
  process.stdout.write(`${passed} passed, ${failures} failed\n`);
  process.exit(failures === 0 ? 0 : 1);
}

function counts() {
  try {
    return JSON.parse(fs.readFileSync(countsFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
