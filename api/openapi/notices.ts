import { AMENDMENT_ZH } from '../../domain/agreement/amendment-types';
import { ATTEMPT_RESULTS, CHANNEL_ZH } from '../../domain/agreement/delivery';
import { BREACH_ZH, GROUND_ZH, WRITTEN_ZH } from '../../domain/agreement/written-types';
import { READERS } from '../../domain/reading';
import * as answers from '../schemas/answers';
import { party } from '../schemas/fields';
import { keysOf, z } from '../schemas/zod';
import { json, ofAgreement, who, type Route } from './route';

const proof = z.strictObject({ sha256: z.string(), href: z.string() }).optional();
const paper = z.strictObject({ kind: z.string(), version: z.int(), sha256: z.string().optional(), href: z.string() });
const channel = z.enum(keysOf(CHANNEL_ZH));

const notice = z
  .strictObject({
    notice: z.int().openapi({ description: '序号, 每份协议自 1 起' }),
    kind: z.enum(keysOf(WRITTEN_ZH)),
    kindTitle: z.string(),
    party: party().openapi({ description: '发出通知的一方' }),
    channel,
    issuedAt: answers.time(),
    state: z.enum(['issued', 'delivered', 'withdrawn', 'moot']).openapi({
      description: '已发出(issued), 已送达(delivered), 已撤回(withdrawn), 协议已终止而无须送达(moot)',
    }),
    text: z.string().optional(),
    asks: z.string().optional(),
    breach: z.int().optional(),
    ground: z.enum(keysOf(GROUND_ZH)).optional(),
    document: paper.optional(),
    mail: z
      .strictObject({ state: z.string(), sentAt: answers.time().optional() })
      .optional()
      .openapi({ description: '带去该通知的邮件; 发出不等于送达; 客户看不到' }),
    attempts: z
      .array(
        z.strictObject({
          channel,
          at: answers.time(),
          result: z.enum(ATTEMPT_RESULTS),
          note: z.string().optional(),
          proof,
        }),
      )
      .optional()
      .openapi({ description: '未能送达的情况; 服务方发出的, 客户看不到' }),
    delivery: z
      .strictObject({ channel, channelTitle: z.string(), at: answers.time(), proof })
      .optional()
      .openapi({ description: '有凭证的收到之时, 邮寄为邮戳; 经平台签收或提交的没有凭证文件' }),
  })
  .openapi('WrittenNotice', { description: '书面通知' });

const breachRecord = z
  .strictObject({
    breach: z.int(),
    party: party().openapi({ description: '违约方' }),
    recordedBy: party(),
    clause: z.string(),
    clauseTitle: z.string().optional(),
    facts: z.string(),
    amountFen: z.int().optional(),
    at: answers.time(),
    state: z.enum(keysOf(BREACH_ZH)),
    stateTitle: z.string(),
    document: paper,
    notice: z.int().optional().openapi({ description: '补正通知的序号' }),
    late: z.literal(true).optional().openapi({ description: '补正期满后才补正' }),
    proof,
  })
  .openapi('BreachRecord', { description: '违约记录' });

const signature = z.strictObject({ signedOn: z.string(), attested: z.boolean(), proof }).optional();
const amendment = z
  .strictObject({
    amendment: z.int(),
    state: z.enum(keysOf(AMENDMENT_ZH)),
    stateTitle: z.string(),
    text: z.string(),
    effectiveOn: z.string().openapi({ format: 'date' }),
    changes: z.record(z.string(), z.unknown()).openapi({ description: '对服务标准, 上报阶梯与期满日的变更' }),
    document: paper,
    approved: z.strictObject({ legal: z.boolean(), service: z.boolean() }),
    signatures: z.strictObject({ provider: signature, client: signature }),
  })
  .openapi('Amendment', { description: '补充协议' });

/** Written notices, records of breaches, amendments. */
export const NOTICE_ROUTES: Route[] = [
  {
    method: 'get',
    path: '/v1/agreements/{no}/notices',
    summary: '书面通知: 文本, 未能送达的情况与送达',
    description: `${who(READERS)}。客户只看到自己的, 以及已向其发出的。`,
    tag: '协议',
    ok: [200, json(answers.listOf(notice))],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/breach-records',
    summary: '违约记录与补正',
    description: `${who(READERS)}。客户只看到服务方违约的, 以及已收到补正通知的。`,
    tag: '协议',
    ok: [200, json(answers.listOf(breachRecord))],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/amendments',
    summary: '补充协议: 变更, 审核与签署',
    description: `${who(READERS)}。客户在内部审核通过后才看到。`,
    tag: '协议',
    ok: [200, json(answers.listOf(amendment))],
    params: ofAgreement,
  },
];
