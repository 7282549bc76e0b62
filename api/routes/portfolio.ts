import { Router } from 'express';
import { READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { PORTFOLIO_NO } from '../../domain/ids';
import { identityOf, requireReader, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { once } from '../idempotency';
import { makeClassification, portfolioDocuments } from '../portfolio';
import { sendDocument } from '../send-document';
import { z } from '../schemas/zod';
import { parse } from '../validation';
import { documentOf, type DocumentRow } from '../views/document';

/** It names every client of the house: no client reads it. */
export const PORTFOLIO_READERS: readonly Role[] = READERS.filter((role) => role !== 'client');
export const CLASSIFIERS: readonly Role[] = ['operations', 'manager', 'head-of-service'];
export const classificationBody = z.strictObject({});

const PATH = '/portfolio/documents';
const shown = (row: DocumentRow) => documentOf(row, '/v1/portfolio');

/** 《客户分类清单》: made when somebody asks for it, kept, numbered and verifiable like every other paper. */
export function portfolioRoutes(deps: ApiDeps): Router {
  const { db, locks } = deps;
  const router = Router();

  router.post(`${PATH}/client-classification`, async (request, response) => {
    requireRole(identityOf(request), CLASSIFIERS);
    parse(classificationBody, request.body ?? {});
    await once<{ version: number }>(deps, request, response, async ({ before, row }) => {
      const made = await locks.one('portfolio', () =>
        before
          ? portfolioDocuments(db).andWhere(before).first<DocumentRow>()
          : makeClassification(deps, (trx, version) => {
              const progress = JSON.stringify({ progress: { version } });
              return trx('command_keys')
                .where(row)
                .update({ answer: trx.raw('answer || ?::jsonb', [progress]) });
            }),
      );
      const body = shown(made);
      return { status: 201, body, location: body.href };
    });
  });

  router.get(PATH, async (request, response) => {
    requireReader(identityOf(request), PORTFOLIO_READERS);
    const rows = await portfolioDocuments(db).orderBy('version').select<DocumentRow[]>();
    response.json({ items: rows.map(shown) });
  });

  for (const [format, end] of [
    ['xlsx', '.xlsx'],
    ['pdf', ''],
  ] as const) {
    router.get<{ kind: string; version: string }>(`${PATH}/:kind/:version${end}`, async (request, response) => {
      const identity = identityOf(request);
      requireReader(identity, PORTFOLIO_READERS);
      const rows = portfolioDocuments(db);
      await sendDocument(deps, identity, { number: PORTFOLIO_NO, rows }, request, response, format);
    });
  }
  return router;
}
