import { RULES, type CommandName } from './commands';

/** What happened, as records and timelines that people read name it; commands by their own titles. */
const EVENT_ZH: Record<string, string> = {
  'agreement.effective': '协议生效',
  'deadline.cancelled': '期限取消',
  'deadline.escalated': '逾期上报',
  'deadline.extended': '期限延长',
  'deadline.handed-on': '一方已完成',
  'deadline.met': '期限内完成',
  'deadline.missed': '期限逾期',
  'deadline.moved': '期限移动',
  'deadline.set': '期限起算',
  'deadline.warned': '期限提醒',
  'document.made': '文书制成',
  'person.corrected': '人员联系资料更正',
  'person.replaced': '人员更换',
  'phase.entered': '进入下一阶段',
  'review.deemed-accepted': '依约视为接受',
  'signing.completed': '双方签署完成',
  'signing.flow.ended': '签署流程结束',
  'signing.flow.not-cancelled': '平台上的流程未能撤销',
  'signing.flow.requested': '发起签署流程',
  'signing.flow.started': '签署流程开始',
  'signing.platform-away': '签署平台没有应答',
  'signing.platform-back': '签署平台恢复应答',
  'signing.refused': '已在平台拒签',
  'signing.signed': '一方已签署',
  'signing.viewed': '已在平台查看',
};

/** An event that has no word of its own keeps its name. */
export function eventZh(event: string, command?: string): string {
  if (command !== undefined && Object.hasOwn(RULES, command)) return RULES[command as CommandName].title;
  return EVENT_ZH[event] ?? event;
}
