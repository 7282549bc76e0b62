import type { TrackedRequest } from '../../domain/case/tracking';
import { CASE_OUTCOME_ZH, DEPARTMENT_ZH, TOPIC_ZH } from '../../domain/case/types';
import type { LedgerEntry } from '../../domain/document/records';
import type {
  ClientClassificationDocument,
  ContactRecordDocument,
  RequestTrackingDocument,
} from '../../domain/document/tables';
import { dateZh, instantZh, periodZh } from '../format';
import { head, namedHead } from './head';

export const requestTrackingView = (data: RequestTrackingDocument) => ({
  ...namedHead('request-tracking', data),
  asOf: `截至 ${instantZh(data.asOf)}`,
  tier: data.tier,
  accountManager: data.accountManager,
  requests: data.requests.map((r) => [
    r.id.slice(r.id.lastIndexOf('-') + 1),
    instantZh(r.at),
    r.channels.join('、'),
    r.description,
    `${r.urgency}${r.topic ? `·${TOPIC_ZH[r.topic]}` : ''}`,
    r.department ? DEPARTMENT_ZH[r.department] : '—',
    progressOf(r),
    completionOf(r),
    confirmationOf(r),
  ]),
});

function progressOf({ progress, round }: TrackedRequest): string {
  if (!progress) return '—';
  const { at, text, dueOn, alternative } = progress;
  return [
    `${instantZh(at)}${round > 1 ? `（第 ${round} 轮）` : ''}`,
    text,
    dueOn && `计划完成：${dateZh(dueOn)}`,
    alternative && `替代方案：${alternative}`,
  ]
    .filter(Boolean)
    .join('\n');
}

const completionOf = ({ doneAt, closed }: TrackedRequest): string =>
  [
    doneAt === undefined ? closed === undefined && '办理中' : `办结：${instantZh(doneAt)}`,
    closed && `结案：${instantZh(closed.at)}，${CASE_OUTCOME_ZH[closed.outcome]}`,
  ]
    .filter(Boolean)
    .join('\n');

const confirmationOf = ({ confirmed }: TrackedRequest): string =>
  confirmed ? `${confirmed.by === 'client' ? '客户确认' : '回访时客户满意'}\n${instantZh(confirmed.at)}` : '—';

export const contactRecordView = (data: ContactRecordDocument) => ({
  ...namedHead('contact-record', data),
  period: periodZh(data.period),
  accountManager: data.accountManager,
  contacts: data.contacts.map((c, i) => [
    `${i + 1}`,
    `${c.seq}`,
    instantZh(c.at),
    c.way,
    `${c.corrects === undefined ? '' : `（更正登记号 ${c.corrects}）`}${c.content}`,
    c.opinion ?? '',
    followUpOf(c),
  ]),
});

const followUpOf = ({ need, problem, progress }: LedgerEntry): string =>
  [need && `需求：${need}`, problem && `问题：${problem}`, progress && `进展：${progress}`].filter(Boolean).join('\n');

export const classificationView = (data: ClientClassificationDocument) => ({
  ...head('client-classification', data, '履约'),
  asOf: `截至 ${instantZh(data.asOf)}`,
  clients: data.clients.map((c, i) => [
    `${i + 1}`,
    c.name,
    c.agreementNo,
    c.tier,
    c.clientType,
    c.accountManager,
    dateZh(c.updatedOn),
  ]),
});
