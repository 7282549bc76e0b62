import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readRun } from '../../platform/run-file';
import { isEvidencePack, verifyOffline } from '../verify/evidence';
import { NoAnswer, verifyOnline, type Verdict } from '../verify/online';

export const usage = ['verify FILE [--url URL] [--seal-cert CERT | --fingerprint SHA256] [--signed FILE]'];
const USAGE = `用法: npx lvyue ${usage[0]}
FILE: 本产品出具的 PDF 或 XLSX; URL: 产品的地址, 缺省为正在本机运行的产品
签署证据报告给出可信的印章证书 CERT 或其指纹 SHA256 时离线核验; --signed 为据称被签署的文件`;

const TEXT = { type: 'string' } as const;
const OPTIONS = { url: TEXT, 'seal-cert': TEXT, fingerprint: TEXT, signed: TEXT };

/**
 * 验真 of a file. A sealed evidence pack is checked offline against a certificate that is trusted; without one, and for any
 * other paper, the product that runs here, or at `--url`, is asked. 0 genuine and current, 1 superseded, unknown or
 * altered, 2 bad arguments, or nobody to ask.
 */
export async function run(argv: string[]): Promise<number> {
  let parsed: { values: { [K in keyof typeof OPTIONS]?: string }; positionals: string[] };
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch {
    return complain(`参数不正确\n${USAGE}`);
  }
  const [file, ...more] = parsed.positionals;
  const { url: given, 'seal-cert': sealCert, fingerprint, signed } = parsed.values;
  if (file === undefined || more.length > 0 || (sealCert && fingerprint)) return complain(USAGE);
  if (fingerprint !== undefined && !/^[0-9a-f]{64}$/i.test(fingerprint.replaceAll(':', '')))
    return complain('--fingerprint 须为证书的 SHA-256, 64 位十六进制');
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) return complain(`文件无法读取 (${bytes.code ?? '未知错误'}): ${file}`);
  const trusted = sealCert ?? fingerprint;
  const pack = await isEvidencePack(bytes);
  if (!pack && (trusted || signed)) return complain('该文件不是签署证据报告, 不能离线核验');
  if (pack) {
    const verdict = await verifyOffline(bytes, { sealCert, fingerprint, signed });
    for (const line of verdict.lines) process.stdout.write(`${line}\n`);
    // whose seal it is the file cannot say itself: a certificate from elsewhere does, or whoever has made it
    if (trusted !== undefined || verdict.exit === 1) return verdict.exit;
  }
  const url = given ?? readRun(path.resolve(process.env['LVYUE_DATA'] || '.data'))?.url;
  if (!url && pack)
    return complain('未与可信证书比对, 也没有产品可问: 请以 --seal-cert 或 --fingerprint 给出可信证书', 1);
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

function complain(message: string, exit = 2): number {
  process.stderr.write(`${message}\n`);
  return exit;
}
