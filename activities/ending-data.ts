import { judged, verdict } from '../domain/agreement/evaluation';
import { THRESHOLDS } from '../domain/agreement/standard';
import type { Surveyed } from '../domain/agreement/survey-types';
import type { Counted, Ending, Figures, Target } from '../domain/agreement/types';
import { groundZh } from '../domain/agreement/written-types';
import { CASE_KIND_ZH, DEPARTMENT_ZH, URGENCIES } from '../domain/case/types';
import type { DocumentData } from '../domain/document/types';
import { dateAt, type Instant, type PlainDate } from '../domain/time';
import { account, as, named, type Builders, type DocumentSource } from './document-source';

type Certificate = DocumentData['completion-certificate'];
type EndingKind = 'evaluation-report' | 'handover-list' | 'settlement' | 'completion-certificate';

/** Data of the papers of an evaluation and of the end. */
export const ENDING_BUILDERS: Builders<EndingKind> = {
  'evaluation-report'(source) {
    const { figures, counted, surveyed, agreed, term, confirmBy, corrects } = as<{
      corrects?: true;
      figures: Figures;
      counted?: Counted;
      surveyed?: Surveyed;
      agreed: Target[];
      term: { from: PlainDate; to: PlainDate };
      confirmBy: Instant;
    }>(source);
    const { onTime, responses, byUrgency } = counted ?? {};
    const indicator = (
      figure: keyof typeof THRESHOLDS,
      name: string,
      unit: '分' | '%' | '小时',
      bound: 'min' | 'max',
      rests: Basis | undefined,
    ) => {
      const value = figures[figure];
      return {
        name,
        ...(value !== undefined && { value }),
        unit,
        bound,
        threshold: THRESHOLDS[figure],
        verdict: judged(figure, value),
        ...(value !== undefined && (rests ?? BY_HAND)),
      };
    };
    return {
      ...named(source),
      term,
      frozenAt: source.at,
      dataHash: source.verification.dataHash,
      indicators: [
        indicator('satisfaction', '客户满意度', '分', 'min', surveyed && surveys(surveyed)),
        indicator('onTimePercent', '按时率', '%', 'min', onTime && cases(onTime.inTime + onTime.late, onTime.excluded)),
        indicator(
          'responseHours',
          '平均首次响应时间',
          '小时',
          'max',
          responses && cases(responses.counted, responses.excluded),
        ),
      ],
      ...(byUrgency && {
        classes: URGENCIES.map((urgency) => ({ name: `${urgency}需求`, ...byUrgency[urgency] })),
      }),
      targets: agreed.map((target) => {
        const reached = figures.targets?.[target.key];
        return {
          indicator: target.title ?? target.key,
          target: target.text,
          result: reached === undefined ? '无数据' : reached ? '达成' : '未达成',
          verdict: reached === undefined ? 'not-assessable' : reached ? 'passed' : 'failed',
        };
      }),
      verdict: verdict(
        figures,
        agreed.map(({ key }) => key),
      ),
      ...(corrects && { corrections: `第 ${source.version} 版更正前一版有异议的数据` }),
      confirmBy,
    };
  },

  'handover-list'(source) {
    const { items, endsAt, backup } = as<{
      items: DocumentData['handover-list']['items'];
      endsAt: Instant;
      backup?: boolean;
    }>(source);
    return {
      ...named(source),
      endsOn: dateAt(endsAt - 1),
      items,
      backup: { content: '客户数据备份', done: backup === true },
      openCases: openCases(source),
    };
  },

  settlement(source) {
    const { lines, period, payBy } = as<Pick<DocumentData['settlement'], 'lines' | 'period' | 'payBy'>>(source);
    return { ...named(source), lines, period, account: account(source.parties), ...(payBy && { payBy }) };
  },

  'completion-certificate'(source) {
    const ending = as<Ending & Pick<Certificate, 'term' | 'backupDueOn'> & { confidentialityYears: number }>(source);
    const endedOn = dateAt(ending.endsAt - 1);
    return {
      ...named(source),
      term: ending.term,
      endedOn,
      reason: reasonOf(ending),
      handoverAcceptedOn: ending.handoverAcceptedOn!,
      settledFen: ending.settledFen ?? 0,
      ...(ending.payBy && { payBy: ending.payBy }),
      ...(ending.backupDeliveredOn && { backupDeliveredOn: ending.backupDeliveredOn }),
      ...(ending.backupDueOn && { backupDueOn: ending.backupDueOn }),
      confidentialUntil: yearsLater(endedOn, ending.confidentialityYears),
      openCases: openCases(source).map(({ id }) => id),
    };
  },
};

function reasonOf({ rescission, noticeAt }: Ending): string {
  if (rescission)
    return rescission.party ? `解除（${groundZh(rescission.ground, rescission.party)}）` : '双方协商一致提前终止';
  return noticeAt === undefined ? '协议期满' : '书面通知终止';
}

/** What a figure rests on: what was counted, or what somebody recorded. */
interface Basis {
  sample?: number;
  note?: string;
}
const BY_HAND: Basis = { note: '人工登记' };

const cases = (sample: number, excluded: number): Basis => ({
  sample,
  ...(excluded > 0 && { note: `另有 ${excluded} 件经负责人决定不计入` }),
});

/** Surveys that nobody answered are counted as such (domain.md §7). */
function surveys({ answered, unanswered }: Surveyed): Basis {
  const silent = unanswered.length > 0 ? `另有 ${unanswered.length} 次调研未答复` : undefined;
  if (answered.length === 0) return { note: [BY_HAND.note, silent].filter(Boolean).join('；') };
  return { sample: answered.length, ...(silent && { note: silent }) };
}

/** Complaints and requests that go on, each with whoever has it in hand. */
function openCases({ openCases: cases = [], parties }: DocumentSource): DocumentData['handover-list']['openCases'] {
  const { accountManager, manager } = parties;
  return cases.map(({ id, kind, description, owner, due }) => ({
    id,
    kind: CASE_KIND_ZH[kind] as '投诉' | '需求',
    summary: description,
    owner:
      owner === 'account-manager' ? accountManager.name : owner === 'manager' ? manager.name : DEPARTMENT_ZH[owner],
    ...(due !== undefined && { due }),
  }));
}

/** The corresponding day so many years later; the 28th where it does not exist. */
function yearsLater(date: PlainDate, years: number): PlainDate {
  const later = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  return later.endsWith('-02-29') && Number(later.slice(0, 4)) % 4 !== 0 ? later.replace('-29', '-28') : later;
}
