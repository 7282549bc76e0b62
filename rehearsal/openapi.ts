import type { ExtraRoute } from '../api/openapi';
import { z } from '../api/schemas/zod';
import { DOCX } from '../documents/docx/agreement';
import { XLSX } from '../documents/sheet';
import { rehearsalBody } from './routes';

const problem = (description: string) => ({ description });
const common = {
  401: problem('未登录或令牌无效'),
  403: problem('该角色不能彩排'),
  429: problem('同时彩排过多'),
  503: problem('服务暂不可用'),
};

const paper = (suffix: string, summary: string, types: string[]): ExtraRoute => ({
  method: 'get',
  path: `/v1/rehearsals/documents/{sha256}${suffix}`,
  tags: ['彩排'],
  summary,
  security: [{ bearer: [] }],
  request: { params: z.object({ sha256: z.string() }) },
  responses: {
    200: {
      description: '文件',
      content: Object.fromEntries(
        types.map((type) => [type, { schema: z.string().openapi({ type: 'string', format: 'binary' }) }]),
      ),
    },
    404: problem('没有这份文件'),
    ...common,
  },
});

/** What the API's documentation says about rehearsals. */
export const REHEARSAL_ROUTES: readonly ExtraRoute[] = [
  {
    method: 'post',
    path: '/v1/rehearsals',
    tags: ['彩排'],
    summary: '彩排: 用虚拟时间在独立的命名空间与数据库模式中完整执行一份协议, 逐行返回事件, 末行为 result',
    security: [{ bearer: [] }],
    request: { body: { required: true, content: { 'application/json': { schema: rehearsalBody } } } },
    responses: {
      200: {
        description: '每行一个 JSON: at, workflowId, event 及其字段',
        content: { 'application/x-ndjson': { schema: z.string() } },
      },
      400: problem('请求格式不正确'),
      422: problem('剧本有误: line 与 field 指出位置'),
      ...common,
    },
  },
  {
    method: 'get',
    path: '/v1/rehearsals/scenarios',
    tags: ['彩排'],
    summary: '内置剧本, 以及剧本中可用的期限、命令与字段',
    security: [{ bearer: [] }],
    responses: {
      200: { description: '成功', content: { 'application/json': { schema: z.looseObject({}) } } },
      ...common,
    },
  },
  paper('', '彩排中生成的文书 (PDF) 或表格 (XLSX), 按其自身的 SHA-256', ['application/pdf', XLSX]),
  paper('.docx', '彩排中某一版协议的 Word 文件, 按其 PDF 的 SHA-256', [DOCX]),
  paper('/changes.docx', '该版协议与客户此前所见版本的修改对照稿', [DOCX]),
];
