import { signerOf, turnOf, type SimFlow } from './flow';

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const STYLE = `
  body { margin: 0; font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2933; background: #f5f6f8 }
  header { background: #12355b; color: #fff; padding: 14px 24px } main { max-width: 900px; margin: 20px auto; padding: 0 16px }
  iframe { width: 100%; height: 60vh; border: 1px solid #e4e7eb; background: #fff; box-sizing: border-box }
  .card { background: #fff; border: 1px solid #e4e7eb; padding: 14px 18px; margin: 14px 0 } h1 { font-size: 18px; margin: 0 0 6px }
  button { font: inherit; padding: 8px 22px; border: 0; border-radius: 4px; background: #0b63ce; color: #fff; cursor: pointer }
  button.refuse { background: #fff; color: #b42318; border: 1px solid #b42318 } input { font: inherit; padding: 7px; width: 320px }
  ol { margin: 6px 0 0; padding-left: 22px }`;

const frame = (title: string, body: string): string => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>${escape(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><header><strong>履约 · 签署平台模拟器</strong> &nbsp; 仅供试用: 签名真实可验, 但不具法律效力</header><main>${body}</main></body></html>`;

const STATES: Record<SimFlow['state'], string> = {
  draft: '尚未发起',
  open: '签署中',
  completed: '各方已签署完成',
  refused: '已拒签',
  expired: '已过期',
  cancelled: '已撤销',
};

/** One signer's own page: read, sign, refuse; what cannot be done now is not offered. */
export function signingPage(flow: SimFlow, role: string, token: string): string {
  const signer = signerOf(flow, role);
  const who = [signer.organisation, signer.name].filter(Boolean).map(escape).join(' · ');
  const all = flow.signers.map(
    (one) => `<li>${escape(one.organisation || one.name)}: ${one.state === 'signed' ? '已签署' : '未签署'}</li>`,
  );
  return frame(
    flow.title,
    `<div class="card"><h1>${escape(flow.title)}</h1>签署人: ${who}<ol>${all.join('')}</ol></div>
<iframe title="待签文件" src="/sign/${token}/file"></iframe>
<div class="card">${whatNow(flow, role, token)}</div>`,
  );
}

function whatNow(flow: SimFlow, role: string, token: string): string {
  if (flow.state !== 'open') return escape(`${STATES[flow.state]}${flow.reason ? `: ${flow.reason}` : ''}`);
  const turn = turnOf(flow);
  if (signerOf(flow, role).state === 'signed') return '您已签署, 等待其他方签署。';
  if (turn?.role !== role) return `尚未轮到您: 请等 ${escape(turn?.organisation || turn?.name || '')} 先签署。`;
  return `<form method="post" action="/sign/${token}/sign"><p>我已阅读全文, 同意签署。</p><button>确认签署</button></form>
<form method="post" action="/sign/${token}/refuse"><p><input name="reason" maxlength="200" required placeholder="拒签原因"> <button class="refuse">拒绝签署</button></p></form>`;
}

export const messagePage = (message: string): string => frame('签署', `<div class="card">${escape(message)}</div>`);
