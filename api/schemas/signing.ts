import { PROVIDER_NAMES } from '../../domain/agreement/esign';
import { FAULT_ZH, FLOW_STATE_ZH, SIGNER_STATE_ZH } from '../../domain/agreement/flow-words';
import { date, time } from './answers';
import { freeText, party, scan, versionRef } from './fields';
import { keysOf, z } from './zod';

const provider = () =>
  z.enum(PROVIDER_NAMES).openapi({ description: '签署方式: 纸质(paper), 腾讯电子签(ess), e签宝(esign), 法大大(fasc)' });
const signer = () => z.enum(['legal-representative', 'authorised-representative']);

/** Bodies of the commands of a flow (签署流程). */
export const SIGNING_SCHEMAS = {
  'signing.start': z.strictObject({
    ...versionRef,
    provider: provider(),
    order: z
      .array(party())
      .length(2)
      .optional()
      .openapi({ description: '签署先后; 缺省时在平台上为客户先签, 在纸上不分先后' }),
    clientSigner: signer().optional().openapi({ description: '乙方由谁签署; 缺省为法定代表人' }),
    authorisation: scan().optional().openapi({ description: '授权委托书; 由授权代表签署的必须' }),
  }),
  'signing.cancel': z.strictObject({ reason: freeText(200) }),
  'signing.flow.refresh': z.strictObject({}),
};

const flowState = z.enum(keysOf(FLOW_STATE_ZH));

export const signingState = z
  .union([
    z.strictObject({ state: z.literal('none').openapi({ description: '尚无签署流程' }) }),
    z.strictObject({
      state: flowState,
      stateTitle: z.string(),
      provider: provider(),
      providerTitle: z.string(),
      flow: z.string().openapi({ description: '流程的键, 每个版本每次发起一个', example: '2026-客户维护-001/v2/s1' }),
      version: z.int(),
      sha256: z.string().openapi({ description: '已确认文件的哈希' }),
      order: z.array(party()),
      clientSigner: signer(),
      anyOrder: z.literal(true).optional().openapi({ description: '不分先后 (纸质签署且未约定先后)' }),
      turn: party().optional().openapi({ description: '轮到哪一方; 分先后, 已发起且未签完时才有' }),
      requestedAt: time(),
      expiresAt: time(),
      askedAt: time().optional().openapi({ description: '平台最近一次应答' }),
      parties: z.array(
        z.strictObject({
          party: party(),
          state: z.enum(keysOf(SIGNER_STATE_ZH)),
          stateTitle: z.string(),
          viewedAt: time().optional(),
          signedAt: time().optional().openapi({ description: '平台所载的签署时间' }),
          signedOn: date().optional().openapi({ description: '签署日期; 纸质的自登记起才有, 电子的自核验完成起才有' }),
        }),
      ),
      fault: z.enum(keysOf(FAULT_ZH)).optional(),
      faultTitle: z.string().optional(),
      away: z
        .strictObject({ since: time(), attempts: z.int() })
        .optional()
        .openapi({ description: '平台没有应答; 仍在重试' }),
      href: z.string().optional().openapi({ description: '已核验的签署文件; 纸质的为后签一方经复核的扫描件' }),
    }),
  ])
  .openapi('Signing', { description: '签署的进度, 电子的与纸质的一样' });

export const signingLink = z
  .strictObject({
    party: party(),
    url: z.string().openapi({ description: '平台的签署页, 或下载待签文件以供打印的页面; 短时有效' }),
    expiresAt: time(),
  })
  .openapi('SigningLink');
