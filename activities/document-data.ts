import { THRESHOLDS } from '../domain/agreement/standard';
import { verdict } from '../domain/agreement/evaluation';
import type { Figures, Ending, Party, Requirement, Target, Terms } from '../domain/agreement/types';
import type { DocumentKind } from '../domain/record/types';
import type { StandardOverrides } from '../domain/agreement/standard';
import type { AgreementDraft } from '../domain/document/agreement-draft';
import type { DocumentData } from '../domain/document/types';
import { standardFigures } from '../domain/document/standard';
import type { Enterprise, Parties, Person } from '../domain/parties';
import { dateAt, type Instant, type PlainDate } from '../domain/time';
import { termEnd } from '../domain/calendar/term';

export interface LedgerRow {
  seq: number;
  at: Instant;
  [field: string]: unknown;
}

export interface DocumentSource {
  no: string;
  kind: DocumentKind;
  version: number;
  date: PlainDate;
  at: Instant;
  parties: Parties;
  /** The order's data with all references opened. */
  data: Record<string, unknown>;
  ledger: LedgerRow[];
  dataHash: string;
}

type Builders = { [K in DocumentKind]: (source: DocumentSource) => DocumentData[K] };

/** From an order and the parties to what a renderer takes: one small function per kind, all pure. */
export const documentData = (source: DocumentSource): DocumentData[DocumentKind] => BUILDERS[source.kind](source);

const base = ({ no, version, date }: DocumentSource) => ({ number: no, version, date });

const named = (source: DocumentSource) => ({
  ...base(source),
  providerName: source.parties.provider.name,
  providerKind: source.parties.provider.kind,
  clientName: source.parties.client.name,
});

/** The order's data as the command that placed it wrote it (domain/agreement/*.ts). */
const as = <T>(source: DocumentSource): T => source.data as T;

const BUILDERS: Builders = {
  agreement(source) {
    const { draft, terms, standard, requirements, targets, predecessor } = as<{
      draft: AgreementDraft;
      terms: Terms;
      standard: StandardOverrides;
      requirements: Requirement[];
      targets: Target[];
      predecessor?: string;
    }>(source);
    const { parties } = source;
    const words = new Map(requirements.map((r) => [r.key, r.text]));
    const condition = terms.condition;
    return {
      ...base(source),
      provider: { ...side(parties.provider), account: account(parties) },
      client: enterprise(parties.client),
      people: {
        accountManager: person(parties.accountManager),
        manager: person(parties.manager),
        clientContact: person(parties.contact),
        clientSignatory: {
          ...person(parties.signatory),
          authority:
            parties.signatory.name === parties.client.legalRepresentative ? 'legal-representative' : 'authorised',
        },
      },
      tier: terms.tier,
      clientType: terms.clientType,
      term: {
        months: terms.termMonths,
        ...(terms.startsOn && { from: terms.startsOn, to: termEnd(terms.startsOn, terms.termMonths) }),
        ...(condition && { condition }),
      },
      draft: {
        ...draft,
        personalised: draft.personalised.map((p) => ({ ...p, requirement: words.get(p.requirement) ?? p.requirement })),
      },
      standard: standardFigures(standard, {
        reviewMeeting: terms.reviewMeeting,
        performanceReport: terms.performanceReport,
      }),
      targets: targets.map((t) => ({
        indicator: t.key,
        target: t.text,
        weightPercent: t.weightPercent ?? 0,
        stage: t.stage ?? '协议期内',
      })),
      ...(predecessor && { predecessor }),
    };
  },

  'service-plan'(source) {
    const { period, team, tasks } = as<Pick<DocumentData['service-plan'], 'period' | 'team' | 'tasks'>>(source);
    return { ...named(source), period, team, tasks };
  },

  ledger(source) {
    return {
      ...named(source),
      month: String(source.data['month']),
      tier: String(source.data['tier']),
      accountManager: source.parties.accountManager.name,
      entries: source.ledger.map((row) => ({
        seq: row.seq,
        at: row.at,
        way: row['way'] === 'meeting-feedback' ? '复盘会意见' : String(row['way']),
        content: row['silent'] ? '客户未在意见期内提出意见' : text(row['content']),
        ...optional({ need: row['wanted'], problem: row['wrong'], progress: row['progress'], opinion: row['said'] }),
        ...(row['corrects'] !== undefined && { corrects: Number(row['corrects']) }),
      })),
    };
  },

  minutes(source) {
    const data =
      as<
        Pick<
          DocumentData['minutes'],
          'meeting' | 'heldAt' | 'place' | 'attendees' | 'progress' | 'satisfaction' | 'improvements'
        >
      >(source);
    return { ...named(source), ...data, host: source.parties.accountManager.name, remarksWindow: '3 个工作日' };
  },

  'performance-report'(source) {
    const data = as<{
      report: number;
      period?: { from: PlainDate; to: PlainDate };
      summary: string;
      items: never[];
      next: string[];
    }>(source);
    const { report, summary, items, next } = data;
    const period = data.period ?? { from: source.date, to: source.date };
    return { ...named(source), report, summary, items, next, period, figures: [], payments: [], rectifications: [] };
  },

  'evaluation-report'(source) {
    const { figures, agreed, term, confirmBy, corrects } = as<{
      corrects?: true;
      figures: Figures;
      agreed: Target[];
      term: { from: PlainDate; to: PlainDate };
      confirmBy: Instant;
    }>(source);
    const indicator = (
      name: string,
      value: number | undefined,
      unit: '分' | '%' | '小时',
      bound: 'min' | 'max',
      threshold: number,
    ) => ({
      name,
      ...(value !== undefined && { value }),
      unit,
      bound,
      threshold,
      verdict: judge(value, bound, threshold),
    });
    return {
      ...named(source),
      term,
      frozenAt: source.at,
      dataHash: source.dataHash,
      indicators: [
        indicator('客户满意度', figures.satisfaction, '分', 'min', THRESHOLDS.satisfaction),
        indicator('按时率', figures.onTimePercent, '%', 'min', THRESHOLDS.onTimePercent),
        indicator('平均首次响应时间', figures.responseHours, '小时', 'max', THRESHOLDS.responseHours),
      ],
      targets: agreed.map((target) => {
        const reached = figures.targets?.[target.key];
        return {
          indicator: target.key,
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

  'termination-notice'(source) {
    const { party, channel, reason, deliveredAt, endsAt } = as<{
      party: Party;
      channel: string;
      reason: string;
      deliveredAt: Instant;
      endsAt: Instant;
    }>(source);
    return {
      ...named(source),
      from: party,
      grounds: party === 'client' ? '乙方依协议约定书面通知终止' : '甲方依协议约定书面通知终止',
      facts: reason,
      noticeDays: 30,
      deliveredOn: dateAt(deliveredAt),
      endsOn: dateAt(endsAt - 1),
      channel: CHANNEL_ZH[channel] ?? channel,
      requests: ['办理交接并核对交接清单', '交付或接收客户数据备份', '核对并结清费用', '签署履行完毕确认书'],
    };
  },

  'handover-list'(source) {
    const { items, endsAt } = as<{ items: { item: string; detail: string; done: boolean }[]; endsAt: Instant }>(source);
    return {
      ...named(source),
      endsOn: dateAt(endsAt - 1),
      items,
      backup: { content: '客户数据备份', done: Boolean(source.data['backup']) },
      openCases: [],
    };
  },

  settlement(source) {
    const { lines, period, payBy } = as<Pick<DocumentData['settlement'], 'lines' | 'period' | 'payBy'>>(source);
    return { ...named(source), lines, period, account: account(source.parties), ...(payBy && { payBy }) };
  },

  'completion-certificate'(source) {
    const ending = as<Ending & { term: { from: PlainDate; to: PlainDate }; confidentialityYears: number }>(source);
    const endedOn = dateAt(ending.endsAt - 1);
    return {
      ...named(source),
      term: ending.term,
      endedOn,
      reason: ending.noticeAt === undefined ? '协议期满' : '书面通知终止',
      handoverAcceptedOn: ending.handoverAcceptedOn!,
      settledFen: ending.settledFen ?? 0,
      ...(ending.backupDeliveredOn && { backupDeliveredOn: ending.backupDeliveredOn }),
      confidentialUntil: yearsLater(endedOn, ending.confidentialityYears),
      openCases: [],
    };
  },
};

const CHANNEL_ZH: Record<string, string> = { post: '邮寄', fax: '传真', email: '电子邮件', platform: '平台' };

function judge(value: number | undefined, bound: 'min' | 'max', threshold: number) {
  if (value === undefined) return 'not-assessable' as const;
  return (bound === 'min' ? value >= threshold : value <= threshold) ? ('passed' as const) : ('failed' as const);
}

const person = ({ name, title = '', telephone = '', email }: Person) => ({ name, title, phone: telephone, email });

function enterprise({ kind, name, uscc, address, legalRepresentative, industry, size }: Enterprise) {
  return { kind, name, uscc, address, legalRepresentative, ...optional({ industry, size }) };
}

/** The identity document is shown masked (domain.md §2). */
function side(provider: Parties['provider']) {
  if (provider.kind === 'enterprise') return enterprise(provider);
  const { number, type } = provider.identityDocument;
  return {
    kind: provider.kind,
    name: provider.name,
    identityDocument: `${type} ${number.slice(0, 4)}${'*'.repeat(Math.max(number.length - 8, 0))}${number.slice(-4)}`,
    address: provider.address,
  };
}

const account = ({ provider }: Parties) => ({ name: provider.name, bank: '', number: provider.payeeAccount ?? '' });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const optional = (fields: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => [k, String(v)]),
  );

/** The corresponding day so many years later; the 28th where it does not exist. */
function yearsLater(date: PlainDate, years: number): PlainDate {
  const later = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  return later.endsWith('-02-29') && Number(later.slice(0, 4)) % 4 !== 0 ? later.replace('-29', '-28') : later;
}
