import JSZip from 'jszip';
import type { OwnTemplate } from '../../domain/document/own-template';
import { readOwnTemplate, type Miss } from '../../domain/document/own-template-check';
import { nameOf, unprintable } from '../glyphs';
import { readWord } from './word';

/** Marks of tracked changes that nobody has decided on. */
const REVISION = /<w:(?:ins|del|moveFrom|moveTo)[ />]/;

/**
 * Reads a customer's template from a sound Word file (docs/templates.md) and says everything that is wrong with it; with
 * any miss there is no template.
 * @throws Error when the inside cannot be read as a Word file
 */
export async function templateFrom(file: Buffer): Promise<{ template: OwnTemplate; misses: Miss[] }> {
  const { paragraphs, misses } = await readWord(file);
  const xml = await (await JSZip.loadAsync(file)).file('word/document.xml')?.async('string');
  if (xml && REVISION.test(xml))
    misses.push({ where: '全文', rule: 'content', message: '文件含有未处理的修订，请先接受或者拒绝' });
  for (const { n, text } of paragraphs) {
    const character = unprintable(text);
    if (character !== undefined)
      misses.push({
        where: `第 ${n} 段`,
        rule: 'character',
        message: `字符 ${nameOf(character)} 无法印刷，请换用其他字符`,
      });
  }
  const read = readOwnTemplate(paragraphs);
  return { template: read.template, misses: [...misses, ...read.misses] };
}
