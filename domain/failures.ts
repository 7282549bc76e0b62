/**
 * The one catalogue of failures (architecture.md §2.12): `type` is stable for programs, the message is Chinese for
 * people, `http` is the status of the problem+json answer, `retryable` tells a client whether the same command may
 * succeed later unchanged. Branch on `type`, never on `instanceof`.
 */
export const FAILURES = {
  Unauthenticated: { http: 401, retryable: false, title: '未登录或令牌无效' },
  NotFound: { http: 404, retryable: false, title: '不存在或无权查看' },
  Forbidden: { http: 403, retryable: false, title: '该角色不能执行此操作' },
  Malformed: { http: 400, retryable: false, title: '请求格式不正确' },
  IdempotencyKeyMissing: { http: 400, retryable: false, title: '缺少 Idempotency-Key' },
  IdempotencyKeyReused: { http: 422, retryable: false, title: '同一 Idempotency-Key 用于不同内容' },
  CommandRunning: { http: 409, retryable: true, title: '同一命令仍在执行' },
  Invalid: { http: 422, retryable: false, title: '数据不符合规则' },
  /** The command exists but not in this state: wrong phase, window closed, already done. */
  NotNow: { http: 409, retryable: false, title: '当前状态不允许此操作' },
  FourEyes: { http: 409, retryable: false, title: '违反四眼原则' },
  VersionVoid: { http: 409, retryable: false, title: '版本不是当前版本' },
  LicenceExpired: { http: 409, retryable: false, title: '证照已过有效期' },
  CountMismatch: { http: 409, retryable: false, title: '数量不一致' },
  NumberTaken: { http: 409, retryable: false, title: '协议编号已存在' },
  PayloadTooLarge: { http: 413, retryable: false, title: '内容过大' },
  UnsupportedType: { http: 415, retryable: false, title: '文件类型不支持' },
  TooManyRequests: { http: 429, retryable: true, title: '请求过于频繁' },
  Unavailable: { http: 503, retryable: true, title: '服务暂不可用, 请用同一 Idempotency-Key 重试' },
  Internal: { http: 500, retryable: true, title: '内部错误' },
} as const;

export type FailureType = keyof typeof FAILURES;

/** A failure of the catalogue on its way from the domain to the edge. `field` names what is wrong, as a JSON path. */
export class Failure extends Error {
  constructor(
    readonly type: FailureType,
    /** Chinese, for people; never personal data. */
    readonly detail: string,
    readonly field?: string,
  ) {
    super(detail);
    this.name = type;
  }
}

export function fail(type: FailureType, detail: string, field?: string): never {
  throw new Failure(type, detail, field);
}

/** Throws `NotNow` unless the condition holds. */
export function requireThat(condition: unknown, detail: string, field?: string): asserts condition {
  if (!condition) fail('NotNow', detail, field);
}
