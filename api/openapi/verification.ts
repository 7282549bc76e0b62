import { verifyQuery } from '../routes/verify';
import { verification } from '../schemas/answers';
import { z } from '../schemas/zod';
import { json, type Route } from './route';

const ok = (): Route['ok'] => {
  const { description, content } = json(verification);
  return [200, { description, content: { ...content, 'text/html': { schema: z.string() } } }];
};

/** 验真 needs no token: whoever holds a paper may ask. */
export const VERIFICATION_ROUTES: Route[] = [
  {
    method: 'get',
    path: '/v1/verify/{code}',
    summary: '按验证码验真',
    description:
      '无需令牌。验证码印在文书每页的页脚; 大小写、空格、连字符不论。答复不含当事人与内容。浏览器 (Accept: text/html) 得到网页。',
    tag: '验真',
    ok: ok(),
    params: z.object({ code: z.string().openapi({ example: 'K7QM-2XTA-9PF0-C4V9' }) }),
    open: true,
  },
  {
    method: 'get',
    path: '/v1/verify',
    summary: '按文件的 SHA-256 验真',
    description: '无需令牌。文件与存档逐字节一致时才有结果。',
    tag: '验真',
    ok: ok(),
    query: verifyQuery,
    open: true,
  },
];
