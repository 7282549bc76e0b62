import type { CaseKind } from './case/types';

/** Workflow ids are made and parsed here only: readable, without personal data (architecture.md §2.11). */

export const agreementId = (no: string): string => `agreement/${no}`;

/** `agreement/2026-客户维护-001` → `2026-客户维护-001`; undefined for any other id. */
export function agreementNo(workflowId: string): string | undefined {
  return workflowId.startsWith('agreement/') ? workflowId.slice('agreement/'.length) : undefined;
}

/** What the notices of a delegation hang on: no execution, but named like one. */
export const delegationKey = (id: string): string => `delegation/${id}`;

/** What the notice of a mail that could not be filed hangs on. */
export const inboundKey = (id: string): string => `inbound/${id}`;

/** 客户分类清单: what belongs to the whole house and to no agreement; how its papers are numbered, and what they hang on. */
export const PORTFOLIO_NO = '客户分类';
export const PORTFOLIO_ID = `portfolio/${PORTFOLIO_NO}`;

/** The number that a document of this id prints: of the agreement, the case, or the house's list. */
export const documentNumber = (workflowId: string): string => workflowId.slice(workflowId.indexOf('/') + 1);

/** 年份-简称-序号 (domain.md §2): three digits at least. */
export const formatNo = (year: number, shortName: string, sequence: number): string =>
  `${year}-${shortName}-${String(sequence).padStart(3, '0')}`;

const NUMBER = /^(\d{4})-([\p{Script=Han}A-Za-z0-9]{1,20})-(\d{3,})$/u;

export function parseNo(no: string): { year: number; shortName: string; sequence: number } | undefined {
  const match = NUMBER.exec(no);
  return match ? { year: Number(match[1]), shortName: match[2]!, sequence: Number(match[3]) } : undefined;
}

export const complaintId = (id: string): string => `complaint/${id}`;
export const requestId = (id: string): string => `request/${id}`;
export const caseWorkflowId = (kind: CaseKind, id: string): string =>
  kind === 'complaint' ? complaintId(id) : requestId(id);

/** `complaint/2026-客户维护-001-C3` → `2026-客户维护-001-C3`; undefined for an id that is no case's. */
export const caseIdOf = (workflowId: string): string | undefined =>
  /^(?:complaint|request)\/(.+)$/.exec(workflowId)?.[1];

const LETTERS: Record<CaseKind, string> = { complaint: 'C', request: 'R' };

/** 案件编号: the agreement's number, a letter for the kind, a number of its own: `2026-客户维护-001-C3`, `…-R5`. */
export const formatCaseId = (no: string, kind: CaseKind, n: number): string => `${no}-${LETTERS[kind]}${n}`;

export function parseCaseId(id: string): { no: string; kind: CaseKind; n: number } | undefined {
  const [, no = '', letter, n] = /^(.+)-([CR])([1-9]\d{0,8})$/.exec(id) ?? [];
  if (!parseNo(no)) return undefined;
  return { no, kind: letter === 'C' ? 'complaint' : 'request', n: Number(n) };
}
