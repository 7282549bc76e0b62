import { DIMENSION_ZH, type Survey } from '../domain/agreement/survey-types';
import type { Vault } from '../db/vault';
import { BUTTON } from './link-page';
import { escape, page } from './pages';

/** 满意度问卷, filled in by the client's own link: one row a dimension, 1 to 5. */
export async function surveyPage(vault: Pick<Vault, 'openTexts'>, no: string, survey: Survey): Promise<string> {
  const own = survey.dimensions.flatMap(({ title }) => (title === undefined ? [] : [title]));
  const texts = own.length > 0 ? await vault.openTexts(own) : new Map<string, string | undefined>();
  const rows = survey.dimensions.map(({ key, title }) => {
    const name = escape(DIMENSION_ZH[key] ?? (title && texts.get(title)) ?? key);
    const scores = [1, 2, 3, 4, 5].map(
      (score) => `<label><input type="radio" name="score.${escape(key)}" value="${score}" required> ${score}</label>`,
    );
    return `<tr><th>${name}</th><td>${scores.join(' ')}</td><td><input name="remark.${escape(key)}" maxlength="2000" aria-label="${name}的意见"></td></tr>`;
  });
  return page(
    '满意度调研',
    `<h1>满意度调研</h1><p>协议 ${escape(no)}, 第 ${survey.n} 次。请为每一项评 1 (很不满意) 至 5 (很满意) 分, 可附意见。</p>
     <form method="post"><table><tr><th>维度</th><th>评分</th><th>意见</th></tr>${rows.join('')}</table>
     <p><label>总体意见<br><textarea name="overall" rows="4" cols="60" maxlength="5000"></textarea></label></p>
     <button style="${BUTTON}">提交</button></form>`,
  );
}

/** The form as the body of `survey.answer`; what is missing or wrong the command says. */
export function surveyAnswer(survey: number, form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = (prefix: string): [string, string][] =>
    Object.entries(form).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === 'string' && value.trim() !== ''
        ? [[name.slice(prefix.length), value.trim()]]
        : [],
    );
  const remarks = fields('remark.');
  const overall = typeof form['overall'] === 'string' ? form['overall'].trim() : '';
  return {
    survey,
    scores: Object.fromEntries(fields('score.').map(([key, value]) => [key, Number(value)])),
    ...(remarks.length > 0 && { remarks: Object.fromEntries(remarks) }),
    ...(overall !== '' && { overall }),
  };
}
