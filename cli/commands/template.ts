import { readFile } from 'node:fs/promises';
import { templateFrom } from '../../documents/own/read';
import { docxFlaw } from '../../security/content/docx';

export const usage = ['template check FILE'];

/** `template check`: says everything that is wrong with a customer's template. 0 fit to upload, 1 not, 2 bad arguments. */
export async function run(argv: string[]): Promise<number> {
  const [what, path, ...rest] = argv;
  if (what !== 'check' || path === undefined || rest.length > 0) {
    console.error(`用法: lvyue ${usage[0]} (自带协议模板, Word 文件; 写法见 docs/templates.md)`);
    return 2;
  }
  const file = await readFile(path).catch(() => undefined);
  if (!file) return complain([`无法读取文件: ${path}`]);
  const flaw = docxFlaw(file);
  if (flaw !== undefined) return complain([flaw]);
  const read = await templateFrom(file).catch(() => undefined);
  if (!read) return complain(['DOCX 已损坏, 无法读取']);
  const { template, misses } = read;
  if (misses.length > 0)
    return complain([
      `不符合要求, ${misses.length} 处:`,
      ...misses.map(({ where, message }) => `  ${where}: ${message}`),
    ]);
  console.log(`符合要求, ${template.clauses.length} 个条款:`);
  for (const { id, variant, title, paragraphs } of template.clauses)
    console.log(`  【${variant === undefined ? id : `${id}/${variant}`}】${title}: ${paragraphs.length} 款`);
  return 0;
}

function complain(lines: string[]): number {
  console.error(lines.join('\n'));
  return 1;
}
