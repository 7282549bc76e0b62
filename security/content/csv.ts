/** UTF-8 as the world writes it, GB18030 as Chinese Excel saves CSV. Undefined when the bytes are neither: no text. */
export function decodeText(data: Uint8Array): string | undefined {
  for (const label of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(label, { fatal: true }).decode(data);

      return /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text) ? undefined : text;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** RFC 4180: quoted fields may hold separators, doubled quotes and line ends. Undefined when a quote is never closed. */
export function parseCsv(text: string, separator: string): string[][] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[at + 1] === '"') field += text[++at]!;
      else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === separator) {
      row.push(field);
      field = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[at + 1] === '\n') at++;
      rows.push([...row, field]);
      row = [];
      field = '';
    } else field += c;
  }
  if (quoted) return undefined;
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows.filter((fields) => fields.some((value) => value.trim() !== ''));
}

/** The separator of the header: a comma, or what Excel writes in its place (semicolon, tab). */
export function separatorOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)![0];
  return [',', '\t', ';'].find((candidate) => header.includes(candidate)) ?? ',';
}

/** A table is text whose rows have as many fields as its header. */
export function csvFlaw(data: Uint8Array): string | undefined {
  const text = decodeText(data);
  if (text === undefined) return '文件类型不支持: 只接受 PDF, JPEG, PNG, CSV, XLSX';
  if (/^\s*<(?:[!?a-z])/i.test(text)) return '文件类型不支持: 内容是网页或 XML, 不是表格';
  const rows = parseCsv(text, separatorOf(text));
  if (!rows) return 'CSV 不完整: 引号没有闭合';
  const [header, ...data_] = rows;
  if (!header) return 'CSV 没有内容';
  const odd = data_.findIndex((row) => row.length !== header.length);
  return odd < 0 ? undefined : `CSV 第 ${odd + 1} 行数据有 ${data_[odd]!.length} 列, 表头有 ${header.length} 列`;
}
