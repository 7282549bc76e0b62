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
    if (fs.readFileSync(STAMP, 'utf8') === fingerprint()) return true;
  } catch {
    // not by us
  }
  return isInstalledByHand();
}

/** npm's own record, written at the end of every install: a developer's `npm install` must not be undone. */
function isInstalledByHand() {
  const record = fs.statSync(path.join(MODULES, '.package-lock.json'), { throwIfNoEntry: false });
  if (!record || !fs.existsSync(LOCK) || record.mtimeMs < fs.statSync(LOCK).mtimeMs) return false;
  fs.writeFileSync(STAMP, fingerprint());
  return true;
}

/** What an install depends on: the lock, and the machine its native parts are for. */
function fingerprint() {
  const source = fs.existsSync(LOCK) ? LOCK : path.join(ROOT, 'package.json');
  const hash = require('node:crypto').createHash('sha256').update(fs.readFileSync(source)).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function install() {
  console.error('正在安装依赖 … (installing dependencies)');
  let result = npm(fs.existsSync(LOCK) ? ['ci'] : ['install']);
  // A registry that lacks a native package of some other platform makes `ci` refuse a lock that is good for this one.
  if (/\bEUSAGE\b/.test(result.stderr)) result = npm(['install', '--no-save']);
  if (result.status !== 0) {
    const lines = `${result.stdout || ''}${result.stderr || result.error || ''}`.trim().split('\n');
    stop(`${lines.slice(0, 40).join('\n')}\n依赖安装失败 (npm failed)`);
  }
  fs.writeFileSync(STAMP, fingerprint());
}

function npm(command) {
  const args = [...command, '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'];
  // Inside an npm script npm's own program is known; elsewhere the one on the PATH is used.
  const own = process.env.npm_execpath;
  const [program, argv] = own ? [process.execPath, [own, ...args]] : ['npm', args];
  return spawnSync(program, argv, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
