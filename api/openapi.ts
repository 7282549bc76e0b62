import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { AGREEMENT_ROUTES } from './openapi/agreements';
import { CASE_ROUTES } from './openapi/cases';
import { DELEGATION_ROUTES } from './openapi/delegations';
import { ESIGN_ROUTES } from './openapi/esign';
import { INBOUND_ROUTES } from './openapi/inbound';
import { NOTICE_ROUTES } from './openapi/notices';
import { SIGNING_ROUTES } from './openapi/signing';
import { TEMPLATE_ROUTES } from './openapi/templates';
import { VERIFICATION_ROUTES } from './openapi/verification';
import { COMMAND, key, problems, type Route } from './openapi/route';

type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** A route of another part of the API, e.g. the rehearsals. */
export type ExtraRoute = RouteConfig;

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
  headers = command ? key : undefined,
  open,
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
    ...(!open && { security: [{ bearer: [] }] }),
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(headers && { headers }),
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
  for (const route of [
    ...AGREEMENT_ROUTES,
    ...SIGNING_ROUTES,
    ...CASE_ROUTES,
    ...DELEGATION_ROUTES,
    ...INBOUND_ROUTES,
    ...NOTICE_ROUTES,
    ...TEMPLATE_ROUTES,
    ...ESIGN_ROUTES,
    ...VERIFICATION_ROUTES,
  ])
    registry.registerPath(configOf(route));
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
