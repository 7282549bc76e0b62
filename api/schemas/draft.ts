import { NOTICE_CHANNELS } from '../../domain/document/draft';
import { AGREEMENT_TEMPLATES, CURRENT_AGREEMENT_TEMPLATE } from '../../domain/document/template';
import { freeText, plainDate, word } from './fields';
import { z } from './zod';

/** Every clause with its wordings, for whoever writes a draft by hand. */
const CLAUSES = AGREEMENT_TEMPLATES[CURRENT_AGREEMENT_TEMPLATE]!.clauses.map(
  ({ id, title, variants }) => `${id} ${title}${variants.length > 0 ? ` (${variants.join(' | ')})` : ''}`,
).join('; ');

const fen = () => z.int().openapi({ description: '整数, 单位为分' });
const label = () => freeText(200);

const trigger = z
  .union([
    z.strictObject({ date: plainDate() }),
    z.strictObject({ milestone: label() }),
    z.strictObject({ invoice: z.int() }),
  ])
  .openapi({ description: '付款时点: 日期, 里程碑, 或收到发票后的工作日数' });

const TEMPLATE_VERSION = /^(?!t-)[\p{L}\p{N}][\p{L}\p{N}._/@-]*$/u;
const templateVersion = z
  .string()
  .max(60)
  .regex(TEMPLATE_VERSION, '须为协议模板版本, 如 agreement/v1 或 own/法务2026@2')
  .openapi({
    description: `协议模板版本: ${Object.keys(AGREEMENT_TEMPLATES).join(', ')}, 或自带模板 (GET /v1/templates), 如 own/法务2026@2`,
    pattern: TEMPLATE_VERSION.source,
    example: CURRENT_AGREEMENT_TEMPLATE,
  });

/**
 * 草案: the shape of `AgreementDraft`. Whether it may become a version (sums, core clauses, the mapping of requirements)
 * is decided by `checkDraft` inside the workflow, where the requirements are known.
 */
export const draft = z.strictObject({
  templateVersion,
  serviceItems: z.array(z.strictObject({ item: label(), standard: freeText(1_000), frequency: label() })).max(200),
  feeFen: fen(),
  feeBreakdown: z.array(z.strictObject({ label: label(), fen: fen() })).max(200),
  paymentPlan: z.strictObject({
    downPaymentPercent: z.int().optional(),
    instalments: z.array(z.strictObject({ seq: z.int(), fen: fen(), on: trigger })).max(200),
  }),
  confidentialityYears: z.int(),
  penalties: z
    .union([
      z.strictObject({ lateDailyRateBp: z.int(), capPercent: z.int() }),
      z.strictObject({ lateFlatPercent: z.int(), capPercent: z.int() }),
    ])
    .openapi({ description: '违约金: 日率(万分之)或固定比例(%), 二者之一' }),
  dispute: z
    .union([z.strictObject({ arbitration: label() }), z.strictObject({ court: label() })])
    .openapi({ description: '争议解决: 指定仲裁委员会或指定法院, 二者之一' }),
  notices: z.strictObject({ channels: z.array(z.enum(NOTICE_CHANNELS)) }),
  copies: z.int(),
  annexes: z
    .array(label())
    .max(100)
    .refine((titles) => new Set(titles.map(({ text }) => text)).size === titles.length, '附件重复'),
  clauses: z
    .array(z.strictObject({ id: word(), variant: word().optional(), supplement: freeText().optional() }))
    .max(200)
    .openapi({ description: `核心条款, 缺一不可: ${CLAUSES}` }),
  personalClauses: z.array(z.strictObject({ id: word(), text: freeText() })).max(200),
  personalised: z
    .array(z.strictObject({ requirement: word(), clauses: z.array(word()).max(200) }))
    .max(200)
    .openapi({ description: '每项特殊要求(编号)与对应条款' }),
});
