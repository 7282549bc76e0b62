import { references, resolveReferences } from '../../domain/document/references';
import {
  OUTCOME_ZH,
  PHASE_ZH,
  type Agreement,
  type Attention,
  type Phase,
  type WaitingFor,
} from '../../domain/agreement/types';
import { scoreOf } from '../../domain/agreement/survey-score';
import type { Survey } from '../../domain/agreement/survey-types';
import { uploadIdOf } from '../store-upload';
import { maskNumber, type Parties } from '../../domain/parties';
import { ROLE_ZH, type Actor } from '../../domain/roles';
import { iso, type Instant } from '../../domain/time';

/** The projection as the worker records it: the state without the calendar and without command ids. */
export type Projection = Omit<Agreement, 'calendar' | 'done'>;

export interface AgreementRow {
  no: string;
  phase: Phase;
  outcome: keyof typeof OUTCOME_ZH | null;
  waiting_for: WaitingFor;
  attention: Attention;
  tier: string;
  client_type: string;
  term_start: string | null;
  term_end: string | null;
  predecessor: string | null;
  successor: string | null;
  version: number;
  next_due_at: Date | null;
  recorded_at: Date;
}

export const SUMMARY_COLUMNS = [
  ...['no', 'phase', 'outcome', 'waiting_for', 'attention', 'tier', 'client_type', 'term_start', 'term_end'],
  ...['predecessor', 'successor', 'version', 'next_due_at', 'recorded_at'],
] as const;

export const at = (date: Date | null | undefined): string | undefined => (date ? iso(date.getTime()) : undefined);
const instant = (ms: Instant | undefined): string | undefined => (ms === undefined ? undefined : iso(ms));
export const roleName = (role: WaitingFor): string => (role === 'nobody' ? '无' : ROLE_ZH[role]);

/** One line of a list: no personal data. */
export const summaryOf = (row: AgreementRow) => ({
  no: row.no,
  phase: row.phase,
  phaseTitle: PHASE_ZH[row.phase],
  ...(row.outcome && { outcome: row.outcome, outcomeTitle: OUTCOME_ZH[row.outcome] }),
  waitingFor: row.waiting_for,
  waitingForTitle: roleName(row.waiting_for),
  attention: row.attention,
  tier: row.tier,
  clientType: row.client_type,
  ...(row.term_start && { effectiveOn: row.term_start }),
  ...(row.term_end && { termEnd: row.term_end }),
  ...(row.predecessor && { predecessor: row.predecessor }),
  ...(row.successor && { successor: row.successor }),
  version: row.version,
  ...(row.next_due_at && { nextDueAt: at(row.next_due_at) }),
  recordedAt: at(row.recorded_at),
});

/** Every vault reference that the detailed view shows. */
export const refsOf = (state: Projection): string[] =>
  references([state.terms, state.intake, state.content, state.surveys]);

/** Everybody who appears in the record by id. */
export function actorsOf({ review, draft, signatures }: Projection): string[] {
  const signed = Object.values(signatures).flatMap((s) => [s.recordedBy, s.attestedBy]);
  return [review?.legal?.id, review?.service?.id, draft?.drafter, ...signed].filter((id) => id !== undefined);
}

export interface Opened {
  text: (ref: string) => string;
  name: (id: string) => string | undefined;
  parties: Parties | undefined;
}

/** All that is recorded of an agreement, as people read it: words for references, names for ids, dates for numbers. */
export function detailOf(row: AgreementRow, state: Projection, { text, name, parties }: Opened) {
  const person = (actor: Actor | undefined) => actor && { role: actor.role, id: actor.id, name: name(actor.id) };
  const { review, draft, ending, signatures } = state;
  return {
    ...summaryOf(row),
    startedAt: iso(state.startedAt),
    terms: { ...resolveReferences(state.terms, text), ...withDocument(row.no, state.terms) },
    standard: state.standard,
    parties: parties && masked(parties),
    intake: resolveReferences(state.intake, text),
    ...(draft && { draft: { ...draft, drafter: { id: draft.drafter, name: name(draft.drafter) } } }),
    ...(state.content && { content: resolveReferences(state.content, text) }),
    ...(review && {
      review: {
        ...review,
        legal: person(review.legal),
        service: person(review.service),
        deliveredAt: instant(review.deliveredAt),
      },
    }),
    signatures: Object.fromEntries(
      Object.entries(signatures).map(([party, { recordedBy, attestedBy, ...signature }]) => [
        party,
        {
          ...signature,
          recordedBy: { id: recordedBy, name: name(recordedBy) },
          ...(attestedBy && { attestedBy: { id: attestedBy, name: name(attestedBy) } }),
        },
      ]),
    ),
    figures: state.figures,
    ...(state.surveys && { surveys: state.surveys.map((survey) => surveyOf(survey, text)) }),
    ...(state.evaluation && { evaluation: state.evaluation }),
    ...(ending && { ending: { ...ending, noticeAt: instant(ending.noticeAt), endsAt: instant(ending.endsAt) } }),
    ...(state.ledgerFiled && { ledgerFiled: state.ledgerFiled }),
    ...(state.successorSigned && { successorSigned: true }),
  };
}

function surveyOf(survey: Survey, text: Opened['text']) {
  const { n, sentAt, until, answer, analysis, plan, ...rest } = resolveReferences(survey, text);
  return {
    survey: n,
    ...rest,
    sentAt: iso(sentAt),
    ...(until !== undefined && { until: iso(until) }),
    ...(answer && { answer: { ...answer, at: iso(answer.at) }, score: scoreOf(survey) }),
    ...(analysis && { analysis: { ...analysis, at: iso(analysis.at) } }),
    ...(plan && { plan: { ...plan, at: iso(plan.at) } }),
  };
}

/** 逾期视为接受: with the address of the document that it rests on. */
function withDocument(no: string, { deemedAcceptance }: Projection['terms']) {
  if (!deemedAcceptance?.document) return {};
  const href = `/v1/agreements/${encodeURIComponent(no)}/uploads/${uploadIdOf(no, deemedAcceptance.sha256)}`;
  return { deemedAcceptance: { ...deemedAcceptance, href } };
}

/** The identity document is shown masked, whoever looks (domain.md §2). */
function masked(parties: Parties): Parties {
  const { provider } = parties;
  if (provider.kind !== 'natural-person') return parties;
  const { type, number } = provider.identityDocument;
  return { ...parties, provider: { ...provider, identityDocument: { type, number: maskNumber(number) } } };
}
