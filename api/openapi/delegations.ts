import { DELEGATORS } from '../../domain/delegation';
import { delegationBody, delegationsQuery, revocationBody } from '../routes/delegations';
import * as answers from '../schemas/answers';
import { z } from '../schemas/zod';
import { json, who, type Route } from './route';

const ofDelegation = z.object({ id: z.string() });
const WHO = `${who(DELEGATORS)}, 以及外出者本人`;

/** Who stands in for whom while somebody is away. */
export const DELEGATION_ROUTES: Route[] = [
  {
    method: 'post',
    path: '/v1/delegations',
    summary: '登记外出委托',
    description: `${WHO}。期间内该角色的邮件与待办转给代理人, 并通知代理人; 不授予权限。同一人同一期间至多一项, 不得循环。`,
    tag: '外出委托',
    ok: [201, json(answers.delegationAnswer, '已登记; Location 指向委托')],
    body: delegationBody,
    command: true,
  },
  {
    method: 'get',
    path: '/v1/delegations',
    summary: '外出委托: 过去, 现在与将来',
    description: '客户只见其本方的; 事由只有外出者、代理人与管理层可见。',
    tag: '外出委托',
    ok: [200, json(answers.pageOf(answers.delegation))],
    query: delegationsQuery,
  },
  {
    method: 'get',
    path: '/v1/delegations/{id}',
    summary: '一项外出委托',
    description: '客户只见其本方的。',
    tag: '外出委托',
    ok: [200, json(answers.delegation)],
    params: ofDelegation,
  },
  {
    method: 'post',
    path: '/v1/delegations/{id}/revoke',
    summary: '撤销外出委托',
    description: `${WHO}或登记人。自即时起失效, 并通知代理人; 记录保留。`,
    tag: '外出委托',
    ok: [200, json(answers.delegationAnswer, '已撤销')],
    params: ofDelegation,
    body: revocationBody,
    command: true,
  },
];
