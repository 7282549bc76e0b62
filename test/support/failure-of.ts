import { Failure } from '../../domain/failures';

/** The catalogue failure that a call throws; anything else, or nothing, fails the test. */
export function failureOf(call: () => unknown): Failure {
  try {
    call();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('expected a Failure, nothing was thrown');
}
