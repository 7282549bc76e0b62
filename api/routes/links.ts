import express, { Router, type NextFunction, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { createHash } from 'node:crypto';
import { WRITTEN_ZH } from '../../domain/agreement/written-types';
import type { Survey } from '../../domain/agreement/survey-types';
import { Failure, FAILURES, requireThat } from '../../domain/failures';
import type { Parties } from '../../domain/parties';
import { personId } from '../../security/person';
import { readLink, type PersonalLink } from '../../security/personal-link';
import type { Identity } from '../../security/tokens';
import type { ApiDeps } from '../deps';
import { linkPage, outcomePage } from '../link-page';
import { parseCommand, runCommand } from '../run-command';
import { flowToPrint, printOffer, sendForPrint } from '../print-to-sign';
import { linkToSign, recorded } from '../signing';
import { surveyAnswer, surveyPage } from '../survey-page';
import type { Projection } from '../views/agreement';

/** Whoever has a mail clicks once or twice; who tries links gets nowhere. */
const CLICKS_PER_MINUTE = 60;

/**
 * 个人链接 `/l/{token}`: one thing to do, from a mail, without signing in. Mail scanners open links, so looking at one
 * does nothing: it says what it is for, and the button on the page does it.
 */
export function linkRoutes(deps: ApiDeps): Router {
  const router = Router();
  const limit = deps.rateLimit ?? CLICKS_PER_MINUTE;
  router.use(rateLimit({ windowMs: 60_000, limit, standardHeaders: 'draft-8', legacyHeaders: false, handler }));
  router.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    next();
  });

  router.get<{ token: string }>('/:token', async (request, response) => {
    const { link, state } = await opened(deps, request.params.token);
    const html = await pageOf(deps, link, state);
    response.type('html').send(html);
  });

  router.post<{ token: string }>('/:token', express.urlencoded({ extended: false }), async (request, response) => {
    const { link, state, identity } = await opened(deps, request.params.token);
    const { opens } = link;
    if ('print' in opens) return sendForPrint(deps, identity, flowToPrint(state, opens), response);
    if ('sign' in opens) {
      const { url } = await linkToSign(deps, identity.actor, state, { party: opens.party, flow: opens.sign });
      response.type('html').send(outcomePage('前往签署平台', '签署在平台的页面上进行。', url));
      return;
    }
    if ('survey' in opens) {
      const answer = surveyAnswer(opens.survey, (request.body ?? {}) as Record<string, unknown>);
      await send(deps, link, identity, 'survey.answer', answer);
      response.type('html').send(outcomePage('已提交', '感谢贵方的评价。结果与改进方案将另行送达。'));
      return;
    }
    await send(deps, link, identity, 'notice.acknowledge', { notice: opens.acknowledge });
    response.type('html').send(outcomePage('已签收', '通知已记为送达贵方, 时间为点击签收之时。'));
  });

  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof Failure)) return next(error);
    const { http, title } = FAILURES[error.type];
    response.status(http).type('html').send(outcomePage(title, error.detail));
  });
  return router;
}

/** The same words by the same link are one command, however often they are sent. */
async function send(
  deps: ApiDeps,
  { no }: PersonalLink,
  identity: Identity,
  name: 'notice.acknowledge' | 'survey.answer',
  words: object,
): Promise<void> {
  const said = JSON.stringify([no, identity.actor.id, name, words]);
  const commandId = createHash('sha256').update(`link/${said}`).digest('hex').slice(0, 32);
  await runCommand(deps, { no, name, body: parseCommand(name, words), commandId, identity });
}

interface Opened {
  link: PersonalLink;
  state: Projection;
  identity: Identity;
}

/** Throws `Unauthenticated` for a link that is not ours, is over, or was sent to somebody who has been replaced. */
async function opened({ db, vault, keyRing }: ApiDeps, token: string): Promise<Opened> {
  const link = await readLink(keyRing, token);
  const state = await recorded(db, link.no);
  if (link.person === undefined) {
    const id = personId(keyRing, 'operations', `link/${link.no}`);
    return { link, state, identity: { actor: { role: 'operations', id }, name: '签署链接' } };
  }
  const parties = await vault.openRecord<Parties>(state.partiesRef);
  const name = parties?.contact.name;
  if (name === undefined || personId(keyRing, 'client', name) !== link.person)
    throw new Failure('Unauthenticated', '人员已更换, 原个人链接已失效');
  return { link, state, identity: { actor: { role: 'client', id: link.person }, name, agreement: link.no } };
}

function surveyOf({ surveys = [] }: Projection, n: number): Survey {
  const survey = surveys.find((one) => one.n === n);
  requireThat(survey?.state === 'open', survey?.state === 'answered' ? '本次调研已经答复' : '本次调研已经结束');
  return survey;
}

/** What it is for, with the button or the form that does it. */
async function pageOf({ vault }: ApiDeps, { no, opens }: PersonalLink, state: Projection): Promise<string> {
  if ('print' in opens) return linkPage(printOffer(flowToPrint(state, opens), opens.party));
  if ('survey' in opens) return surveyPage(vault, no, surveyOf(state, opens.survey));
  if ('sign' in opens)
    return linkPage({
      title: '电子签署',
      about: `协议 ${no}`,
      says: '点击后转到第三方签署平台的页面, 由签署人本人签署。',
      button: '前往签署',
    });
  const notice = state.written?.find(({ n }) => n === opens.acknowledge);
  const kind = notice ? `: ${WRITTEN_ZH[notice.kind]}` : '';
  return linkPage({
    title: '签收书面通知',
    about: `协议 ${no}, 书面通知第 ${opens.acknowledge} 号${kind}`,
    says: '通知的内容见邮件所附文件。点击签收即确认贵方已收到; 签收不表示同意其内容。',
    button: '确认收到',
  });
}

const handler = (): never => {
  throw new Failure('TooManyRequests', '请求过于频繁, 请稍后再试');
};
