import { UNMATCHED_ZH } from '../../domain/inbound';
import { inboundBody, webhookHeaders } from '../inbound/schema';
import { INBOUND_READERS, inboundQuery } from '../routes/inbound';
import * as answers from '../schemas/answers';
import { keysOf, z } from '../schemas/zod';
import { json, who, type Route } from './route';

const taken = z
  .strictObject({
    matched: z.boolean(),
    caseId: z.string().optional().openapi({ example: '2026-客户维护-001-C3' }),
    bounced: z.literal(true).optional().openapi({ description: '是我方邮件的退信' }),
  })
  .openapi('InboundTaken', { description: '已登记为投诉或需求, 或为退信; 或无法对应到协议, 已存留待运营处理' });

const kept = inboundBody
  .omit({ raw: true })
  .partial()
  .extend({
    id: z.string(),
    receivedAt: answers.time(),
    reason: z.enum(keysOf(UNMATCHED_ZH)),
    reasonTitle: z.string(),
    agreement: z.string().optional().openapi({ description: '邮件指明的协议' }),
  })
  .openapi('InboundMail');

/** Mails of clients that come in by webhook. */
export const INBOUND_ROUTES: Route[] = [
  {
    method: 'post',
    path: '/v1/inbound/mail',
    summary: '来信: 由邮件服务商推送',
    description:
      '按 Standard Webhooks 签名 (密钥 LVYUE_INBOUND_SECRET; 未设置时没有此地址), 不用令牌。协议编号取自收件地址的 + 后缀或主题; 发件人须为该协议的客户对接人。主题或收件地址含「投诉」或 complaint 的登记为投诉, 其余为需求。退信 (RFC 3464) 按其中我方邮件的 Message-ID 对应, 该邮件记为被退回, 书面通知记为未能送达。同一 webhook-id 只生效一次。',
    tag: '来信',
    ok: [202, json(taken, '已收下')],
    headers: webhookHeaders,
    body: inboundBody,
    open: true,
    failures: ['Malformed', 'Invalid', 'PayloadTooLarge'],
  },
  {
    method: 'get',
    path: '/v1/inbound/mail',
    summary: '未能登记的来信, 新的在前',
    description: who(INBOUND_READERS),
    tag: '来信',
    ok: [200, json(answers.pageOf(kept))],
    query: inboundQuery,
  },
];
