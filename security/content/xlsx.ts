import { archiveFlaw } from './zip';

/** Returns the reason, in Chinese, why this is no sound XLSX. */
export const xlsxFlaw = (data: Buffer): string | undefined =>
  archiveFlaw(data, {
    name: 'XLSX',
    has: ['[Content_Types].xml', 'xl/workbook.xml'],
    otherwise: '文件类型不支持: 压缩包不是 XLSX 工作簿',
    macro: ['xl/vbaProject.bin', '文件类型不支持: 工作簿含宏'],
    most: 200 * 1024 * 1024,
  });
