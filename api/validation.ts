import type { ZodType } from 'zod';
import { ApiFailure, type FieldError } from './problems';

/** The parts of zod's issues that are used here. */
interface Issue {
  code?: string;
  path: PropertyKey[];
  message: string;
  expected?: string;
  input?: unknown;
  keys?: string[];
  values?: unknown[];
  /** What a union is told apart by. */
  options?: unknown[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  errors?: Issue[][];
  origin?: string;
  format?: string;
}

/**
 * Parses what came in. Throws `Malformed` (400) when it has the wrong shape (missing, unknown or of another type),
 * `Invalid` (422) when a well-formed value breaks a rule; each names every field.
 */
export function parse<T>(schema: ZodType<T>, value: unknown, what = '请求正文'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = (result.error.issues as unknown as Issue[]).flatMap((issue) => flat(issue, []));
  const errors = issues.map(({ issue, path }) => ({ ...describe(issue, value, path), field: fieldOf(path) }));
  const malformed = errors.find(({ rule }) => SHAPE.has(rule));
  const first = malformed ?? errors[0]!;
  throw new ApiFailure(malformed ? 'Malformed' : 'Invalid', `${first.field || what}: ${first.message}`, {
    field: first.field,
    errors,
  });
}

const SHAPE = new Set(['required', 'type', 'unknown']);

/** An issue inside a union is told of the branch that came closest: the one with the fewest wrong fields. */
function flat(issue: Issue, prefix: PropertyKey[]): { issue: Issue; path: PropertyKey[] }[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') return (issue.keys ?? []).map((key) => ({ issue, path: [...path, key] }));
  if (issue.code !== 'invalid_union' || !issue.errors?.length) return [{ issue, path }];
  const [closest] = issue.errors
    .map((branch) => branch.flatMap((one) => flat(one, path)))
    .sort((a, b) => a.length - b.length);
  return closest!;
}

function describe(issue: Issue, value: unknown, path: PropertyKey[]): Omit<FieldError, 'field'> {
  // a union that is told apart by a field which says none of its words
  if (issue.options) return { rule: 'one-of', message: `应为 ${issue.options.join(' | ')}` };
  switch (issue.code) {
    case 'invalid_type':
      return at(value, path) === undefined
        ? { rule: 'required', message: '缺少此项' }
        : { rule: 'type', message: `类型不正确, 应为${TYPES[issue.expected ?? ''] ?? issue.expected}` };
    case 'unrecognized_keys':
      return { rule: 'unknown', message: '没有这一项' };
    case 'invalid_value':
      return at(value, path) === undefined
        ? { rule: 'required', message: '缺少此项' }
        : {
            rule: 'one-of',
            message: OWN.test(issue.message) ? issue.message : `应为 ${(issue.values ?? []).join(' | ')}`,
          };
    case 'too_small':
      return { rule: 'min', message: `不得少于 ${issue.minimum}${UNITS[issue.origin ?? ''] ?? ''}` };
    case 'too_big':
      return { rule: 'max', message: `不得超过 ${issue.maximum}${UNITS[issue.origin ?? ''] ?? ''}` };
    case 'invalid_format':
      return { rule: 'format', message: OWN.test(issue.message) ? issue.message : '格式不正确' };
    default:
      return {
        rule: issue.code === 'custom' ? 'rule' : (issue.code ?? 'rule'),
        message: OWN.test(issue.message) ? issue.message : '不符合规则',
      };
  }
}

/** Our own messages are Chinese; the library's are not shown. */
const OWN = /\p{Script=Han}/u;
const TYPES: Record<string, string> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: '布尔值',
  object: '对象',
  array: '数组',
  record: '对象',
};
const UNITS: Record<string, string> = { string: ' 个字符', array: ' 项' };

const at = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);

/** `objections[0].text` */
export const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, '');
