import { Router, type Response } from 'express';
import { z } from '../api/schemas/zod';
import { identityOf, requireRole } from '../api/auth';
import { ApiFailure, problemOf } from '../api/problems';
import { parse } from '../api/validation';
import type { Role } from '../domain/roles';
import { Failure } from '../domain/failures';
import { scenarioOf } from './builtin';
import { countCosts, type Cost } from './count';
import { play } from './driver';
import { listing } from './listing';
import type { Line } from './lines';
import { paperRoutes } from './papers';
import { ScenarioError, type Scenario } from './scenario';
import type { RehearsalDeps } from './stage';

export interface RehearsalRouterDeps extends RehearsalDeps {
  log: { error(facts: object, message: string): void };
}

/** Whoever plans may rehearse; nothing real is read or touched. */
export const REHEARSERS: readonly Role[] = ['manager', 'operations', 'administrator'];
/** Each play keeps a worker busy; more wait their turn at the caller's. */
const MOST_PLAYS = 4;

export const rehearsalBody = z.strictObject({
  scenario: z
    .string()
    .min(1)
    .max(64_000)
    .openapi({ description: '内置剧本的名称, 或剧本文件的内容 (YAML)', example: 'happy' }),
  files: z
    .record(z.string().max(300), z.string().max(256_000))
    .optional()
    .openapi({ description: '剧本中 agreement.file 所指文件的内容: 路径 → 文本' }),
  count: z.boolean().optional().openapi({ description: '末行附上各执行的事件数与计费操作' }),
});

export interface RehearsalRouter {
  router: Router;
  /** Breaks off what is being played, and waits until it has cleaned up. */
  stop(): Promise<void>;
}

/** `POST /v1/rehearsals` plays a scenario and streams its lines; the rest is for those who write scenarios or read papers. */
export function rehearsalRouter(deps: RehearsalRouterDeps): RehearsalRouter {
  const router = Router();
  const plays = new Map<AbortController, Promise<void>>();

  router.get('/rehearsals/scenarios', (request, response) => {
    requireRole(identityOf(request), REHEARSERS);
    response.json(listing());
  });

  router.use(paperRoutes(deps.world, REHEARSERS));

  router.post('/rehearsals', async (request, response) => {
    requireRole(identityOf(request), REHEARSERS);
    const body = parse(rehearsalBody, request.body);
    let scenario: Scenario;
    try {
      scenario = scenarioOf(body.scenario, Date.now(), (path) => body.files?.[path]);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return refuse(error, response);
    }
    if (plays.size >= MOST_PLAYS) throw new Failure('TooManyRequests', `至多同时彩排 ${MOST_PLAYS} 场`);
    await available(deps);
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    const playing = stream(deps, scenario, { response, signal: abort.signal, count: body.count === true });
    plays.set(abort, playing);
    try {
      await playing;
    } finally {
      plays.delete(abort);
    }
  });

  return {
    router,
    async stop() {
      for (const abort of plays.keys()) abort.abort();
      await Promise.allSettled(plays.values());
    },
  };
}

async function stream(
  deps: RehearsalRouterDeps,
  scenario: Scenario,
  { response, signal, count }: { response: Response; signal: AbortSignal; count: boolean },
): Promise<void> {
  let costs: Cost[] | undefined;
  const emit = (line: Line): void => {
    if (signal.aborted) return;
    if (!response.headersSent)
      response.status(200).type('application/x-ndjson').set('X-Accel-Buffering', 'no').flushHeaders();
    response.write(`${JSON.stringify(line.event === 'result' && costs ? { ...line, costs } : line)}\n`);
  };
  try {
    await play(deps, scenario, {
      emit,
      signal,
      ...(count && { inspect: async (ids: string[]) => void (costs = await countCosts(deps.world.client, ids)) }),
    });
  } catch (error) {
    if (signal.aborted) return;
    if (!response.headersSent) throw error;
    const { name, stack } = error as Error;
    deps.log.error({ name, frames: stack?.split('\n').filter((line) => /^\s+at /.test(line)) }, 'rehearsal broke off');
    // the status is out already: a stream without `result` has failed, and says why
    response.write(
      `${JSON.stringify({ event: 'error', detail: error instanceof Failure ? error.detail : '彩排中断, 详见服务日志' })}\n`,
    );
  } finally {
    response.end();
  }
}

/** Line and field of what is wrong first, and all that is wrong. */
function refuse({ problems }: ScenarioError, response: Response): void {
  const { line, field, message } = problems[0]!;
  const problem = problemOf(new ApiFailure('Invalid', `第 ${line} 行 ${field}: ${message}`, { field }));
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, line, errors: problems.map((one) => ({ ...one, rule: 'scenario' })) }));
}

/** Somebody else's Temporal may have no namespace for rehearsals. Throws `Unavailable`. */
async function available({ world: { client, namespace } }: RehearsalDeps): Promise<void> {
  try {
    await client.workflowService.describeNamespace({ namespace });
  } catch {
    throw new Failure('Unavailable', `Temporal 没有响应, 或没有彩排用的命名空间 ${namespace}`);
  }
}
