import { isPlainDate, parseInstant } from '../../domain/time';
import type { TextRef, Upload } from '../../domain/agreement/types';
import { nameOf, unprintable } from '../../documents/glyphs';
import { z } from './zod';

/**
 * Free text as it came in. It never enters a payload: `prepare.ts` seals it in the vault and puts its reference in its
 * place.
 */
export class FreeText {
  readonly kind = 'text';
  constructor(readonly text: string) {}
}

/** An upload by id; `prepare.ts` puts the facts counted from its bytes in its place. */
export class UploadId {
  readonly kind = 'upload';
  constructor(
    readonly id: string,
    readonly accepts: 'scan' | 'table',
  ) {}
}

/** What a parsed body becomes once texts are sealed and uploads looked up: the payload of the command. */
export type Prepared<T> = T extends FreeText
  ? TextRef
  : T extends UploadId
    ? Upload
    : T extends (infer Item)[]
      ? Prepared<Item>[]
      : T extends object
        ? { [K in keyof T]: Prepared<T[K]> }
        : T;

/** UTF-16 units of a free text. */
export const TEXT_MAX = 4_000;

/** Refused where it is entered, so that no text stops a document months later. */
export const printed = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .superRefine((text, context) => {
      const character = unprintable(text);
      if (character !== undefined)
        context.addIssue({ code: 'custom', message: `字符 ${nameOf(character)} 无法印刷, 请换用其他字符` });
    });

export const freeText = (max = TEXT_MAX) =>
  printed(max)
    .transform((text) => new FreeText(text))
    .openapi({ type: 'string', minLength: 1, maxLength: max, description: '自由文本, 加密保存' });

const uploadOf = (accepts: 'scan' | 'table', description: string) =>
  z
    .strictObject({ uploadId: z.string().min(1).max(80) })
    .transform(({ uploadId }) => new UploadId(uploadId, accepts))
    .openapi({ description });

/** PDF, JPEG or PNG. */
export const scan = () => uploadOf('scan', '已上传的扫描件 (PDF, JPEG, PNG)');
/** CSV or XLSX. */
export const table = () => uploadOf('table', '已上传的表格 (CSV, XLSX)');

export const plainDate = () =>
  z
    .string()
    .refine(isPlainDate, '须为存在的日期 YYYY-MM-DD')
    .openapi({ type: 'string', format: 'date', example: '2026-12-08' });

export const month = () =>
  z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, '须为月份 YYYY-MM')
    .openapi({ example: '2027-01' });

/** Epoch milliseconds after parsing. */
export const instant = () =>
  z
    .string()
    .refine((text) => !Number.isNaN(parseInstant(text)), '须为带时区的 ISO 8601 时间, 如 2026-12-08T10:00:00+08:00')
    .transform(parseInstant)
    .openapi({ type: 'string', format: 'date-time', example: '2026-12-08T10:00:00+08:00' });

export const sha256 = () => z.string().regex(/^[0-9a-f]{64}$/, '须为 64 位小写十六进制的 SHA-256');
export const positive = () => z.int().min(1);
const WORD = /^(?!t-)[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u;
/** A stable word that is not free text: kinds, keys, clause ids. References into the vault begin with `t-`. */
export const word = (max = 40) =>
  z.string().regex(WORD, '只能用文字, 数字, 点, 横线, 下划线, 斜线').max(max).openapi({ pattern: WORD.source });
export const party = () => z.enum(['provider', 'client']);
export const versionRef = { version: positive(), sha256: sha256() };
