/**
 * Which errors of a platform are its own trouble: busy, too many requests, timed out inside. They come with HTTP 200, and
 * say nothing of what became of the request, so they are `Unavailable` and not `Refused`: for the request that charges
 * the outcome is open.
 */

/** 腾讯云公共错误码 and those of ess: the part before the point is the kind. */
const ESS = ['InternalError', 'ResourceUnavailable', 'ServiceUnavailable', 'RequestLimitExceeded'];
const ESS_TIMED_OUT = /^FailedOperation\..*time_?out/i;

export const essTransient = (code: string): boolean => ESS.includes(code.split('.')[0]!) || ESS_TIMED_OUT.test(code);

/** Codes that e签宝 and 法大大 borrow from HTTP: 429 and 5xx. */
const HTTP_LIKE = /^(429|5\d\d)$/;
/** Both number such errors per interface, and say it in words that hardly differ. */
const BUSY =
  /(系统|服务|服务器|网络)(内部)?(繁忙|异常|错误|不可用)|(系统|服务|处理|调用|响应)超时|频繁|限流|频率|稍[后候][再重]?试/;

/** `message`: the platform's own; only looked at, never passed on. */
export const numberedTransient = (code: string | number, message: string | undefined): boolean =>
  HTTP_LIKE.test(String(code)) || BUSY.test(message ?? '');
