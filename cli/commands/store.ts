import path from 'node:path';
import { parseArgs } from 'node:util';
import { createBlobStore } from '../../db/blobs';
import { connect } from '../../db/connect';
import { checkStore, removeOrphans, type FileAddress, type StoreReport } from '../../db/store-check';
import { createVaultKeys } from '../../db/vault-keys';
import { embeddedUrl } from '../../platform/postgres';
import { readSettings } from '../../platform/settings';
import { loadKeyRing } from '../../security/keyring';
import { openStore } from '../../storage/open';

export const usage = ['store check [--deep] [--rehearsal]', 'store clean [--rehearsal]'];

/**
 * `lvyue store check`: holds the index of files against the file store; `--deep` opens every file and compares its hash.
 * `lvyue store clean`: deletes objects that no file names, a day old at least. Exit codes: 0 sound, 1 faults or not
 * possible, 2 bad arguments.
 */
export async function run(argv: string[]): Promise<number> {
  const asked = ask(argv);
  if (!asked) {
    console.error(`用法:\n${usage.map((line) => `  lvyue ${line}`).join('\n')}`);
    return 2;
  }
  const { env } = process;
  const url = env['DATABASE_URL'] || embeddedUrl(path.resolve(env['LVYUE_DATA'] || '.data'), embeddedPort(env));
  if (!url) {
    console.error('找不到数据库: 请设置 DATABASE_URL, 或用 LVYUE_DATA 指定 npm start 的数据目录');
    return 1;
  }
  const db = connect({ url, schema: asked.world, poolMax: 2 });
  try {
    const objects = openStore(env, asked.world);
    const blobs = createBlobStore(db, createVaultKeys(db, loadKeyRing(env, { generate: false })), objects);
    if (asked.what === 'clean') {
      console.log(`已删除无主密文 ${await removeOrphans({ db, objects, blobs }, Date.now())} 个`);
      return 0;
    }
    const report = await checkStore({ db, objects, blobs }, { deep: asked.deep });
    for (const line of linesOf(report, asked.deep)) console.log(line);
    return report.missing.length + report.broken.length > 0 ? 1 : 0;
  } finally {
    await db.destroy();
  }
}

function ask(argv: string[]): { what: 'check' | 'clean'; deep: boolean; world: string } | undefined {
  const [what, ...args] = argv;
  try {
    const options = { deep: { type: 'boolean' }, rehearsal: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    if (what !== 'check' && !(what === 'clean' && !values.deep)) return undefined;
    return { what, deep: values.deep === true, world: values.rehearsal ? 'rehearsal' : 'public' };
  } catch {
    return undefined;
  }
}

/** The port of the embedded database, by the same setting as `npm start`. */
const embeddedPort = (env: NodeJS.ProcessEnv): number =>
  readSettings({ ...env, LVYUE_MODE: 'embedded' }).ports.postgres;

function linesOf(report: StoreReport, deep: boolean): string[] {
  const { files, bytes, objects, missing, broken, orphans } = report;
  const named = (what: string, { client_id, sha256 }: FileAddress): string => `${what}  ${client_id}  ${sha256}`;
  return [
    ...missing.map((file) => named('密文缺失', file)),
    ...broken.map((file) => named('校验失败', file)),
    `索引 ${files} 个文件, 原文共 ${bytes} 字节; 存储中密文 ${objects} 个`,
    `密文缺失 ${missing.length} 个${deep ? `, 校验失败 ${broken.length} 个` : ' (未核对内容, 核对请加 --deep)'}, 无主密文 ${orphans.length} 个 (无害)`,
  ];
}
