import { checkUscc } from '../../domain/codes/uscc';
import { termEnd } from '../../domain/calendar/term';
import { checkServiceHours, parseServiceHours } from '../../domain/calendar/hours';
import { Failure } from '../../domain/failures';
import { formatNo, parseNo } from '../../domain/ids';
import { dateAt } from '../../domain/time';
import { countedInHours } from '../../domain/record/standard';
import { freeText, plainDate, printed, sha256 } from './fields';
import { ladders, standard } from './standard';
import { z } from './zod';

const short = printed;
export const email = () => z.email('邮箱格式不正确').max(200);
const telephone = () => z.string().regex(/^[0-9+() -]{5,30}$/, '电话只能用数字, 空格, 括号, + 和 -');

const uscc = () =>
  z.string().superRefine((code, context) => {
    const check = checkUscc(code);
    if (!check.ok) context.addIssue({ code: 'custom', message: `统一社会信用代码: ${check.reason}` });
  });

const enterprise = z.strictObject({
  kind: z.literal('enterprise'),
  name: short(200),
  uscc: uscc(),
  address: short(300),
  legalRepresentative: short(100),
  payeeAccount: short(200).optional(),
  industry: short(100).optional(),
  size: short(100).optional(),
});
const naturalPerson = z.strictObject({
  kind: z.literal('natural-person'),
  name: short(100),
  identityDocument: z.strictObject({ type: short(40), number: short(40) }),
  address: short(300),
  payeeAccount: short(200).optional(),
});
/** One of the people of an agreement. */
export const person = z.strictObject({
  name: short(100),
  title: short(100).optional(),
  telephone: telephone().optional(),
  email: email(),
});

const parties = z
  .strictObject({
    provider: z.discriminatedUnion('kind', [enterprise, naturalPerson]),
    client: enterprise,
    contact: person,
    signatory: person,
    providerSignatory: person
      .optional()
      .openapi({ description: '甲方签署人, 电子签署时须有: 企业为其法定代表人, 自然人为本人' }),
    accountManager: person,
    manager: person,
  })
  .openapi({ description: '甲方(provider)、乙方(client)及其人员; 个人信息, 加密保存' });

const serviceHours = z
  .union([z.string(), z.strictObject({ intervals: z.array(z.strictObject({ from: z.int(), to: z.int() })).max(10) })])
  .transform((hours, context) => {
    try {
      return typeof hours === 'string' ? parseServiceHours(hours) : checkServiceHours(hours);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      context.addIssue({ code: 'custom', message: error.detail });
      return z.NEVER;
    }
  })
  .openapi({ description: '服务时间, 如 09:00-12:00,13:30-18:00' });

const condition = () => z.strictObject({ text: freeText(), dueOn: plainDate() });

const terms = z.strictObject({
  shortName: z
    .string()
    .refine((name) => parseNo(formatNo(2000, name, 1)) !== undefined, '简称只能用汉字, 字母, 数字, 至多 20 字')
    .openapi({ example: '客户维护' }),
  tier: z.enum(['战略', '重点', '普通']),
  clientType: z.enum(['长期合作', '高价值', '新拓展', '潜在转化']),
  termMonths: z.int().min(1).max(120),
  feeFen: z.int().min(1).openapi({ description: '服务费, 整数分' }),
  startsOn: plainDate().optional().openapi({ description: '约定的首日; 缺省为最后一方签署之日' }),
  endsOn: plainDate().optional().openapi({ description: '末日, 仅用于核对: 须与首日和月数一致' }),
  providerKind: z.enum(['natural-person', 'enterprise']),
  reviewMeeting: z.enum(['monthly', 'quarterly']),
  performanceReport: z.enum(['quarterly', 'half-yearly']),
  deemedAcceptance: z.strictObject({ sha256: sha256(), agreedOn: plainDate() }).optional().openapi({
    description:
      '书面约定的"逾期视为接受": 该文件的哈希与日期, 不能晚于今天; 送达前文件本身以 consent.deemed-acceptance 提交的, 方为有效',
  }),
  condition: condition().optional(),
  serviceHours: serviceHours.optional(),
});

/** What may still be negotiated with a new version of the text; null drops it. */
export const termChanges = terms
  .pick({ termMonths: true, reviewMeeting: true, performanceReport: true })
  .partial()
  .extend({
    startsOn: plainDate()
      .nullable()
      .optional()
      .openapi({ type: ['string', 'null'], description: '约定的首日; null 为最后一方签署之日' }),
    condition: condition().nullable().optional().openapi({ description: '附生效条件; null 为不附条件' }),
    serviceHours: serviceHours.nullable().optional().openapi({ description: '服务时间; null 为不约定' }),
  });

/** `POST /v1/agreements`. */
export const startBody = z
  .strictObject({
    no: z
      .string()
      .refine((no) => parseNo(no) !== undefined, '编号须为 年份-简称-序号, 如 2024-客户维护-017')
      .optional()
      .openapi({ description: '既有协议导入时的原编号; 缺省由系统连续编号', example: '2024-客户维护-017' }),
    terms,
    parties,
    standard: standard.optional(),
    ladders: ladders.optional(),
  })
  .superRefine((body, context) => {
    const issue = (message: string, ...path: (string | number)[]): void =>
      context.addIssue({ code: 'custom', message, path });
    const { terms: agreed, no } = body;
    if (agreed.providerKind !== body.parties.provider.kind) issue('与甲方的主体类型不一致', 'terms', 'providerKind');
    if (no && parseNo(no)?.shortName !== agreed.shortName) issue('与编号中的简称不一致', 'terms', 'shortName');
    if (!agreed.serviceHours) {
      for (const path of countedInHours(body.standard, body.ladders))
        issue('按服务时间计算的, 须先约定服务时间', ...path);
    }
    const { deemedAcceptance } = agreed;
    if (deemedAcceptance && deemedAcceptance.agreedOn > dateAt(Date.now()))
      issue('约定日期不能晚于今天', 'terms', 'deemedAcceptance', 'agreedOn');
    if (agreed.endsOn === undefined) return;
    if (agreed.startsOn === undefined) issue('有末日的须同时约定首日', 'terms', 'startsOn');
    else if (agreed.endsOn < agreed.startsOn) issue('末日早于首日', 'terms', 'endsOn');
    else if (agreed.endsOn !== termEnd(agreed.startsOn, agreed.termMonths)) {
      issue(`与首日和月数不一致, 应为 ${termEnd(agreed.startsOn, agreed.termMonths)}`, 'terms', 'endsOn');
    }
  });

export type StartBody = z.output<typeof startBody>;
