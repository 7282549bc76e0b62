import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { FailureType } from '../domain/failures';
import { ROLE_ZH, type Role } from '../domain/roles';
import { z } from './schemas/zod';

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

export const who = (roles: readonly Role[]): string =>
  `角色: ${roles.map((role) => `${ROLE_ZH[role]} (${role})`).join(', ')}`;

/** A route as the documentation has it. */
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
  failures?: FailureType[];
}
