import { Failure } from '../domain/failures';
import { parseInstant } from '../domain/time';
import { z } from './schemas/zod';

/** Query parameters of every list. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ description: '每页条数' }),
  cursor: z.string().max(500).optional().openapi({ description: '上一页的 next' }),
};

/** Part of a cursor that PostgreSQL reads as an instant. */
export const moment = () => z.string().refine((text) => !Number.isNaN(parseInstant(text)));

export interface Page<T> {
  items: T[];
  /** Give it back as `cursor`; absent on the last page. */
  next?: string;
}

/** `rows` holds one more than the limit when there is a next page. */
export function pageOf<R, T>(rows: R[], limit: number, show: (row: R) => T, position: (row: R) => unknown): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(show),
    ...(rows.length > limit && last !== undefined && { next: encode(position(last)) }),
  };
}

const encode = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Throws `Malformed` for a cursor that is none of ours. */
export function positionOf<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Failure('Malformed', 'cursor 无效', 'cursor');
  }
}
