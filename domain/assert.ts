/** The compiler's proof that a switch is exhaustive; at run time a bug, never a business failure. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${String(value)}`);
}
