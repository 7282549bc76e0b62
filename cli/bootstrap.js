'use strict';
// Runs before everything else, on whatever node there is and with nothing installed: plain JavaScript, no dependency.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const MODULES = path.join(ROOT, 'node_modules');
const LOCK = path.join(ROOT, 'package-lock.json');
/** Written last: an install that was interrupted has none, or an old one. */
const STAMP = path.join(MODULES, '.lvyue-installed');
const NEEDED = [20, 19];

checkNode();
if (!isInstalled()) install();

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  stop(`需要 Node ${NEEDED.join('.')} 或更新版本，当前是 ${process.versions.node}
Node ${NEEDED.join('.')} or newer is needed; this is ${process.versions.node}`);
}

function isInstalled() {
  try {
    return fs.readFileSync(STAMP, 'utf8') === fingerprint();
  } catch {
    return false;
  }
}

/** What an install depends on: the lock, and the machine its native parts are for. */
function fingerprint() {
  const source = fs.existsSync(LOCK) ? LOCK : path.join(ROOT, 'package.json');
  const hash = require('node:crypto').createHash('sha256').update(fs.readFileSync(source)).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function install() {
  const command = fs.existsSync(LOCK) ? 'ci' : 'install';
  console.error('正在安装依赖 … (installing dependencies)');
  // Inside an npm script npm's own program is known; elsewhere the one on the PATH is used.
  const npm = process.env.npm_execpath;
  const args = [command, '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'];
  const [program, argv] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  const result = spawnSync(program, argv, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.status !== 0) {
    stop(`${result.stdout || ''}${result.stderr || result.error || ''}
依赖安装失败 (npm ${command} failed)`);
  }
  fs.writeFileSync(STAMP, fingerprint());
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
