import type { Tone } from './letter';

/** A letter ready to be set: everything is a plain string, in reading order. */
export interface Page {
  /** The agreement's number, above the headline; not every notice is about an agreement. */
  no?: string;
  headline: string;
  tone: Tone;
  salutation: string;
  lead: string[];
  facts: [label: string, value: string][];
  request?: string;
  footer: string[];
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Free text keeps its lines. */
const lines = (text: string): string => escapeHtml(text).replace(/\r?\n/g, '<br>');

export function asText({ no, headline, salutation, lead, facts, request, footer }: Page): string {
  const blocks = [
    headline,
    salutation,
    ...lead,
    [...(no ? [`协议编号：${no}`] : []), ...facts.map(([label, value]) => `${label}：${value}`)].join('\n'),
    ...(request ? [request] : []),
    ['--', ...footer].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const ACCENT: Record<Tone, string> = { info: '#12355b', ask: '#9a5b00', alarm: '#b42318' };
const FONT = `font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Droid Sans Fallback',sans-serif`;

/** Tables and inline styles only: mail clients drop style sheets and most of layout. Nothing is fetched. */
export function asHtml({ no, headline, tone, salutation, lead, facts, request, footer }: Page): string {
  const accent = ACCENT[tone];
  const paragraph = (text: string): string => `<p style="margin:0 0 12px">${lines(text)}</p>`;
  const row = ([label, value]: [string, string]): string =>
    `<tr><th scope="row" align="left" valign="top" style="padding:8px 16px 8px 0;border-bottom:1px solid #e4e7eb;` +
    `font-weight:normal;color:#52606d;white-space:nowrap">${escapeHtml(label)}</th>` +
    `<td valign="top" style="padding:8px 0;border-bottom:1px solid #e4e7eb;word-break:break-word">${lines(value)}</td></tr>`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>${escapeHtml(headline)}</title></head>
<body style="margin:0;padding:0;background:#f3f5f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:620px;background:#ffffff;border:1px solid #e4e7eb;border-top:4px solid ${accent};${FONT};font-size:15px;line-height:1.7;color:#1f2933;text-align:left">
<tr><td style="padding:24px 28px 0;font-size:13px;color:#52606d">履约${no ? ` · 协议编号：${escapeHtml(no)}` : ''}</td></tr>
<tr><td style="padding:4px 28px 16px"><h1 style="margin:0;font-size:20px;line-height:1.4;color:${accent}">${escapeHtml(headline)}</h1></td></tr>
<tr><td style="padding:0 28px">${paragraph(salutation)}${lead.map(paragraph).join('')}</td></tr>
${
  facts.length > 0
    ? `<tr><td style="padding:4px 28px 16px"><table width="100%" cellpadding="0" cellspacing="0" style="border-top:1px solid #e4e7eb;${FONT};font-size:15px;line-height:1.6;color:#1f2933">${facts.map(row).join('')}</table></td></tr>`
    : ''
}
${request ? `<tr><td style="padding:0 28px 20px"><div style="padding:12px 16px;background:#f3f5f7;border-left:3px solid ${accent}">${lines(request)}</div></td></tr>` : ''}
<tr><td style="padding:12px 28px 20px;border-top:1px solid #e4e7eb;font-size:12px;line-height:1.6;color:#7b8794">${footer.map(lines).join('<br>')}</td></tr>
</table></td></tr></table>
</body></html>
`;
}
