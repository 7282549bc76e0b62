import type { SunkMail } from './mail-store';

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Shanghai wall-clock time, `2026-09-24 10:00:00`. */
function localTime(iso: string | undefined): string {
  if (!iso) return '';
  return new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

const STYLE = `
  body { margin: 0; font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2933; background: #f5f6f8 }
  header { background: #12355b; color: #fff; padding: 14px 24px } header a { color: inherit; text-decoration: none }
  main { max-width: 1080px; margin: 20px auto; padding: 0 16px }
  table { width: 100%; border-collapse: collapse; background: #fff; box-shadow: 0 1px 3px #0002 }
  th, td { text-align: left; padding: 9px 12px; border-bottom: 1px solid #e4e7eb; vertical-align: top }
  th { font-weight: 600; white-space: nowrap; color: #52606d } td.time { white-space: nowrap; color: #52606d }
  a { color: #0b63ce } pre, iframe, .empty { background: #fff; border: 1px solid #e4e7eb; padding: 14px; margin: 0 }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
  iframe { width: 100%; height: 460px; box-sizing: border-box; padding: 0 } h2 { font-size: 16px; margin: 22px 0 8px }`;

function page(title: string, body: string, refresh = false): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${refresh ? '<meta http-equiv="refresh" content="10">' : ''}
<style>${STYLE}</style></head><body><header><a href="/"><strong>履约 · 本地邮件</strong></a>
&nbsp; 这里只收不发：所有邮件都停在本机</header><main>${body}</main></body></html>`;
}

export function listPage(mails: SunkMail[]): string {
  if (mails.length === 0) return page('本地邮件', '<p class="empty">还没有邮件。</p>', true);
  const rows = mails.map(
    (mail) => `<tr><td class="time">${localTime(mail.date ?? mail.receivedAt)}</td>
<td>${escapeHtml(mail.envelopeTo.join(', '))}</td>
<td><a href="/messages/${mail.id}">${escapeHtml(mail.subject || '(无主题)')}</a>
${mail.attachments.length ? ` · 附件 ${mail.attachments.length}` : ''}</td></tr>`,
  );
  const head = '<tr><th>时间 (北京)</th><th>收件人</th><th>主题</th></tr>';
  return page('本地邮件', `<table>${head}${rows.join('')}</table>`, true);
}

export function mailPage(mail: SunkMail): string {
  const facts: [string, string][] = [
    ['主题', mail.subject],
    ['发件人', mail.from],
    ['收件人', mail.to],
    ['实际投递', mail.envelopeTo.join(', ')],
    ['邮件日期', localTime(mail.date)],
    ['收到时间', localTime(mail.receivedAt)],
    ...(mail.repeated > 0
      ? ([['重复投递', `又收到 ${mail.repeated} 次，Message-ID 相同，只保留一封`]] as [string, string][])
      : []),
  ];
  const table = (rows: [string, string][]): string =>
    `<table>${rows.map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;
  const attachments = mail.attachments.map(
    (file, index) => `<tr><td><a href="/messages/${mail.id}/attachments/${index}">${escapeHtml(file.filename)}</a></td>
<td>${escapeHtml(file.contentType)}</td><td>${file.size} 字节</td></tr>`,
  );
  return page(
    mail.subject || '(无主题)',
    `${table(facts)}
${attachments.length ? `<h2>附件</h2><table>${attachments.join('')}</table>` : ''}
${mail.html ? `<h2>HTML 正文</h2><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="HTML 正文" src="/messages/${mail.id}/html"></iframe>` : ''}
<h2>纯文本正文</h2><pre>${escapeHtml(mail.text)}</pre>
<h2>邮件头</h2>${table(mail.headers.map(({ name, value }) => [name, value]))}`,
  );
}

/** The mail's own HTML, for the sandboxed frame: links open outside, nothing runs, nothing is fetched. */
export function framePage(mail: SunkMail): string {
  return `<!doctype html><meta charset="utf-8"><base target="_blank">${mail.html ?? ''}`;
}

export const notFoundPage = (): string => page('没有这封邮件', '<p class="empty">没有这封邮件。</p>');
