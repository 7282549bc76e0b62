import { Router } from 'express';
import { references } from '../../domain/document/references';
import { agreementId } from '../../domain/ids';
import { amendmentIsTheirs, breachIsTheirs, noticeIsTheirs, READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import type { Projection } from '../views/agreement';
import { amendmentOf, breachRecordOf, noticeOf, type NoticeMail } from '../views/written';
import { ERASED } from './agreements';

/** Written notices with their attempts and deliveries, records of breaches, amendments (domain.md §8, §9). */
export function noticeRoutes(deps: ApiDeps): Router {
  const { db, vault } = deps;
  const router = Router();

  async function stateOf(identity: Identity, no: string): Promise<Projection> {
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const row = await db('agreements').where({ no }).first<{ state: Projection } | undefined>('state');
    if (!row) throw notFound();
    await logAccess(deps, identity, 'notices.read', no);
    return row.state;
  }

  const opener = async (no: string, data: unknown) => {
    const refs = references(data);
    const texts = refs.length > 0 ? await vault.openTexts(refs) : new Map<string, string>();
    return { no, text: (ref: string) => texts.get(ref) ?? ERASED };
  };

  router.get('/agreements/:no/notices', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    const { written = [] } = await stateOf(identity, no);
    const outside = identity.actor.role === 'client';
    const shown = written.filter((notice) => !outside || noticeIsTheirs(notice));
    const opened = await opener(no, shown);
    const mails = await db('notices')
      .where({ workflow_id: agreementId(no), kind: 'notice.issued' })
      .select<NoticeMail[]>(db.raw(`(data->>'notice')::int as notice`), 'state', 'delivered_at');
    const mailOf = (n: number): NoticeMail | undefined => mails.find(({ notice }) => notice === n);
    response.json({ items: shown.map((notice) => noticeOf(notice, mailOf(notice.n), { ...opened, outside })) });
  });

  router.get('/agreements/:no/breach-records', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    const state = await stateOf(identity, no);
    const outside = identity.actor.role === 'client';
    const shown = (state.breaches ?? []).filter((breach) => !outside || breachIsTheirs(breach, state));
    const opened = await opener(no, shown);
    response.json({ items: shown.map((breach) => breachRecordOf(breach, opened)) });
  });

  router.get('/agreements/:no/amendments', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    const { amendments = [] } = await stateOf(identity, no);
    const outside = identity.actor.role === 'client';
    const shown = amendments.filter((amendment) => !outside || amendmentIsTheirs(amendment));
    const opened = await opener(no, shown);
    response.json({ items: shown.map((amendment) => amendmentOf(amendment, opened)) });
  });
  return router;
}
