import { CASE_RULES } from '../../domain/case/commands';
import { CASE_KIND_ZH, CASE_PHASE_ZH, type CaseKind } from '../../domain/case/types';
import { READERS } from '../../domain/reading';
import { breachesQuery } from '../routes/breaches';
import { countsQuery } from '../routes/case-counts';
import { complaintsQuery, requestsQuery } from '../routes/cases';
import { figuresQuery } from '../routes/figures';
import { timelineQuery } from '../routes/timeline';
import * as answers from '../schemas/answers';
import * as cases from '../schemas/case-answers';
import { caseBodyOf, casePathOf, kindOf, PUBLIC_CASE_COMMANDS } from '../schemas/case-commands';
import { z } from '../schemas/zod';
import { bytes, json, ofAgreement, ofVersion, who, type Route } from './route';

const EXAMPLE: Record<CaseKind, string> = { complaint: '2026-客户维护-001-C3', request: '2026-客户维护-001-R5' };
const ofCase = (kind: CaseKind) =>
  z.object({
    id: z.string().openapi({
      param: { name: 'id', in: 'path' },
      description: `${CASE_KIND_ZH[kind]}编号`,
      example: EXAMPLE[kind],
    }),
  });

/** Read by the same roles as the agreement; a client sees its own, without the desk's inner words. */
const read = (path: string, summary: string, tag: string, answer: z.ZodType, more: Partial<Route> = {}): Route => ({
  method: 'get',
  path,
  summary,
  description: who(READERS),
  tag,
  ok: [200, json(answer)],
  ...more,
});

const ofKind = (kind: CaseKind, query: z.ZodObject): Route[] => {
  const tag = CASE_KIND_ZH[kind];
  const params = ofCase(kind);
  return [
    read(`/v1/${kind}s`, `${tag}列表, 新的在前`, tag, answers.pageOf(cases.caseSummary), { query }),
    read(`/v1/${kind}s/{id}`, tag, tag, cases.caseDetail, { params }),
    read(`/v1/${kind}s/{id}/timeline`, '时间线: 审计记录与通知', tag, answers.pageOf(answers.timelineEntry), {
      params,
      query: timelineQuery,
    }),
    read(
      `/v1/${kind}s/{id}/deadlines`,
      '全部期限: 到期, 剩余, 暂停, 完成, 逾期',
      tag,
      answers.listOf(cases.caseDeadline),
      {
        params,
      },
    ),
    read(
      `/v1/${kind}s/{id}/documents`,
      '文书列表; 投诉结案时生成处理记录, 不向客户显示',
      tag,
      answers.listOf(answers.document),
      {
        params,
      },
    ),
    {
      ...read(`/v1/${kind}s/{id}/documents/{kind}/{version}`, '文书 (PDF)', tag, z.string()),
      ok: [200, bytes('application/pdf')],
      params: params.extend(ofVersion),
    },
  ];
};

/** Complaints and requests, what they have come to, and the commands that steer them. */
export const CASE_ROUTES: Route[] = [
  ...ofKind('complaint', complaintsQuery),
  ...ofKind('request', requestsQuery),
  read('/v1/breaches', '逾期列表: 协议、投诉与需求的, 新的在前', '指标', answers.pageOf(cases.breach), {
    query: breachesQuery,
  }),
  read('/v1/cases/counts', '投诉与需求的数量: 按协议, 等级, 责任角色或月份', '指标', answers.pageOf(cases.caseCount), {
    query: countsQuery,
  }),
  read('/v1/agreements/{no}/figures', '按时率与响应时间, 附所依据的投诉与需求', '指标', cases.figures, {
    params: ofAgreement,
    query: figuresQuery,
  }),
  ...PUBLIC_CASE_COMMANDS.map((name): Route => {
    const { title, roles, phases } = CASE_RULES[name];
    const kind = kindOf(name);
    const when = phases === 'any' ? '任何未结案的阶段' : phases.map((phase) => CASE_PHASE_ZH[phase]).join(', ');
    return {
      method: 'post',
      path: `/v1/${kind}s/{id}/${casePathOf(name)}`,
      summary: title,
      description: `${who(roles)}。阶段: ${when}。扫描件先上传到所属协议。`,
      tag: CASE_KIND_ZH[kind],
      ok: [200, json(cases.caseAnswer, '已持久并记录')],
      params: ofCase(kind),
      body: caseBodyOf(name),
      command: true,
    };
  }),
];
