/**
 * The typed fields that the text of an own template may hold, and the clauses that must hold them: what the product's
 * clocks and checks go by must stand on the paper, whoever words it. How each is worded: `documents/own/fields.ts`.
 */
export interface FieldSpec {
  /** What it stands for, for whoever writes a template. */
  means: string;
  /** Ids of the clauses that must hold it. */
  in?: readonly string[];
  /** Not every agreement has it; a paragraph that names it is left out where it is missing. */
  optional?: true;
}

const field = (means: string, ...clauses: string[]): FieldSpec => ({
  means,
  ...(clauses.length > 0 && { in: clauses }),
});
const optional = (means: string, ...clauses: string[]): FieldSpec => ({ ...field(means, ...clauses), optional: true });

/** `{{名称}}`, anywhere in a text. */
export const TEXT_FIELDS = {
  协议编号: field('协议编号'),
  甲方名称: field('服务提供方的名称或姓名'),
  乙方名称: field('客户名称'),
  客户经理: field('甲方客户经理的姓名'),
  负责人: field('甲方负责人的姓名'),
  乙方对接人: field('乙方对接人的姓名'),
  乙方签署人: field('乙方签署人的姓名'),
  签署人身份: field('“法定代表人”或者“授权代表”'),
  计时方法: field('以分钟、小时计算的期限如何计算（自然时间或者约定的服务时间）', 'definitions'),
  工作日届满时刻: field('以工作日计算的期限届满的时刻', 'definitions'),
  执行计划期限: field('提交《服务执行计划》的期限', 'service'),
  台账备案时间: field('台账月结备案的时间', 'service'),
  复盘会周期: field('“每月”或者“每季度”', 'service'),
  纪要意见期限: field('对复盘会纪要提出意见的期限', 'service'),
  履行报告周期: field('“每季度”或者“每半年”', 'service'),
  验收期限: field('交付成果的验收期限'),
  第三方决定期限: field('决定是否同意第三方参与的期限'),
  服务期限: field('协议期限的长度', 'term'),
  起止日期: field('首日至末日；首日未定的，为“自生效之日起算”', 'term'),
  生效规则: field('整句：协议何时生效，包括约定的生效条件', 'term'),
  前一协议: optional('所续签协议的编号；不是续签的没有', 'term'),
  服务费用: field('费用总额，数字与大写', 'fees'),
  首付款比例: optional('首付款占费用总额的比例；未约定的没有'),
  收款约定: field('整句：款项支付至哪一账户', 'fees'),
  保密期限: field('保密义务的期间', 'confidentiality'),
  数据交还期限: field('协议终止后交还客户数据的期限', 'data', 'change'),
  评估提前日数: field('评估在期满前多少日开始', 'evaluation'),
  评估确认期限: field('确认《服务评估报告》的期限', 'evaluation'),
  逾期付款违约金: field('计算公式与上限', 'breach'),
  逾期服务违约金: field('计算公式与上限', 'breach'),
  补正期限: field('违约后的补正期限', 'change'),
  变更答复期限: field('对变更文本作出答复的期限', 'change'),
  终止通知期限: field('书面终止通知的期限', 'evaluation', 'change'),
  通知方式: field('约定的通知方式', 'notices'),
  争议解决: field('整句：仲裁或者诉讼', 'disputes'),
  份数: field('正本总份数', 'copies'),
  各执份数: field('每一方所执份数', 'copies'),
} satisfies Record<string, FieldSpec>;

/** `{{表:名称}}`, alone in its paragraph, printed below the paragraph before it. */
export const TABLE_FIELDS = {
  服务明细: field('服务项目、标准与频次（附件一已有）'),
  费用明细: field('费用的构成', 'fees'),
  付款计划: field('各期付款', 'fees'),
  处理时限: field('投诉与需求的时限', 'standard'),
  另定时限: optional('另行约定的其他时限；未约定的没有', 'standard'),
  另定升级: optional('另行约定的逾期升级；未约定的没有', 'standard'),
  评估指标: field('评估指标与合格标准', 'evaluation'),
  另定目标: optional('另行约定的目标；未约定的没有', 'evaluation'),
} satisfies Record<string, FieldSpec>;

/** `{{项:名称}}`, alone in its paragraph: items below the paragraph before it. */
export const LIST_FIELDS = {
  送达规则: field('每种通知方式何时视为送达', 'notices'),
  附件清单: field('全部附件', 'annexes'),
} satisfies Record<string, FieldSpec>;

export type TextField = keyof typeof TEXT_FIELDS;
export type TableField = keyof typeof TABLE_FIELDS;
export type ListField = keyof typeof LIST_FIELDS;

/** What stands in braces: `服务费用`, `表:费用明细`, `项:附件清单`, `条:fees` (the number of a clause). */
export type Mark =
  | { kind: 'field'; name: TextField }
  | { kind: 'table'; name: TableField }
  | { kind: 'list'; name: ListField }
  | { kind: 'clause'; name: string }
  | { kind: 'unknown'; name: string };

const KINDS = { 表: 'table', 项: 'list', 条: 'clause' } as const;
const KNOWN = { field: TEXT_FIELDS, table: TABLE_FIELDS, list: LIST_FIELDS };

/** Blanks around it and a full-width colon are what people type. */
export function markOf(inBraces: string): Mark {
  const text = inBraces.trim();
  const [, prefix, rest] = /^(表|项|条)\s*[:：]\s*(.+)$/.exec(text) ?? [];
  const kind = prefix ? KINDS[prefix as keyof typeof KINDS] : 'field';
  const name = rest ?? text;
  if (kind === 'clause') return { kind, name };
  return Object.hasOwn(KNOWN[kind], name) ? ({ kind, name } as Mark) : { kind: 'unknown', name: text };
}

const PREFIX = { field: '', table: '表:', list: '项:', clause: '条:', unknown: '' };
/** As it is written: `{{表:费用明细}}`. */
export const written = ({ kind, name }: Mark): string => `{{${PREFIX[kind]}${name}}}`;

export const MARK = /\{\{([^{}]*)\}\}/g;

/** Every mark of a text, in order. */
export const marksIn = (text: string): Mark[] => [...text.matchAll(MARK)].map((match) => markOf(match[1]!));

/** Whether there are agreements without it. */
export function isOptional({ kind, name }: Mark): boolean {
  if (kind === 'clause' || kind === 'unknown') return false;
  const specs: Readonly<Record<string, FieldSpec>> = KNOWN[kind];
  return specs[name]?.optional ?? false;
}

/** Marks that a clause must hold, in the catalogue's order. */
export function requiredIn(clause: string): Mark[] {
  return (['field', 'table', 'list'] as const).flatMap((kind) =>
    Object.entries<FieldSpec>(KNOWN[kind])
      .filter(([, spec]) => spec.in?.includes(clause))
      .map(([name]) => ({ kind, name }) as Mark),
  );
}
