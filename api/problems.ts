import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Phase, WaitingFor } from '../domain/agreement/types';
import type { CasePhase } from '../domain/case/types';
import { Failure, FAILURES, type FailureType } from '../domain/failures';
import { StoreUnavailableError } from '../storage/object-store';

/** What an agreement or a case looks like now, told with a 409 so that the caller need not ask. */
export interface StateNow {
  phase: Phase | CasePhase;
  waitingFor: WaitingFor;
  version: number;
}

export interface FieldError {
  field: string;
  rule: string;
  message: string;
}

/** A failure of the catalogue with what only the edge knows. */
export class ApiFailure extends Failure {
  constructor(
    type: FailureType,
    detail: string,
    readonly more: { field?: string; errors?: FieldError[]; state?: StateNow; retryAfter?: number } = {},
  ) {
    super(type, detail, more.field);
  }
}

/** RFC 9457. `type` is stable for programs, `title` and `detail` are Chinese, never personal data, never a stack. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field?: string;
  errors?: FieldError[];
  state?: StateNow;
}

const RETRY_AFTER_SECONDS: Partial<Record<FailureType, number>> = {
  Unavailable: 2,
  CommandRunning: 1,
  TooManyRequests: 30,
};

export function problemOf(failure: Failure): Problem {
  const { http, title } = FAILURES[failure.type];
  const { errors, state } = failure instanceof ApiFailure ? failure.more : {};
  return {
    type: `urn:lvyue:problem:${failure.type}`,
    title,
    status: http,
    detail: failure.detail,
    ...(failure.field !== undefined && { field: failure.field }),
    ...(errors && { errors }),
    ...(state && { state }),
  };
}

/** Whatever went wrong, as a failure of the catalogue. What is not understood is ours: 500. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { type, status, name } = (error ?? {}) as { type?: string; status?: number; name?: string };
  if (type === 'entity.parse.failed' || type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Failure('Malformed', '请求正文不是有效的 JSON');
  }
  if (type === 'entity.too.large') return new Failure('PayloadTooLarge', '请求正文过大');
  // a NUL is no character to PostgreSQL
  if (/^22(021|P05)$/.test(String((error as { code?: unknown } | null)?.code)))
    return new Failure('Malformed', '请求含有无效字符');
  if (status === 400 || name === 'URIError') return new Failure('Malformed', '请求不完整或无法解析');
  if (isOutage(error)) return new Failure('Unavailable', FAILURES.Unavailable.title);
  return new Failure('Internal', '内部错误, 已记录');
}

/** PostgreSQL, Temporal, the file store or the network is away, or too slow: worth another try. Classes 08, 53, 57 of SQLSTATE, and a lock's wait. */
export function isOutage(error: unknown): boolean {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: string; message?: string };
  if (error instanceof StoreUnavailableError) return true;
  if (name === 'KnexTimeoutError' || error instanceof ServiceError || isGrpcServiceError(error)) return true;
  if (typeof code === 'string') {
    return (
      /^(08|53|57P|40|55P03)/.test(code) || /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)/.test(code)
    );
  }
  return /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect/i.test(
    message ?? '',
  );
}

/** The last handler: every error leaves as `application/problem+json`. Logs only what carries no personal data. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const failure = failureOf(error);
    const problem = problemOf(failure);
    if (problem.status >= 500) {
      const { name, code, stack } = (error ?? {}) as { name?: string; code?: unknown; stack?: string };
      // the first line of a stack is the message, and that may quote what was sent
      const frames =
        failure.type === 'Internal' ? stack?.split('\n').filter((line) => /^\s+at /.test(line)) : undefined;
      log.error(
        { failure: failure.type, name, code, frames, requestId: request.get('X-Request-Id') },
        'request failed',
      );
    }
    const after =
      (failure instanceof ApiFailure ? failure.more.retryAfter : undefined) ?? RETRY_AFTER_SECONDS[failure.type];
    if (after !== undefined) response.set('Retry-After', String(after));
    if (failure.type === 'Unauthenticated') response.set('WWW-Authenticate', 'Bearer realm="lvyue"');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
