import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readRun } from '../../platform/run-file';
import { NoAnswer, verifyOnline, type Verdict } from '../verify/online';

export const usage = ['verify FILE [--url URL]'];
const USAGE = `用法: npx lvyue verify FILE [--url URL]
FILE: 本产品出具的 PDF 或 XLSX; URL: 产品的地址, 缺省为正在本机运行的产品`;

/**
 * 验真 of a file: asks the product that runs here, or at `--url`. 0 genuine and current, 1 superseded or unknown, 2 bad
 * arguments, or nobody to ask.
 */
export async function run(argv: string[]): Promise<number> {
  const options = { url: { type: 'string' } } as const;
  let parsed: { values: { url?: string }; positionals: string[] };
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true });
  } catch {
    return complain(`参数不正确\n${USAGE}`);
  }
  const [file, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) return complain(USAGE);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) return complain(`文件无法读取 (${bytes.code ?? '未知错误'}): ${file}`);
  const url = parsed.values.url ?? readRun(path.resolve(process.env['LVYUE_DATA'] || '.data'))?.url;
  if (!url) return complain('没有正在运行的产品: 请先启动 (npm start), 或用 --url 指明其地址');
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) return complain(`--url 不是网址: ${url}`);
  try {
    return tell(await verifyOnline(bytes, url.replace(/\/+$/, '')));
  } catch (error) {
    if (error instanceof NoAnswer) return complain(error.message);
    throw error;
  }
}

function tell({ lines, exit }: Verdict): number {
  process.stdout.write(`${lines.join('\n')}\n`);
  return exit;
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}
