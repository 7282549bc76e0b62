import type {
  LedgerDocument,
  MinutesDocument,
  PerformanceReportDocument,
  ServicePlanDocument,
} from '../../domain/document/records';
import { formatYuan } from '../../domain/money/amount';
import { dateZh, dueZh, instantShort, instantZh, monthZh, periodZh, targetZh } from '../format';
import { namedHead, namedSignatures } from './head';

const SIDE_ZH = { provider: '甲方', client: '乙方' } as const;

export const planView = (data: ServicePlanDocument) => ({
  ...namedHead('service-plan', data),
  period: periodZh(data.period),
  team: data.team.map(({ name, duty, phone }) => [name, duty, phone ?? '—']),
  tasks: data.tasks.map((t, i) => [`${i + 1}`, t.item, t.schedule, t.owner, t.deliverable]),
  remarks: data.remarks ?? '',
});

export const ledgerView = (data: LedgerDocument) => ({
  ...namedHead('ledger', data),
  month: monthZh(data.month),
  tier: data.tier,
  accountManager: data.accountManager,
  entries: data.entries.map((e, i) => [
    `${i + 1}`,
    `${e.seq}`,
    instantShort(e.at),
    e.way,
    `${e.late ? '（补记）' : ''}${e.corrects === undefined ? '' : `（更正登记号 ${e.corrects}）`}${e.content}`,
    e.need ?? '',
    e.problem ?? '',
    e.progress ?? '',
    e.opinion ?? '',
  ]),
});

export const minutesView = (data: MinutesDocument) => ({
  ...namedHead('minutes', data),
  meeting: `第 ${data.meeting} 次`,
  heldAt: instantZh(data.heldAt),
  place: data.place,
  host: data.host,
  attendees: (['provider', 'client'] as const).map((side) => [
    SIDE_ZH[side],
    data.attendees
      .filter((one) => one.side === side)
      .map(({ name, title }) => `${name}（${title}）`)
      .join('、') || '—',
  ]),
  progress: data.progress,
  satisfaction: data.satisfaction,
  improvements: data.improvements.map((m, i) => [`${i + 1}`, m.measure, m.owner, dateZh(m.due)]),
  remarks: `乙方可自本纪要送达之日起 ${targetZh(data.remarksWindow)}内提出书面意见${data.remarksDue === undefined ? '' : `，截止 ${dueZh(data.remarksDue)}`}。`,
});

export const performanceView = (data: PerformanceReportDocument) => ({
  ...namedHead('performance-report', data),
  report: `第 ${data.report} 期`,
  period: periodZh(data.period),
  summary: data.summary,
  items: data.items.map((i) => [i.item, i.planned, i.done, i.note ?? '']),
  figures: data.figures.map((f) => [f.name, f.value, f.target ?? '—']),
  payments: data.payments.map((p) => [
    `第 ${p.seq} 期`,
    formatYuan(p.dueFen),
    formatYuan(p.paidFen),
    formatYuan(BigInt(p.dueFen) - BigInt(p.paidFen)),
    p.note ?? '',
  ]),
  rectifications: data.rectifications.map((r) => ({
    cells: [r.finding, r.measure, r.owner, dateZh(r.due)],
    done: r.done,
  })),
  next: data.next,
  signatures: namedSignatures(data),
});
