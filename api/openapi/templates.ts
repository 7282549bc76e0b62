import { DOCX } from '../../documents/docx/agreement';
import { TEMPLATE_KEEPERS, TEMPLATE_READERS, templateQuery } from '../routes/templates';
import * as answers from '../schemas/answers';
import { z } from '../schemas/zod';
import { bytes, json, who, type Route } from './route';

const clause = { id: z.string(), variant: z.string().optional(), title: z.string() };
const facts = {
  templateVersion: z.string().openapi({ description: '草案的 templateVersion', example: 'own/法务2026@2' }),
  id: z.string().optional().openapi({ description: '自带模板的才有' }),
  version: z.int().optional(),
  sha256: z.string().optional().openapi({ description: '上传的 Word 文件的哈希' }),
  uploadedAt: answers.time().optional(),
};
const summary = z.strictObject({ ...facts, clauses: z.array(z.strictObject(clause)) }).openapi('Template');
const paragraph = z.strictObject({
  text: z.string(),
  items: z.array(z.string()).optional(),
  insert: z.string().optional().openapi({ example: '表:费用明细' }),
});
const full = z
  .strictObject({
    ...facts,
    preamble: z.array(z.string()),
    clauses: z.array(z.strictObject({ ...clause, paragraphs: z.array(paragraph) })),
  })
  .openapi('TemplateText');

/** Agreement templates, the product's and customers' own. */
export const TEMPLATE_ROUTES: Route[] = [
  {
    method: 'get',
    path: '/v1/templates',
    summary: '协议模板列表',
    description: who(TEMPLATE_READERS),
    tag: '模板',
    ok: [200, json(answers.listOf(summary))],
  },
  {
    method: 'post',
    path: '/v1/templates',
    summary: '上传自带模板 (Word)',
    description: `${who(TEMPLATE_KEEPERS)}。写法见 docs/templates.md。缺少核心条款或字段, 或有未知标记的, 全部列出并拒绝。同一文件得到同一版本; 已保存的版本不再改变。`,
    tag: '模板',
    ok: [201, json(summary, '已保存; Location 指向该版本')],
    query: templateQuery,
    content: {
      'multipart/form-data': { schema: z.object({ file: z.string().openapi({ type: 'string', format: 'binary' }) }) },
      ...bytes(DOCX).content,
    },
    failures: ['Malformed', 'Invalid', 'PayloadTooLarge', 'UnsupportedType'],
  },
  {
    method: 'get',
    path: '/v1/templates/own/{name}/{version}',
    summary: '自带模板的一个版本',
    description: who(TEMPLATE_READERS),
    tag: '模板',
    ok: [200, json(full)],
    params: z.object({ name: z.string(), version: z.string().openapi({ type: 'integer' }) }),
  },
];
