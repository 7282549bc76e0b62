import { CHANNEL_ZH, type WrittenChannel } from '../../domain/agreement/delivery';
import { GROUND_ZH, WRITTEN_ZH, type WrittenKind } from '../../domain/agreement/written-types';
import { freeText, party, plainDate, positive, scan, word } from './fields';
import { keysOf, listed, z } from './zod';

/** Bodies about written notices, breaches and rescission (domain.md §8, §9). */

const { 'in-person': _byHand, ...WRITTEN_CHANNELS } = CHANNEL_ZH;
export const channel = () => z.enum(keysOf<WrittenChannel>(WRITTEN_CHANNELS));
const { rescission: _own, ...ISSUED } = WRITTEN_ZH;

const notice = () => positive().openapi({ description: '通知序号' });
const breach = () => positive().openapi({ description: '违约记录序号' });
const received = () =>
  scan().optional().openapi({ description: '对方收到的凭证; 给出的, 发出与送达一并登记, 发生时间为收到或邮戳之时' });

export const writtenBodies = {
  'notice.issue': z.strictObject({
    kind: z.enum(keysOf<Exclude<WrittenKind, 'rescission'>>(ISSUED)).openapi({ description: listed(ISSUED) }),
    party: party().openapi({ description: '发出通知的一方' }),
    channel: channel(),
    text: freeText().openapi({ description: '事实与理由' }),
    asks: freeText().optional().openapi({ description: '对对方的要求' }),
    breach: breach().optional().openapi({ description: '补正通知所依据的违约记录' }),
    proof: received(),
  }),
  'notice.deliver': z.strictObject({
    notice: notice(),
    channel: channel(),
    proof: scan().openapi({ description: '对方收到的凭证; 邮寄的为带邮戳的凭证' }),
  }),
  'notice.acknowledge': z.strictObject({ notice: notice() }),
  'notice.withdraw': z.strictObject({ notice: notice(), reason: freeText() }),
  'breach.record': z.strictObject({
    party: party().openapi({ description: '违约方' }),
    clause: word().openapi({ description: '协议中所违反条款的编号', example: 'fees' }),
    facts: freeText(),
    amountFen: z.int().min(1).max(1_000_000_000_000).optional().openapi({ description: '涉及金额, 分' }),
  }),
  'breach.cured': z.strictObject({ breach: breach(), proof: scan().openapi({ description: '已补正的凭证' }) }),
  'breach.waive': z.strictObject({ breach: breach(), reason: freeText() }),
  'agreement.rescind': z.strictObject({
    ground: z.enum(keysOf(GROUND_ZH)).openapi({ description: listed(GROUND_ZH) }),
    document: scan()
      .optional()
      .openapi({ description: '协商一致的为双方签署并载明日期的文件; 破产, 欺诈或胁迫, 不可抗力的为证明文件' }),
    on: plainDate().optional().openapi({ description: '协商一致的终止日, 于当日 24:00 终止' }),
    party: party().optional().openapi({ description: '解除方; 协商一致的没有' }),
    channel: channel().optional().openapi({ description: '解除通知的送达方式' }),
    text: freeText().optional().openapi({ description: '解除通知的事实与理由' }),
    asks: freeText().optional(),
    breach: breach().optional().openapi({ description: '重大违约的违约记录, 补正期须已届满' }),
    proof: received(),
  }),
};
