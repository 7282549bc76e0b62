import { humanTime } from '../../domain/agreement/view';
import { CASE_KIND_ZH, CASE_OUTCOME_ZH, DEPARTMENT_ZH, type CaseKind } from '../../domain/case/types';
import { parseCaseId } from '../../domain/ids';
import { ROLE_ZH } from '../../domain/roles';
import type { Templates } from './letter';

const kindOf = (id: string): CaseKind => parseCaseId(id)?.kind ?? 'request';
const kindZh = (id: string): string => CASE_KIND_ZH[kindOf(id)];
/** The clock that a case starts with. */
const firstClock = (id: string): string =>
  kindOf(id) === 'complaint' ? 'complaint.first-contact' : 'request.response';

/** 投诉与需求 */
export const cases: Templates<'case'> & Templates<'complaint'> & Templates<'request'> = {
  'case.received': ({ id, reportedAt }, { inCharge }) => ({
    about: `已收到贵方的${kindZh(id)}`,
    tone: 'info',
    lead: [`贵方提出的${kindZh(id)}已登记，各项时限自贵方提出之时起算。`],
    facts: [['提出时间', humanTime(reportedAt)]],
    clock: { id: firstClock(id) },
    request: `${ROLE_ZH[inCharge]}将与贵方联系。如有补充，请注明${kindZh(id)}编号。`,
  }),

  'case.opened': ({ id, reportedAt, channel, description, severity, urgency }, { text, to }) => ({
    about: `新的${kindZh(id)}（${severity ?? urgency ?? '未分级'}），请尽快联系客户`,
    tone: severity && severity !== '一般' ? 'alarm' : 'ask',
    lead: [`客户提出${kindZh(id)}，时限自客户提出之时起算，不以登记时间为准。`],
    facts: [
      ['提出时间', humanTime(reportedAt)],
      ['渠道', channel],
      ['内容', text(description)],
    ],
    clock: { id: firstClock(id), owner: to },
    request: '请在到期前联系客户，并登记实际联系的时间。',
  }),

  'case.reopened': ({ id, round, clock }) => ({
    about: `客户不满意，${kindZh(id)}重新处理（第 ${round} 轮）`,
    tone: 'alarm',
    lead: ['客户对处理结果不满意。各项时限自重新提出之时起重新计算，此前的逾期记录保留。'],
    facts: [['轮次', `第 ${round} 轮`]],
    clock,
    request: '请立即联系客户，了解不满意的原因。',
  }),

  'case.plan': ({ id, plan, dueOn }, { text, inCharge }) => ({
    about: `${kindZh(id)}的处理计划：${dueOn} 前完成`,
    tone: 'info',
    lead: [`贵方${kindZh(id)}的处理计划如下。`],
    facts: [
      ['处理计划', text(plan)],
      ['计划完成', dueOn],
    ],
    request: `如对计划有不同意见，请告知${ROLE_ZH[inCharge]}。`,
  }),

  'case.update': ({ id, text }, { text: open }) => ({
    about: `${kindZh(id)}处理进展`,
    tone: 'info',
    lead: [`现向贵方通报${kindZh(id)}的处理进展。`],
    facts: [['进展', open(text)]],
  }),

  'case.paused': ({ id, reason, until }, { text, inCharge }) => ({
    about: `${kindZh(id)}需要贵方答复`,
    tone: 'ask',
    lead: [`处理贵方的${kindZh(id)}需要贵方提供以下内容。等待答复期间暂停计时，收到答复后继续处理。`],
    facts: [
      ['请贵方答复', text(reason)],
      ['最长等待至', humanTime(until)],
    ],
    request: `请答复${ROLE_ZH[inCharge]}。到上述时间仍未收到答复的，恢复计时并继续处理。`,
  }),

  'case.resolved': ({ id, text }, { text: open, inCharge }) => ({
    about: `${kindZh(id)}已处理完成`,
    tone: 'info',
    lead: [`贵方的${kindZh(id)}已处理完成，${ROLE_ZH[inCharge]}将回访贵方，听取意见。`],
    facts: [['处理结果', open(text)]],
    clock: { id: `${kindOf(id)}.callback` },
    request: `如仍不满意，请告知${ROLE_ZH[inCharge]}或在回访时提出，将重新处理。`,
  }),

  'case.closed': ({ id, outcome }) => ({
    about: `${kindZh(id)}已结案：${CASE_OUTCOME_ZH[outcome]}`,
    tone: 'info',
    lead: [`该${kindZh(id)}已结案，不再有待办期限，全部记录仍可查阅。`],
    facts: [['结果', CASE_OUTCOME_ZH[outcome]]],
  }),

  'complaint.data-leak': ({ reportedAt, description }, { text }) => ({
    about: '客户信息泄露投诉，请立即处置',
    tone: 'alarm',
    lead: ['客户反映其信息泄露。请立即采取补救措施；涉及个人信息的，依法通知有关部门与个人。'],
    facts: [
      ['提出时间', humanTime(reportedAt)],
      ['内容', text(description)],
    ],
    clock: { id: 'complaint.incident' },
    request: '请督促登记事件经过、受影响的信息与补救措施。事件登记以前，该投诉不能结案。',
  }),

  'request.assigned': ({ department, clock }, { to }) => ({
    about: `需求交${DEPARTMENT_ZH[department]}办理`,
    tone: 'ask',
    lead: ['该需求已交贵部门办理，响应、方案与进展通报的时限由贵部门负责；时限自客户提出之时起算。'],
    facts: [['责任部门', DEPARTMENT_ZH[department]]],
    ...(clock && { clock: { ...clock, owner: to } }),
    request: '请评估需求的原因、可行性与价值，并在时限内答复客户。',
  }),

  'request.refused': ({ reason, alternative }, { text }) => ({
    about: '需求无法按原样满足，附替代方案',
    tone: 'info',
    lead: ['经评估，贵方的需求无法按原样满足。原因与替代方案如下，客户经理将回访贵方。'],
    facts: [
      ['原因', text(reason)],
      ['替代方案', text(alternative)],
    ],
    clock: { id: 'request.callback' },
    request: '如不接受替代方案，请告知客户经理，或在回访时提出。',
  }),

  'request.confirmation': () => ({
    about: '请确认需求的处理结果',
    tone: 'ask',
    lead: ['贵方的需求已处理完成并已回访，现请贵方确认。'],
    facts: [],
    clock: { id: 'request.confirmation' },
    request: '请在到期前确认；如不满意，可以要求重新处理。',
  }),

  'request.merged': ({ id, into }) => ({
    about: `需求已并入 ${into}`,
    tone: 'info',
    lead: ['贵方从不同渠道提出的同一需求已合并办理，时限以最早提出的一次为准。'],
    facts: [
      ['原编号', id],
      ['并入', into],
    ],
    request: '后续进展以并入后的编号通报。',
  }),

  'request.absorbed': ({ duplicate, urgency, clock }, { to }) => ({
    about: `同一需求已并入（${urgency}），请核对时限`,
    tone: 'ask',
    lead: [
      '客户从另一渠道提出的同一需求已并入本需求。时限以最早提出的一次、较紧急的一级为准，已答复客户的内容不再重复要求。',
    ],
    facts: [
      ['并入的需求', duplicate],
      ['紧急程度', urgency],
    ],
    ...(clock && { clock: { ...clock, owner: to } }),
    request: '请查阅并入的需求，并在时限内答复客户。',
  }),
};
