import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { RULES } from '../domain/agreement/commands';
import { PHASE_ZH } from '../domain/agreement/types';
import { FAILURES, type FailureType } from '../domain/failures';
import { READERS } from '../domain/reading';
import { DELEGATION_ROUTES } from './openapi-delegations';
import { bytes, json, who, type Route } from './openapi-route';
import { listQuery } from './routes/agreements';
import { noticeBody } from './routes/calendars';
import { STARTERS } from './routes/start';
import { tasksQuery } from './routes/tasks';
import { timelineQuery } from './routes/timeline';
import { UPLOADERS } from './routes/uploads';
import * as answers from './schemas/answers';
import { bodyOf, pathOf, PUBLIC_COMMANDS } from './schemas/commands';
import { startBody } from './schemas/start';
import { z } from './schemas/zod';

type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** A route of another part of the API, e.g. the rehearsals. */
export type ExtraRoute = RouteConfig;

const no = z
  .string()
  .openapi({ param: { name: 'no', in: 'path' }, description: '协议编号', example: '2026-客户维护-001' });
const ofAgreement = z.object({ no });
const key = z.object({
  'Idempotency-Key': z.string().min(1).max(200).openapi({ description: '同一键只生效一次; 503 后用同一键重试' }),
});

const COMMON: FailureType[] = [
  'Unauthenticated',
  'Forbidden',
  'NotFound',
  'TooManyRequests',
  'Unavailable',
  'Internal',
];
const COMMAND: FailureType[] = ['Malformed', 'Invalid', 'NotNow', 'PayloadTooLarge'];
const SCANS = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

function problems(...more: FailureType[]): RouteConfig['responses'] {
  const statuses = [...new Set([...COMMON, ...more].map((type) => FAILURES[type].http))].sort();
  const titles = (status: number): string =>
    (Object.keys(FAILURES) as FailureType[])
      .filter((type) => FAILURES[type].http === status)
      .map((type) => `${type} ${FAILURES[type].title}`)
      .join('; ');
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: titles(status), content: { 'application/problem+json': { schema: answers.problem } } },
    ]),
  );
}

const ROUTES: Route[] = [
  {
    method: 'post',
    path: '/v1/agreements',
    summary: '建立协议',
    description: who(STARTERS),
    tag: '协议',
    ok: [201, json(answers.started, '已建立; Location 指向协议')],
    body: startBody,
    command: true,
  },
  {
    method: 'get',
    path: '/v1/agreements',
    summary: '协议列表',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.pageOf(answers.summary))],
    query: listQuery,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}',
    summary: '协议',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.detail)],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/timeline',
    summary: '时间线: 审计记录与通知',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.pageOf(answers.timelineEntry))],
    params: ofAgreement,
    query: timelineQuery,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/deadlines',
    summary: '期限: 过去, 现在与预测',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.listOf(answers.deadline))],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents',
    summary: '文书列表',
    description: who(READERS),
    tag: '文书',
    ok: [200, json(answers.listOf(answers.document))],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents/{kind}/{version}',
    summary: '文书 (PDF)',
    description: who(READERS),
    tag: '文书',
    ok: [200, bytes('application/pdf')],
    params: ofAgreement.extend({ kind: z.string(), version: z.string().openapi({ type: 'integer' }) }),
  },
  {
    method: 'post',
    path: '/v1/agreements/{no}/uploads',
    summary: '上传扫描件或表格',
    description: `${who(UPLOADERS)}。类型按内容判断, 至多 20 MB; 同样的内容得到同样的 uploadId。`,
    tag: '文书',
    ok: [201, json(answers.upload)],
    params: ofAgreement,
    content: {
      'multipart/form-data': { schema: z.object({ file: z.string().openapi({ type: 'string', format: 'binary' }) }) },
      ...bytes(...SCANS).content,
    },
    failures: ['Malformed', 'PayloadTooLarge', 'UnsupportedType'],
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/uploads/{id}',
    summary: '取回上传的文件',
    description: who(READERS),
    tag: '文书',
    ok: [200, bytes(...SCANS)],
    params: ofAgreement.extend({ id: z.string() }),
  },
  {
    method: 'get',
    path: '/v1/tasks',
    summary: '我的待办',
    description: '令牌角色所负责的, 以及升级给该角色的期限, 按到期排序。',
    tag: '待办',
    ok: [200, json(answers.pageOf(answers.task))],
    query: tasksQuery,
  },
  {
    method: 'get',
    path: '/v1/calendars',
    summary: '工作日历',
    description: '客户以外的所有角色',
    tag: '日历',
    ok: [200, json(answers.calendars)],
  },
  {
    method: 'post',
    path: '/v1/calendars',
    summary: '载入某年放假通知',
    description: `${who(['administrator'])}。未结束的协议逐份载入, 答复列出移动了的期限。`,
    tag: '日历',
    ok: [200, json(answers.calendarLoaded)],
    body: noticeBody,
    command: true,
  },
  ...DELEGATION_ROUTES,
  ...PUBLIC_COMMANDS.map((name): Route => {
    const { title, roles, phases } = RULES[name];
    const when = phases === 'any' ? '任何未结束的阶段' : phases.map((phase) => PHASE_ZH[phase]).join(', ');
    return {
      method: 'post',
      path: `/v1/agreements/{no}/${pathOf(name)}`,
      summary: title,
      description: `${who(roles)}。阶段: ${when}。`,
      tag: '命令',
      ok: [200, json(answers.commandAnswer, '已持久并记录')],
      params: ofAgreement,
      body: bodyOf(name),
      command: true,
    };
  }),
];

function configOf({
  method,
  path,
  summary,
  description,
  tag,
  ok,
  params,
  query,
  body,
  content,
  command,
  failures = [],
}: Route): RouteConfig {
  const payload = body ? { 'application/json': { schema: body } } : content;
  return {
    method,
    path,
    summary,
    description,
    tags: [tag],
    operationId: `${method} ${path.replace('/v1/', '')}`.replace(/[^a-zA-Z]+/g, '_').replace(/_$/, ''),
    security: [{ bearer: [] }],
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(command && { headers: key }),
      ...(payload && { body: { required: true, content: payload } }),
    },
    responses: {
      [ok[0]]: ok[1],
      ...problems(...(command ? COMMAND : []), ...(query ? (['Malformed', 'Invalid'] as const) : []), ...failures),
    },
  };
}

/** OpenAPI 3.1, from the same schemas that check what comes in. */
export function openApi(extra: readonly ExtraRoute[] = []): Document {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const route of ROUTES) registry.registerPath(configOf(route));
  for (const route of extra) registry.registerPath(route);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: '履约 API',
      version: '1',
      description:
        '客户关系维护协议: 从需求沟通到续签或终止。命令在持久并记录之后才答复; 每条命令须带 Idempotency-Key, 重试时用同一个键。错误为 application/problem+json, 按 type 判断。',
    },
    servers: [{ url: '/' }],
  });
}
