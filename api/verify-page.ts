import { escape, page } from './pages';
import type { VerificationAnswer, VerificationState } from './verification';

const HEAD: Record<VerificationState, [title: string, colour: string]> = {
  genuine: ['✔ 由本系统出具', '#1b6e3c'],
  superseded: ['！已被新版本取代', '#8a5a00'],
  unknown: ['✘ 未能确认', '#a4262c'],
};

/** For the person who has scanned the code: the verdict first, then what to hold against the paper. */
export function verifyPage(answer: VerificationAnswer, code?: string): string {
  const { state, message, title, number, label: printed, madeOn, sha256, newest } = answer;
  const [verdict, colour] = HEAD[state];
  const rows: [string, string | number | null | undefined][] = [
    ['验证码', code],
    ['文书', title],
    ['编号', number],
    ['版本或序号', printed],
    ['日期', madeOn],
    ['最新版本', newest],
    ['文件 SHA-256', sha256],
  ];
  const table = rows
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([label, value]) => `<tr><th>${label}</th><td class="path">${escape(String(value))}</td></tr>`);
  const file = '要核对整个文件, 可用 <code>npx lvyue verify 文件</code>, 或比较文件的 SHA-256。';
  return page(
    '文书验真',
    `<h1>文书验真</h1>
     <p style="font-size:1.4rem;font-weight:600;color:#fff;background:${colour};padding:.6rem 1rem;border-radius:6px">${verdict}</p>
     <p>${escape(message)}。</p>${table.length > 0 ? `<table>${table.join('')}</table>` : ''}
     <p><small>本页只说明文书是否由本系统出具以及有没有更新的版本, 不显示当事人与内容。${state === 'unknown' ? '' : file}</small></p>`,
  );
}
