import { Router } from 'express';
import { createDelegations, type RecordedDelegation } from '../../db/delegations';
import { PROVIDER, recordRef } from '../../db/vault';
import { checkDelegation, DELEGATORS, periodOf } from '../../domain/delegation';
import { Failure, requireThat } from '../../domain/failures';
import { agreementNo } from '../../domain/ids';
import { ROLES } from '../../domain/roles';
import type { Identity } from '../../security/tokens';
import { logAccess } from '../access';
import { identityOf, requireAgreement } from '../auth';
import type { ApiDeps } from '../deps';
import { once } from '../idempotency';
import { pageOf, paging, positionOf } from '../paging';
import { plainDate, printed } from '../schemas/fields';
import { email } from '../schemas/start';
import { z } from '../schemas/zod';
import { namedIn, sideOf } from '../substitutes';
import { parse } from '../validation';
import { answerOf, delegationOf } from '../views/delegation';

const person = (description: string) => z.strictObject({ name: printed(100), email: email() }).openapi({ description });

export const delegationBody = z
  .strictObject({
    role: z.enum(ROLES).openapi({ description: '外出者在此角色中的待办与邮件转给代理人' }),
    agreement: z
      .string()
      .max(100)
      .optional()
      .openapi({ description: '客户对接人外出时的协议编号 (客户本人登记的可省); 对该客户的各份协议有效' }),
    from: person('外出者; 姓名与邮箱须同协议所载 (或为该角色的共用邮箱)'),
    to: person('代理人'),
    startsOn: plainDate(),
    endsOn: plainDate().openapi({ description: '末日, 含当日; 北京时间' }),
    reason: printed(500).optional(),
  })
  .superRefine(({ role, agreement }, context) => {
    if (agreement !== undefined && role !== 'client')
      context.addIssue({ code: 'custom', message: '只有客户对接人的委托须写协议编号', path: ['agreement'] });
  });

export const revocationBody = z.strictObject({});

export const delegationsQuery = z.strictObject({
  on: plainDate().optional().openapi({ description: '该日在期间内的' }),
  ...paging,
});

/** 外出委托 (domain.md §1). Written by the API alone, as it belongs to no agreement's execution (docs/adr/0015). */
export function delegationRoutes(deps: ApiDeps): Router {
  const { db, vault, people, locks } = deps;
  const delegations = createDelegations(db, vault);
  const router = Router();

  router.post('/delegations', async (request, response) => {
    const identity = identityOf(request);
    const { agreement: given, ...body } = parse(delegationBody, request.body);
    requireDelegator(identity, body);
    const agreement = body.role === 'client' ? (identity.agreement ?? given) : undefined;
    if (body.role === 'client' && agreement === undefined)
      throw new Failure('Invalid', 'agreement: 客户对接人的委托须写协议编号', 'agreement');
    if (given !== undefined) requireAgreement(identity, given);
    const side = await sideOf(deps, { ...(agreement !== undefined && { agreement }) });
    await once(deps, request, response, async ({ commandId }) => {
      await people.rememberPerson(identity.actor, identity.name);
      const id = `d-${commandId.slice(0, 22)}`;
      const recorded = await locks.one('delegations', async () => {
        const before = await delegations.find(id);
        if (before) return before;
        const recordedAt = Date.now();
        const next = { ...body, id, side, ...(agreement !== undefined && { agreement }), recordedAt };
        checkDelegation(next, await delegations.ahead(body.role, side, recordedAt));
        await delegations.insert({ ...next, ref: recordRef(commandId, 'people'), recordedBy: identity.actor });
        return (await delegations.find(id))!;
      });
      const concerned = (await namedIn(deps, recorded))?.filter((named) => agreementNo(named) !== undefined).length;
      return {
        status: 201,
        body: { ...answerOf(recorded, Date.now()), ...(concerned !== undefined && { agreements: concerned }) },
        location: `/v1/delegations/${id}`,
      };
    });
  });

  router.get('/delegations', async (request, response) => {
    const identity = identityOf(request);
    const { on, limit, cursor } = parse(delegationsQuery, request.query, '查询参数');
    const after = positionOf(cursor, z.int());
    const side = identity.actor.role === 'client' ? await sideOf(deps, identity) : undefined;
    const found = await delegations.list(
      { ...(side !== undefined && { side }), ...(on !== undefined && { on }), ...(after !== undefined && { after }) },
      limit + 1,
    );
    const shown = await show(identity, found);
    const page = found.map(({ seq }, i) => ({ seq, shown: shown[i]! }));
    response.json(
      pageOf(
        page,
        limit,
        (one) => one.shown,
        ({ seq }) => seq,
      ),
    );
  });

  router.get('/delegations/:id', async (request, response) => {
    const identity = identityOf(request);
    const [shown] = await show(identity, [await existing(identity, request.params.id)]);
    response.json(shown);
  });

  router.post('/delegations/:id/revoke', async (request, response) => {
    const identity = identityOf(request);
    parse(revocationBody, request.body ?? {});
    const { id } = request.params;
    const found = await existing(identity, id);
    if (found.recordedBy.id !== identity.actor.id) requireDelegator(identity, found);
    await once(deps, request, response, async ({ commandId }) => {
      await people.rememberPerson(identity.actor, identity.name);
      const now = Date.now();
      const before = (await delegations.find(id))!;
      if (before.revokedCommand !== commandId) {
        requireThat(before.revokedAt === undefined, '委托已经撤销');
        requireThat(now < periodOf(before).until, '委托已经期满');
        await delegations.revoke(before, identity.actor, commandId, now);
      }
      const after = (await delegations.find(id))!;
      requireThat(after.revokedCommand === commandId, '委托已经撤销');
      return { status: 200, body: answerOf(after, now) };
    });
  });

  /** Throws `NotFound`, also for another side's: that it exists is not a client's business. */
  async function existing(identity: Identity, id: string): Promise<RecordedDelegation> {
    const found = await delegations.find(id);
    const outside = identity.actor.role === 'client' && found && found.side !== (await sideOf(deps, identity));
    if (!found || outside) throw new Failure('NotFound', '委托不存在或无权查看');
    return found;
  }

  /** With the names of who recorded it; what is read of a client's people is logged. */
  async function show(identity: Identity, found: readonly RecordedDelegation[]): Promise<object[]> {
    const now = Date.now();
    const clients = new Set(found.map(({ side }) => side).filter((side) => side !== PROVIDER));
    for (const client of clients) await logAccess(deps, identity, 'delegation.read', client);
    const actors = found.flatMap(({ recordedBy, revokedBy }) => [recordedBy, ...(revokedBy ? [revokedBy] : [])]);
    const ids = [...new Set(actors.map(({ id }) => id))];
    const names = ids.length > 0 ? await people.namesOf(ids) : new Map<string, string>();
    return found.map((one) => delegationOf(one, identity, names, now));
  }
  return router;
}

/** Of the provider's or the own side, by whoever may record anybody's; else one's own. Throws `Forbidden`. */
function requireDelegator({ actor, name }: Identity, { role, from }: Pick<RecordedDelegation, 'role' | 'from'>): void {
  if (DELEGATORS.includes(actor.role) || (actor.role === role && name === from.name)) return;
  throw new Failure('Forbidden', '只有外出者本人、负责人、运营和管理员可以登记或撤销外出委托');
}
