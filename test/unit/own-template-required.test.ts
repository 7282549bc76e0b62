import fc from 'fast-check';
import type { AgreementDocument } from '../../domain/document/agreement-document';
import { readOwnTemplate } from '../../domain/document/own-template-check';
import {
  marksIn,
  requiredIn,
  TABLE_FIELDS,
  TEXT_FIELDS,
  written,
  type Mark,
} from '../../domain/document/template-fields';
import { LISTS, TABLES, TEXTS } from '../../documents/own/fields';
import { ownWording } from '../../documents/own/wording';
import type { Paragraph } from '../../documents/templates/agreement/v1/clause';
import { sampleAgreement, sampleDraft } from '../support/documents';
import { OWN_TEMPLATE } from '../support/own-template';

/** The fit template with the text of one clause replaced. */
function withClause(id: string, text: readonly string[]): ReturnType<typeof readOwnTemplate> {
  const from = OWN_TEMPLATE.findIndex((line) => line.startsWith(`【${id}】`));
  const next = OWN_TEMPLATE.findIndex((line, i) => i > from && line.startsWith('【'));
  const lines = [...OWN_TEMPLATE.slice(0, from + 1), ...text, ...(next < 0 ? [] : OWN_TEMPLATE.slice(next))];
  return readOwnTemplate(
    lines.map((line, i) => ({
      n: i + 1,
      text: line.replaceAll('｛', '{').replaceAll('｝', '}'),
      item: false,
    })),
  );
}
const missesOf = (id: string, text: readonly string[]): string[] =>
  withClause(id, text).misses.map(({ where, rule, message }) => `${where} ${rule}: ${message}`);

const EVALUATED = '{{评估提前日数}}，{{评估确认期限}}，{{终止通知期限}}：';

describe('what a clause must hold is printed in every agreement', () => {
  test('required fields beside one that is missing at times are refused, each of them by name', () => {
    const rule = '不能与有时没有的 {{前一协议}} 同在一款（项），须另写一款';
    expect(
      missesOf('term', ['期限 {{服务期限}}，{{起止日期}}，续签{{前一协议}}。{{生效规则}}', '另见基本信息表。']),
    ).toEqual(
      ['服务期限', '起止日期', '生效规则'].map((name) => `term field: 条款【term】必须有的 {{${name}}} ${rule}`),
    );
  });

  test('a table that is missing at times takes the sentence above it along', () => {
    expect(missesOf('evaluation', ['指标：', '{{表:评估指标}}', EVALUATED, '{{表:另定目标}}'])).toEqual(
      ['评估提前日数', '评估确认期限', '终止通知期限'].map((name) =>
        expect.stringContaining(`必须有的 {{${name}}} 不能与`),
      ),
    );
    expect(
      missesOf('evaluation', ['首付款 {{首付款比例}}：', '{{表:评估指标}}', EVALUATED, '目标：', '{{表:另定目标}}']),
    ).toEqual([expect.stringContaining('必须有的 {{表:评估指标}} 不能与有时没有的 {{首付款比例}}')]);
  });

  test('an item goes with its paragraph; a paragraph does not go with its item', () => {
    expect(missesOf('law', ['依法：', '（1）续签 {{前一协议}}。'])).toEqual([]);
    expect(missesOf('disputes', ['续签 {{前一协议}}：', '（1）{{争议解决}}', '其他。'])).toEqual([
      expect.stringContaining('必须有的 {{争议解决}} 不能与有时没有的 {{前一协议}}'),
    ]);
  });

  test('what is missing at times itself may not hang on something else that is', () => {
    expect(
      missesOf('evaluation', ['指标：', '{{表:评估指标}}', EVALUATED, '续签 {{前一协议}}：', '{{表:另定目标}}']),
    ).toEqual([expect.stringContaining('必须有的 {{表:另定目标}} 不能与有时没有的 {{前一协议}}')]);
  });

  test('a field that also stands by itself may be repeated anywhere', () => {
    expect(missesOf('disputes', ['{{争议解决}}', '续签 {{前一协议}}：{{争议解决}}'])).toEqual([]);
  });

  test('a clause of nothing but what is missing at times is refused', () => {
    expect(missesOf('law', ['续签 {{前一协议}}。', '目标：', '{{表:另定目标}}'])).toEqual([
      'law clause: 条款【law】的每一款都含有时没有的字段，须至少有一款总是印出',
    ]);
  });
});

/** Every choice of what an agreement may do without. */
const AGREEMENTS: AgreementDocument[] = Array.from({ length: 32 }, (_, bits) => {
  const has = (bit: number): boolean => (bits & (1 << bit)) !== 0;
  const { downPaymentPercent: _none, ...paymentPlan } = sampleDraft.paymentPlan;
  const target = { value: 3, unit: 'workday' } as const;
  return {
    ...sampleAgreement,
    ...(has(0) && { predecessor: '2025-客户维护-007' }),
    targets: has(1) ? sampleAgreement.targets : [],
    draft: { ...sampleDraft, paymentPlan: has(2) ? sampleDraft.paymentPlan : paymentPlan },
    standard: {
      ...sampleAgreement.standard,
      agreedForSteps: has(3) ? [{ title: '回函', owner: 'manager', target }] : [],
      agreedLadders: has(4) ? [{ title: '回函', rungs: [{ role: 'manager', after: target }] }] : [],
    },
  };
});

const label = (mark: Mark): string => `〔${mark.name}〕`;
const labelled = (mark: Mark): string => `${label(mark)}${written(mark)}。`;

/** Whether the clause prints the mark with its value; true where the agreement does not have it. */
function prints(paragraphs: readonly Paragraph[], mark: Mark, data: AgreementDocument): boolean {
  const article = (): string => '第一条';
  const text = JSON.stringify(paragraphs);
  if (mark.kind === 'field') {
    const value = TEXTS[mark.name](data, article);
    return value === undefined || text.includes(label(mark) + value);
  }
  if (mark.kind === 'list') return text.includes(JSON.stringify(LISTS[mark.name](data)));
  const table = mark.kind === 'table' ? TABLES[mark.name](data) : undefined;
  return table === undefined || text.includes(JSON.stringify(table));
}

const OPTIONAL = [
  ...Object.entries(TEXT_FIELDS).map(([name, spec]) => ({ name, spec })),
  ...Object.entries(TABLE_FIELDS).map(([name, spec]) => ({ name: `表:${name}`, spec })),
]
  .filter(({ spec }) => 'optional' in spec)
  .map(({ name }) => marksIn(`{{${name}}}`)[0]!);

/** The required marks of a clause and some optional ones, spread over paragraphs, items and what stands below them. */
const clauseText = (id: string): fc.Arbitrary<string[]> =>
  fc.tuple(fc.subarray(OPTIONAL, { maxLength: 3 }), fc.boolean()).chain(([extra, plain]) => {
    const marks = [...requiredIn(id), ...extra];
    const places = fc.array(fc.record({ slot: fc.nat(5), item: fc.boolean() }), {
      minLength: marks.length,
      maxLength: marks.length,
    });
    return places.map((chosen) => arranged(marks, chosen, plain));
  });

function arranged(
  marks: readonly Mark[],
  places: readonly { slot: number; item: boolean }[],
  plain: boolean,
): string[] {
  const slots = Array.from({ length: 6 }, () => ({ text: '', items: [] as string[], below: '' }));
  marks.forEach((mark, i) => {
    const { slot, item } = places[i]!;
    const into = slots[slot]!;
    if (mark.kind === 'field' && item) into.items.push(`（1）${labelled(mark)}`);
    else if (mark.kind === 'field') into.text += labelled(mark);
    else if (into.below === '') into.below = written(mark);
    else slots.push({ text: '如下：', items: [], below: written(mark) });
  });
  return [
    ...(plain ? ['另见基本信息表。'] : []),
    ...slots.flatMap(({ text, items, below }) => {
      // Below a table or list there are no items: they have a paragraph of their own.
      const own = text !== '' || items.length > 0 || below !== '' ? [text || '如下：'] : [];
      return below === '' ? [...own, ...items] : [...own, below, ...(items.length > 0 ? ['又：', ...items] : [])];
    }),
  ];
}

test.each(['term', 'standard', 'fees', 'evaluation', 'notices', 'disputes', 'law'])(
  'the text of %s is accepted just when every agreement prints all that the clause must hold',
  (id) => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(clauseText(id), (text) => {
        fc.pre(text.length > 0);
        const { template, misses } = withClause(id, text);
        const whole = AGREEMENTS.every((agreement) => {
          const draft = { ...agreement.draft, templateVersion: 'own/法务2026@1' };
          const data = { ...agreement, draft, template };
          const { paragraphs } = ownWording(template, data).clauses.find((clause) => clause.id === id)!;
          return paragraphs.length > 0 && requiredIn(id).every((mark) => prints(paragraphs, mark, data));
        });
        seen[misses.length === 0 ? 'accepted' : 'refused'] += 1;
        expect({ text, accepted: misses.length === 0 }).toEqual({ text, accepted: whole });
      }),
      { numRuns: 150 },
    );
    expect(seen.accepted).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  },
);
