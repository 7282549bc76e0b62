import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { FAILURES, type FailureType } from '../../domain/failures';
import { ROLE_ZH, type Role } from '../../domain/roles';
import * as answers from '../schemas/answers';
import { z } from '../schemas/zod';

/** The parts that the documentation of every route is made of. */

const no = z
  .string()
  .openapi({ param: { name: 'no', in: 'path' }, description: '协议编号', example: '2026-客户维护-001' });
export const ofAgreement = z.object({ no });
/** A version of a document below what it belongs to. */
export const ofVersion = { kind: z.string(), version: z.string().openapi({ type: 'integer' }) };
export const key = z.object({
  'Idempotency-Key': z.string().min(1).max(200).openapi({ description: '同一键只生效一次; 503 后用同一键重试' }),
});

export const json = (schema: z.ZodType, description = '成功') => ({
  description,
  content: { 'application/json': { schema } },
});
export const bytes = (...types: string[]) => ({
  description: '文件',
  content: Object.fromEntries(
    types.map((type) => [type, { schema: z.string().openapi({ type: 'string', format: 'binary' }) }]),
  ),
});
const COMMON: FailureType[] = [
  'Unauthenticated',
  'Forbidden',
  'NotFound',
  'TooManyRequests',
  'Unavailable',
  'Internal',
];
export const COMMAND: FailureType[] = ['Malformed', 'Invalid', 'NotNow', 'PayloadTooLarge'];
export function problems(...more: FailureType[]): RouteConfig['responses'] {
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

export const who = (roles: readonly Role[]): string =>
  `角色: ${roles.map((role) => `${ROLE_ZH[role]} (${role})`).join(', ')}`;

/** A route of ours as it is documented. */
export interface Route {
  method: 'get' | 'post';
  path: string;
  summary: string;
  description: string;
  tag: string;
  ok: [status: number, answer: ReturnType<typeof json> | ReturnType<typeof bytes>];
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  content?: NonNullable<NonNullable<RouteConfig['request']>['body']>['content'];
  command?: boolean;
  /** Other headers than the key of a command. */
  headers?: z.ZodObject;
  /** Needs no token. */
  open?: true;
  failures?: FailureType[];
}
