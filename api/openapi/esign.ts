import { PLATFORM_NAMES } from '../../domain/agreement/esign';
import { z } from '../schemas/zod';
import { json, type Route } from './route';

const provider = z.enum(PLATFORM_NAMES).openapi({ param: { name: 'provider', in: 'path' }, description: '签署平台' });
const acknowledged = z.looseObject({}).openapi('EsignAcknowledged', { description: '平台所要的答复, 各平台不同' });
const anything = { schema: z.looseObject({}) };

/** Call-backs of signing platforms. */
export const ESIGN_ROUTES: Route[] = [
  {
    method: 'post',
    path: '/v1/esign/{provider}/callback',
    summary: '签署平台的回调',
    description:
      '由签署平台推送, 按各平台公开的方式签名 (ess 腾讯电子签, esign e签宝, fasc 法大大), 不用令牌; 未接入的平台没有此地址。只作提示: 存留后立即答复, 结果以向平台查询的为准。同一消息只存一次; 签名无效或已过时的不存。',
    tag: '电子签署',
    ok: [200, json(acknowledged, '已收下')],
    params: z.object({ provider }),
    content: { 'application/json': anything, 'application/x-www-form-urlencoded': anything },
    open: true,
    failures: ['Malformed', 'PayloadTooLarge'],
  },
];
