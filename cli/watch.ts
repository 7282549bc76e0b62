import fs from 'node:fs';
import path from 'node:path';
import type { Product } from '../platform/product';
import { ROOT } from '../platform/run-typescript';

const SHARED = ['domain', 'db', 'notices', 'documents', 'rehearsal', 'security', 'storage'];
const WORKER = [...SHARED, 'workflows', 'activities', 'worker'];
const API = [...SHARED, 'api', 'workflows'];
const QUIET_MS = 300;

/** Restarts worker and API when a source they are made of changes; a burst of saves is one restart. */
export function watchSources({ worker, api }: Product, say: (line: string) => void): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = Promise.resolve();

  function restart(): void {
    const folders = [...changed];
    changed.clear();
    for (const [service, sources] of [
      [worker, WORKER],
      [api, API],
    ] as const) {
      if (!folders.some((folder) => sources.includes(folder))) continue;
      busy = busy
        .then(() => service.restart())
        .then(
          () => say(`源码已变更，${service.name} 已重启`),
          (error: unknown) => say(`${service.name} 重启失败: ${(error as Error).message}`),
        );
    }
  }

  for (const folder of new Set([...WORKER, ...API])) {
    const full = path.join(ROOT, folder);
    if (!fs.existsSync(full)) continue;
    fs.watch(full, { recursive: true }, () => {
      changed.add(folder);
      clearTimeout(timer);
      timer = setTimeout(restart, QUIET_MS);
    });
  }
}
