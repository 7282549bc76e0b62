import { fail } from '../failures';

/** Small assertions of the draft's rules; each throws `Invalid` with the field's path. */
export function check(condition: boolean, detail: string, field: string): asserts condition {
  if (!condition) fail('Invalid', detail, field);
}

/** A reference or a text: not empty, whatever it stands for. */
export function filled(text: string, field: string, what: string): void {
  check(typeof text === 'string' && text.trim() !== '', `${what}不能为空`, field);
}

export function integer(value: number, field: string, min: number, max: number, what: string): void {
  check(Number.isInteger(value) && value >= min && value <= max, `${what}须为 ${min} 至 ${max} 的整数`, field);
}

export function unique(values: readonly string[], field: string, what: string): void {
  const twice = values.findIndex((value, i) => values.indexOf(value) !== i);
  check(twice < 0, `${what}重复`, `${field}[${twice}]`);
}
