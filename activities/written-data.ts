import type { WrittenChannel } from '../domain/agreement/delivery';
import type { AmendmentChanges } from '../domain/agreement/amendment-types';
import type { Party } from '../domain/agreement/types';
import type { factsOf } from '../domain/agreement/written-notices';
import { groundZh, type Ground, type WrittenKind } from '../domain/agreement/written-types';
import type { Rung, Target } from '../domain/deadline/types';
import { targetZh } from '../domain/deadline/words';
import { agreedTarget } from '../domain/document/standard';
import { clauseTitle } from '../domain/document/template';
import type { AmendmentDocument, BreachFacts } from '../domain/document/written';
import { otherwiseBy, type LadderOverrides, type StandardOverrides } from '../domain/record/standard';
import { rowOf, titleOf } from '../domain/standard';
import { dateAt, type Instant, type PlainDate } from '../domain/time';
import { dateZh } from '../documents/format';
import { as, named, type Builders } from './document-source';

type Recorded = ReturnType<typeof factsOf>;

/** Data of written notices and of the record of a breach. */
export const WRITTEN_BUILDERS: Builders<'termination-notice' | 'written-notice' | 'breach-record' | 'amendment'> = {
  'termination-notice'(source) {
    const { party, channel, reason, asks, notice, deliveredAt, endsAt } = as<{
      party: Party;
      channel: WrittenChannel;
      reason: string;
      asks?: string;
      notice?: number;
      /** Both are known where notice and delivery were recorded in one. */
      deliveredAt?: Instant;
      endsAt?: Instant;
    }>(source);
    return {
      ...named(source),
      ...(notice !== undefined && { notice }),
      from: party,
      grounds: party === 'client' ? '乙方依协议约定书面通知终止' : '甲方依协议约定书面通知终止',
      facts: reason,
      noticeDays: 30,
      ...(deliveredAt !== undefined && { deliveredOn: dateAt(deliveredAt) }),
      ...(endsAt !== undefined && { endsOn: dateAt(endsAt - 1) }),
      channel,
      requests: [
        '办理交接并核对交接清单',
        '交付或接收客户数据备份',
        '核对并结清费用',
        '签署履行完毕确认书',
        ...(asks ? [asks] : []),
      ],
    };
  },

  'written-notice'(source) {
    const { party, channel, breach, ground, ...rest } = as<{
      notice: number;
      kind: WrittenKind;
      party: Party;
      channel: WrittenChannel;
      issuedOn: PlainDate;
      text: string;
      asks?: string;
      breach?: Recorded;
      curePeriod?: Target;
      ground?: Ground;
    }>(source);
    return {
      ...named(source),
      ...rest,
      from: party,
      channel,
      ...(breach && { breach: factsAs(breach) }),
      ...(ground && { ground: groundZh(ground, party) }),
    };
  },

  'breach-record'(source) {
    const recorded = as<Recorded>(source);
    const recorder = recorded.recordedBy === 'client' ? '乙方' : '甲方';
    return { ...named(source), ...factsAs(recorded), recorder };
  },

  amendment(source) {
    const { amendment, effectiveOn, text, changes, before } = as<{
      amendment: number;
      effectiveOn: PlainDate;
      text: string;
      changes: AmendmentChanges;
      before: { standard: StandardOverrides; ladders: LadderOverrides; termEnd: PlainDate };
    }>(source);
    return { ...named(source), amendment, effectiveOn, text, changes: changed(changes, before) };
  },
};

/** What was agreed before it, and what it puts in its place. */
function changed(
  { standard = {}, ladders = {}, until }: AmendmentChanges,
  before: { standard: StandardOverrides; ladders: LadderOverrides; termEnd: PlainDate },
): AmendmentDocument['changes'] {
  const item = (place: string): string => {
    const [id, level] = place.split('@') as [string, string?];
    return level ? `${titleOf(id)}（${level}）` : titleOf(id);
  };
  const climbs = (place: string, ladder: Rung[]): string =>
    otherwiseBy({ ...rowOf(place.split('@')[0]!)!, otherwise: undefined }, ladder);
  return [
    ...Object.entries(standard).map(([place, target]) => ({
      item: item(place),
      before: targetZh(agreedTarget(place, before.standard)),
      after: targetZh(target),
    })),
    ...Object.entries(ladders).map(([place, ladder]) => ({
      item: `${item(place)}：逾期的上报`,
      before: climbs(place, before.ladders[place] ?? rowOf(place.split('@')[0]!)!.ladder),
      after: climbs(place, ladder),
    })),
    ...(until ? [{ item: '协议期满日', before: dateZh(before.termEnd), after: dateZh(until) }] : []),
  ];
}

const factsAs = ({ breach, party, clause, facts, amountFen, at }: Recorded): BreachFacts => ({
  breach,
  side: party,
  clause: clauseTitle(clause) ?? `附件个性化条款 ${clause}`,
  facts,
  ...(amountFen !== undefined && { amountFen }),
  at,
});
