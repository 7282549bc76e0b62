import { Router, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { grouped, readCode } from '../../domain/codes/verification';
import { Failure } from '../../domain/failures';
import type { ApiDeps } from '../deps';
import { sha256 } from '../schemas/fields';
import { z } from '../schemas/zod';
import { parse } from '../validation';
import { verifyCode, verifyFile, type VerificationAnswer } from '../verification';
import { verifyPage } from '../verify-page';

/** Whoever holds a paper asks once or twice; who tries codes gets nowhere. */
const CHECKS_PER_MINUTE = 60;

export const verifyQuery = z.strictObject({
  sha256: sha256().openapi({ description: '文件 (PDF 或 XLSX) 的 SHA-256' }),
});

/**
 * 验真, for anybody who holds a paper: without a token, mounted before the tokens are asked for. The same paper may be
 * asked for again tomorrow and be superseded by then: nothing is cached.
 */
export function verifyRoutes({ db, rateLimit: limit = CHECKS_PER_MINUTE }: ApiDeps): Router {
  const router = Router();
  const limited = rateLimit({ windowMs: 60_000, limit, standardHeaders: 'draft-8', legacyHeaders: false, handler });

  router.get<{ code: string }>('/verify/:code', limited, async (request, response) => {
    const code = readCode(request.params.code);
    answer(request, response, await verifyCode(db, code), code && grouped(code));
  });
  router.get('/verify', limited, async (request, response) => {
    const { sha256: hash } = parse(verifyQuery, request.query, '查询参数');
    answer(request, response, await verifyFile(db, hash));
  });
  return router;
}

function answer(
  request: Pick<Request, 'accepts'>,
  response: Response,
  verdict: VerificationAnswer,
  code?: string,
): void {
  response.set({ 'Cache-Control': 'no-store', Vary: 'Accept' });
  if (request.accepts(['json', 'html']) === 'html') response.type('html').send(verifyPage(verdict, code));
  else response.json(verdict);
}

const handler = (): never => {
  throw new Failure('TooManyRequests', '请求过于频繁, 请稍后再试');
};
