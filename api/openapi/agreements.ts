import { DOCX } from '../../documents/docx/agreement';
import { RULES } from '../../domain/agreement/commands';
import { PHASE_ZH } from '../../domain/agreement/types';
import { READERS } from '../../domain/reading';
import { listQuery } from '../routes/agreements';
import { noticeBody } from '../routes/calendars';
import { FILING } from '../routes/commands';
import { classificationBody, CLASSIFIERS, PORTFOLIO_READERS } from '../routes/portfolio';
import { STARTERS } from '../routes/start';
import { tasksQuery } from '../routes/tasks';
import { timelineQuery } from '../routes/timeline';
import * as answers from '../schemas/answers';
import { filedAnswer, task } from '../schemas/case-answers';
import { bodyOf, pathOf, PUBLIC_COMMANDS } from '../schemas/commands';
import { startBody } from '../schemas/start';
import { UPLOADERS } from '../schemas/uploads';
import { z } from '../schemas/zod';
import { bytes, json, ofAgreement, ofVersion, who, type Route } from './route';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const SCANS = ['application/pdf', 'image/jpeg', 'image/png', 'text/csv', XLSX];

/** Agreements, their papers and commands, the inbox and the calendar. */
export const AGREEMENT_ROUTES: Route[] = [
  {
    method: 'post',
    path: '/v1/agreements',
    summary: '建立协议',
    description: who(STARTERS),
    tag: '协议',
    ok: [201, json(answers.started, '已建立; Location 指向协议')],
    body: startBody,
    command: true,
  },
  {
    method: 'get',
    path: '/v1/agreements',
    summary: '协议列表',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.pageOf(answers.summary))],
    query: listQuery,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}',
    summary: '协议',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.detail)],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/timeline',
    summary: '时间线: 审计记录与通知',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.pageOf(answers.timelineEntry))],
    params: ofAgreement,
    query: timelineQuery,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/deadlines',
    summary: '期限: 过去, 现在与预测',
    description: who(READERS),
    tag: '协议',
    ok: [200, json(answers.listOf(answers.deadline))],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents',
    summary: '文书列表',
    description: who(READERS),
    tag: '文书',
    ok: [200, json(answers.listOf(answers.document))],
    params: ofAgreement,
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents/{kind}/{version}',
    summary: '文书 (PDF)',
    description: who(READERS),
    tag: '文书',
    ok: [200, bytes('application/pdf')],
    params: ofAgreement.extend(ofVersion),
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents/{kind}/{version}.xlsx',
    summary: '同一表格的 XLSX',
    description: `${who(READERS)}。台账、需求跟踪表、沟通记录表、结算单; 其他文书为 404。`,
    tag: '文书',
    ok: [200, bytes(XLSX)],
    params: ofAgreement.extend(ofVersion),
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents/agreement/{version}.docx',
    summary: '协议 (Word)',
    description: `${who(READERS)}。供协商; 客户可读已送达的版本。`,
    tag: '文书',
    ok: [200, bytes(DOCX)],
    params: ofAgreement.extend({ version: z.string().openapi({ type: 'integer' }) }),
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/documents/agreement/{version}/changes.docx',
    summary: '修改对照稿 (Word 修订)',
    description: `${who(READERS)}。对照客户上一轮收到的版本; 没有送达过的, 对照上一版本。客户须两版都可读。`,
    tag: '文书',
    ok: [200, bytes(DOCX)],
    params: ofAgreement.extend({ version: z.string().openapi({ type: 'integer' }) }),
  },
  {
    method: 'post',
    path: '/v1/agreements/{no}/uploads',
    summary: '上传扫描件或表格',
    description: `${who(UPLOADERS)}。类型按内容判断, 至多 20 MB; 同样的内容得到同样的 uploadId。`,
    tag: '文书',
    ok: [201, json(answers.upload)],
    params: ofAgreement,
    content: {
      'multipart/form-data': { schema: z.object({ file: z.string().openapi({ type: 'string', format: 'binary' }) }) },
      ...bytes(...SCANS).content,
    },
    failures: ['Malformed', 'PayloadTooLarge', 'UnsupportedType'],
  },
  {
    method: 'get',
    path: '/v1/agreements/{no}/uploads/{id}',
    summary: '取回上传的文件',
    description: who(READERS),
    tag: '文书',
    ok: [200, bytes(...SCANS)],
    params: ofAgreement.extend({ id: z.string() }),
  },
  {
    method: 'post',
    path: '/v1/portfolio/documents/client-classification',
    summary: '出具客户分类清单',
    description: `${who(CLASSIFIERS)}。列出全部未结束的协议, 按当时的记录。`,
    tag: '文书',
    ok: [201, json(answers.document, '已生成; Location 指向文书')],
    body: classificationBody,
    command: true,
  },
  {
    method: 'get',
    path: '/v1/portfolio/documents',
    summary: '客户分类清单的各版',
    description: who(PORTFOLIO_READERS),
    tag: '文书',
    ok: [200, json(answers.listOf(answers.document))],
  },
  {
    method: 'get',
    path: '/v1/portfolio/documents/{kind}/{version}',
    summary: '客户分类清单 (PDF)',
    description: who(PORTFOLIO_READERS),
    tag: '文书',
    ok: [200, bytes('application/pdf')],
    params: z.object(ofVersion),
  },
  {
    method: 'get',
    path: '/v1/portfolio/documents/{kind}/{version}.xlsx',
    summary: '客户分类清单 (XLSX)',
    description: who(PORTFOLIO_READERS),
    tag: '文书',
    ok: [200, bytes(XLSX)],
    params: z.object(ofVersion),
  },
  {
    method: 'get',
    path: '/v1/tasks',
    summary: '我的待办',
    description: '令牌角色所负责的, 以及升级给该角色的期限, 按到期排序。',
    tag: '待办',
    ok: [200, json(answers.pageOf(task))],
    query: tasksQuery,
  },
  {
    method: 'get',
    path: '/v1/calendars',
    summary: '工作日历',
    description: '客户以外的所有角色',
    tag: '日历',
    ok: [200, json(answers.calendars)],
  },
  {
    method: 'post',
    path: '/v1/calendars',
    summary: '载入某年放假通知',
    description: `${who(['administrator'])}。未结束的协议逐份载入, 答复列出移动了的期限。`,
    tag: '日历',
    ok: [200, json(answers.calendarLoaded)],
    body: noticeBody,
    command: true,
  },
  ...PUBLIC_COMMANDS.map((name): Route => {
    const { title, roles, phases } = RULES[name];
    const when = phases === 'any' ? '任何未结束的阶段' : phases.map((phase) => PHASE_ZH[phase]).join(', ');
    return {
      method: 'post',
      path: `/v1/agreements/{no}/${pathOf(name)}`,
      summary: title,
      description: `${who(roles)}。阶段: ${when}。`,
      tag: '命令',
      ok: FILING[name]
        ? [200, json(filedAnswer, '已持久并记录; Location 指向投诉或需求')]
        : [200, json(answers.commandAnswer, '已持久并记录')],
      params: ofAgreement,
      body: bodyOf(name),
      command: true,
    };
  }),
];
