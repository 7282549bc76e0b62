import { Router } from 'express';
import type { ApiDeps } from '../deps';
import { recordMetrics, sealMetric, type Metrics } from '../metrics';

const CHECK_MS = 2_000;

/** For machines: alive, ready, measured. No token, and nothing that needs one. */
export function systemRoutes({ db, client, sealExpires }: ApiDeps, metrics: Metrics): Router {
  const router = Router();

  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));

  router.get('/readyz', async (_request, response) => {
    const [postgres, temporal] = await Promise.all([
      works(db.raw('select 1').timeout(CHECK_MS)),
      works(client.withDeadline(Date.now() + CHECK_MS, () => client.workflowService.getSystemInfo({}))),
    ]);
    const ready = postgres && temporal;
    if (!ready) response.set('Retry-After', '2');
    const word = (good: boolean): string => (good ? 'ok' : 'unavailable');
    response
      .status(ready ? 200 : 503)
      .json({ status: word(ready), postgres: word(postgres), temporal: word(temporal) });
  });

  router.get('/metrics', async (_request, response) => {
    const records = await recordMetrics(db).catch(() => '');
    const texts = [metrics.text(), records, ...(sealExpires === undefined ? [] : [sealMetric(sealExpires)])];
    response.type('text/plain; version=0.0.4').send(`${texts.join('\n')}\n`);
  });
  return router;
}

const works = (check: PromiseLike<unknown>): Promise<boolean> =>
  Promise.resolve(check).then(
    () => true,
    () => false,
  );
