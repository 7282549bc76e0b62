import express, { Router, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { randomUUID } from 'node:crypto';
import { Failure } from '../domain/failures';
import { logAccess } from './access';
import { authenticate, identityOf, principalOf } from './auth';
import { codecRouter } from './codec-endpoint';
import type { ApiDeps } from './deps';
import { Metrics, routeOf } from './metrics';
import { openApi, type ExtraRoute } from './openapi';
import { docsPage, indexPage } from './pages';
import { problemHandler } from './problems';
import { hasLeft } from './replace-person';
import { agreementRoutes } from './routes/agreements';
import { breachRoutes } from './routes/breaches';
import { calendarRoutes } from './routes/calendars';
import { caseCommandRoutes } from './routes/case-commands';
import { caseCountRoutes } from './routes/case-counts';
import { caseDeadlineRoutes } from './routes/case-deadlines';
import { caseDocumentRoutes } from './routes/case-documents';
import { caseRoutes } from './routes/cases';
import { commandRoutes } from './routes/commands';
import { deadlineRoutes } from './routes/deadlines';
import { delegationRoutes } from './routes/delegations';
import { documentRoutes } from './routes/documents';
import { esignRoutes } from './routes/esign';
import { figureRoutes } from './routes/figures';
import { linkRoutes } from './routes/links';
import { inboundListRoutes, inboundRoutes } from './routes/inbound';
import { noticeRoutes } from './routes/notices';
import { portfolioRoutes } from './routes/portfolio';
import { signingRoutes } from './routes/signing';
import { startRoutes } from './routes/start';
import { systemRoutes } from './routes/system';
import { taskRoutes } from './routes/tasks';
import { templateRoutes, templateUploadRoutes } from './routes/templates';
import { timelineRoutes } from './routes/timeline';
import { uploadRoutes } from './routes/uploads';
import { verifyRoutes } from './routes/verify';
import { wordDocumentRoutes } from './routes/word-documents';
import './schemas/zod';

const BODY_LIMIT = '1mb';
const REQUESTS_PER_MINUTE = 1_200;

/** Everything below `/v1` that needs a token. */
export const v1Routers = (deps: ApiDeps): Router[] => [
  startRoutes(deps),
  agreementRoutes(deps),
  timelineRoutes(deps),
  deadlineRoutes(deps),
  wordDocumentRoutes(deps),
  documentRoutes(deps),
  signingRoutes(deps),
  noticeRoutes(deps),
  taskRoutes(deps),
  calendarRoutes(deps),
  templateRoutes(deps),
  delegationRoutes(deps),
  commandRoutes(deps),
  caseRoutes(deps),
  caseDeadlineRoutes(deps),
  caseDocumentRoutes(deps),
  caseCommandRoutes(deps),
  caseCountRoutes(deps),
  breachRoutes(deps),
  figureRoutes(deps),
  portfolioRoutes(deps),
  inboundListRoutes(deps),
];

/** The whole HTTP side as one application; it listens to nothing and owns nothing: who made `deps` closes them. */
export function createApp(deps: ApiDeps, extraRoutes: readonly ExtraRoute[] = []): express.Express {
  const { db, log, mode, keyRing, namespace, uiOrigins, verify } = deps;
  const app = express();
  const metrics = new Metrics();
  const document = openApi(extraRoutes);
  const docs = docsPage(document);
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', mode === 'production' ? 1 : false);

  app.use(
    helmet(
      mode === 'production'
        ? {}
        : { strictTransportSecurity: false, contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } },
    ),
  );
  app.use(metrics.count, logRequests(deps));
  app.use(systemRoutes(deps, metrics));
  app.use(
    '/codec',
    codecRouter({
      keyRing,
      namespaces: [namespace, 'rehearsal'],
      uiOrigins,
      embedded: mode === 'embedded',
      verify,
      audit: async ({ actor, workflowIds }) => {
        for (const id of workflowIds) await logAccess({ db }, { actor }, 'payloads.decode', id);
      },
    }),
  );
  app.get('/', (_request, response) => void response.type('html').send(indexPage(deps.links ?? {}, true)));
  app.get('/docs', (_request, response) => void response.type('html').send(docs));
  app.get('/v1/openapi.json', (_request, response) => void response.json(document));

  app.use('/l', linkRoutes(deps));
  app.use('/v1', inboundRoutes(deps), esignRoutes(deps, metrics), verifyRoutes(deps));

  const v1 = Router();
  v1.use(
    authenticate(verify, (identity) => hasLeft(deps, identity)),
    limitRate(deps),
  );
  v1.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  v1.use(uploadRoutes(deps), templateUploadRoutes(deps)); // read their bodies themselves
  v1.use(express.json({ limit: BODY_LIMIT }), requireJson);
  for (const router of v1Routers(deps)) v1.use(router);
  if (deps.rehearsals) v1.use(deps.rehearsals);
  app.use('/v1', v1);

  app.use(() => {
    throw new Failure('NotFound', '没有这个地址');
  });
  app.use(problemHandler(log));
  return app;
}

/** One busy principal must not take the others' share. */
function limitRate({ rateLimit: limit = REQUESTS_PER_MINUTE }: ApiDeps): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => principalOf(identityOf(request)),
    handler: () => {
      throw new Failure('TooManyRequests', '请求过于频繁, 请稍后再试');
    },
  });
}

/** A body of another type would silently be no body at all. */
const requireJson: RequestHandler = (request, _response, next) => {
  const empty =
    request.get('Content-Length') === '0' || (!request.get('Content-Length') && !request.get('Transfer-Encoding'));
  if (request.method === 'POST' && !empty && !request.is('json'))
    throw new Failure('Malformed', '请求正文须为 application/json');
  next();
};

/** Route, not address; role, not name: a log may be read by more people than the data. */
function logRequests({ log }: ApiDeps): RequestHandler {
  return (request, response, next) => {
    const begun = Date.now();
    const requestId = randomUUID();
    request.headers['x-request-id'] = requestId;
    response.set('X-Request-Id', requestId);
    response.once('finish', () => {
      const level = response.statusCode >= 500 ? 'error' : 'debug';
      log[level](
        {
          method: request.method,
          route: routeOf(request),
          status: response.statusCode,
          ms: Date.now() - begun,
          requestId,
        },
        'request',
      );
    });
    next();
  };
}
