import { Router } from 'express';
import { clocksOf } from '../../db/case-clocks';
import { caseFigures, type CaseFigures } from '../../domain/case/figures';
import { surveyFigures } from '../../domain/agreement/survey-score';
import type { Survey } from '../../domain/agreement/survey-types';
import { READERS } from '../../domain/reading';
import { dayFromDate, endOfDay, iso, startOfDay } from '../../domain/time';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { ApiFailure } from '../problems';
import { plainDate } from '../schemas/fields';
import { z } from '../schemas/zod';
import { parse } from '../validation';

interface Row {
  term_start: string | null;
  term_end: string | null;
  surveys: Survey[] | null;
}

export const figuresQuery = z.strictObject({
  from: plainDate().optional().openapi({ description: '首日; 缺省为协议的首日' }),
  to: plainDate().optional().openapi({ description: '末日; 缺省为协议的末日' }),
});

/**
 * `GET /v1/agreements/{no}/figures`: what an evaluation takes from complaints, requests and surveys (domain.md §3.6), as it
 * stands now, each figure with the cases or surveys behind it. Two statements.
 */
export function figureRoutes({ db }: ApiDeps): Router {
  const router = Router();
  router.get('/agreements/:no/figures', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const asked = parse(figuresQuery, request.query, '查询参数');
    const agreement = await db('agreements')
      .where({ no })
      .first<Row | undefined>('term_start', 'term_end', db.raw(`state->'surveys' as surveys`));
    if (!agreement) throw notFound();
    const from = asked.from ?? agreement.term_start;
    const to = asked.to ?? agreement.term_end;
    if (from === null || to === null)
      throw new ApiFailure('Invalid', '协议尚未生效, 须指明起止日期', { field: from === null ? 'from' : 'to' });
    if (to < from) throw new ApiFailure('Invalid', '末日早于首日', { field: 'to' });
    const asOf = Date.now();
    const term = { from: startOfDay(dayFromDate(from)), to: endOfDay(dayFromDate(to)), asOf };
    const survey = surveyFigures(agreement.surveys ?? [], term);
    response.json({ no, from, to, asOf: iso(asOf), ...shown(caseFigures(await clocksOf(db, no), term)), survey });
  });
  return router;
}

/** Cases are called `case` everywhere else. */
const shown = ({ onTime, response }: CaseFigures) => ({
  onTime,
  response: { ...response, times: response.times.map(({ caseId, ...time }) => ({ case: caseId, ...time })) },
});
