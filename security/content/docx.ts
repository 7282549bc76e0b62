import { archiveFlaw, isZip } from './zip';

/** Returns the reason, in Chinese, why this is no sound DOCX; a template of some pages is small. */
export function docxFlaw(data: Buffer): string | undefined {
  if (!isZip(data)) return '文件类型不支持: 须为 Word 文件 (DOCX)';
  return archiveFlaw(data, {
    name: 'DOCX',
    has: ['[Content_Types].xml', 'word/document.xml'],
    otherwise: '文件类型不支持: 压缩包不是 Word 文件 (DOCX)',
    macro: ['word/vbaProject.bin', '文件类型不支持: 文件含宏'],
    most: 20 * 1024 * 1024,
  });
}
