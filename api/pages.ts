import type { openApi } from './openapi';

/** Plain pages without scripts or outside assets; the document's own words are the only content. */

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #0b62b0; }
@media (prefers-color-scheme: dark) { :root { --accent: #7db8f0; } }
body { font: 15px/1.65 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
a { color: var(--accent); } h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; } summary { cursor: pointer; padding: .45rem .8rem; }
details > div { padding: 0 .9rem .8rem; } code, pre { font: 13px/1.5 ui-monospace, "Cascadia Mono", Menlo, monospace; }
pre { background: var(--soft); padding: .7rem; border-radius: 6px; overflow: auto; max-height: 30rem; }
table { border-collapse: collapse; width: 100%; } td, th { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
.verb { display: inline-block; min-width: 3.2rem; font-weight: 600; color: var(--accent); } .path { word-break: break-all; } .title { float: right; }
`;

export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!);

export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`;

export function indexPage(links: { temporalUi?: string; mail?: string }, ready: boolean): string {
  const items: [string, string | undefined, string][] = [
    ['/docs', '/docs', 'API 文档'],
    ['/v1/openapi.json', '/v1/openapi.json', 'OpenAPI 3.1'],
    ['Temporal UI', links.temporalUi, '每份协议的执行: 阶段, 等待什么, 到何时, 由谁负责'],
    ['邮件', links.mail, '内嵌模式下发出的全部邮件'],
    ['/readyz', '/readyz', ready ? '就绪' : '状态'],
  ];
  const rows = items
    .filter(([, href]) => href)
    .map(
      ([label, href, text]) =>
        `<tr><td><a href="${escape(href!)}">${escape(label)}</a></td><td>${escape(text)}</td></tr>`,
    );
  return page(
    '履约',
    `<h1>履约</h1><p>客户关系维护协议, 从需求沟通到续签或终止。</p><table>${rows.join('')}</table>
     <p>试用: <code>npx lvyue token --role manager --name 沈若溪</code>, 然后以 <code>Authorization: Bearer …</code> 调用 API。</p>`,
  );
}

interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: object }[];
  requestBody?: { content: Record<string, { schema?: object }> };
  responses?: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}

/** The OpenAPI document as a page to read. */
export function docsPage(document: ReturnType<typeof openApi>): string {
  const groups = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods as Record<string, Operation>)) {
      const tag = operation.tags?.[0] ?? '其他';
      groups.set(tag, [...(groups.get(tag) ?? []), operationHtml(method, path, operation)]);
    }
  }
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="${escape(name)}"><summary>${escape(name)}</summary><div>${code(schema)}</div></details>`,
  );
  const sections = [...groups].map(([tag, operations]) => `<h2>${escape(tag)}</h2>${operations.join('')}`);
  const { title, description } = document.info;
  return page(
    title,
    `<h1>${escape(title)}</h1><p>${escape(description ?? '')}</p><p><a href="/v1/openapi.json">openapi.json</a></p>${sections.join('')}<h2>数据结构</h2>${schemas.join('')}`,
  );
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    (p) =>
      `<tr><td><code>${escape(p.name)}</code></td><td>${p.in}${p.required ? ', 必填' : ''}</td><td>${escape(p.description ?? '')}</td></tr>`,
  );
  const body = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>${escape(type)}</p>${code(schema)}`,
  );
  const responses = Object.entries(operation.responses ?? {}).map(([status, { description, content }]) => {
    const schema = Object.values(content ?? {})[0]?.schema as { $ref?: string } | undefined;
    const name = schema?.$ref?.split('/').at(-1);
    return `<tr><td>${status}</td><td>${escape(description)}</td><td>${name ? `<a href="#${escape(name)}">${escape(name)}</a>` : ''}</td></tr>`;
  });
  return `<details><summary><span class="verb">${method.toUpperCase()}</span> <code class="path">${escape(path)}</code><span class="title">${escape(operation.summary ?? '')}</span></summary><div>
    <p>${escape(operation.description ?? '')}</p>${parameters.length ? `<table>${parameters.join('')}</table>` : ''}
    ${body.length ? `<h4>请求</h4>${body.join('')}` : ''}<h4>答复</h4><table>${responses.join('')}</table></div></details>`;
}

const code = (value: unknown): string => `<pre>${escape(JSON.stringify(value, null, 2) ?? '')}</pre>`;
