/** Workflow ids are made and parsed here only: readable, without personal data (architecture.md §2.11). */

export const agreementId = (no: string): string => `agreement/${no}`;

/** `agreement/2026-客户维护-001` → `2026-客户维护-001`; undefined for any other id. */
export function agreementNo(workflowId: string): string | undefined {
  return workflowId.startsWith('agreement/') ? workflowId.slice('agreement/'.length) : undefined;
}

/** What the notices of a delegation hang on: no execution, but named like one. */
export const delegationKey = (id: string): string => `delegation/${id}`;

/** 年份-简称-序号 (domain.md §2): three digits at least. */
export const formatNo = (year: number, shortName: string, sequence: number): string =>
  `${year}-${shortName}-${String(sequence).padStart(3, '0')}`;

const NUMBER = /^(\d{4})-([\p{Script=Han}A-Za-z0-9]{1,20})-(\d{3,})$/u;

export function parseNo(no: string): { year: number; shortName: string; sequence: number } | undefined {
  const match = NUMBER.exec(no);
  return match ? { year: Number(match[1]), shortName: match[2]!, sequence: Number(match[3]) } : undefined;
}
