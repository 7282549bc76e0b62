import type { Party } from '../../domain/agreement/types';
import { clauseTitle } from '../../domain/document/template';

export const PARTY_ZH: Record<Party, string> = { provider: '服务方（甲方）', client: '客户（乙方）' };

export const FIGURE_ZH: Record<string, string> = {
  satisfaction: '客户满意度',
  onTimePercent: '按时完成率',
  responseHours: '平均响应时间',
};

export const VERDICT_ZH = { passed: '通过', failed: '未通过', 'not-assessable': '缺少数据，无法评估' } as const;

/** Core clauses by their title, personal ones by the number they have in the annex. */
export function clauseZh(id: string): string {
  return `「${clauseTitle(id) ?? id}」`;
}

export { editionZh as versionZh } from '../../domain/document/subject';

/**
 * Titles and consequences come from the service standard, which is written with half-width punctuation; a mail has the
 * full-width kind. Only after Chinese characters, so that numbers, dates and ids stay as they are.
 */
export function typeset(text: string): string {
  return text
    .replace(/(?<=[\p{Script=Han}”」》）]),\s*/gu, '，')
    .replace(/(?<=[\p{Script=Han}”」》）]);\s*/gu, '；')
    .replace(/(?<=[\p{Script=Han}”」》）]):\s*/gu, '：')
    .replace(/\(([^()]*)\)/gu, '（$1）');
}
