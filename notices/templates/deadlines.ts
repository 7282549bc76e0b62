import { humanTime } from '../../domain/agreement/view';
import { ROLE_ZH, type Role } from '../../domain/roles';
import { rowOf, titleOf } from '../../domain/standard';
import { parseInstant } from '../../domain/time';
import type { Letter, Templates } from './letter';
import { typeset } from './words';

const you = (to: Role): string => (to === 'client' ? '贵方' : '您');

/** Warnings, misses and rungs of the ladder. */
export const deadlines: Templates<'deadline'> = {
  'deadline.warning': ({ id, due }, { to, inCharge }) => {
    const at = parseInstant(due);
    return {
      about: `${typeset(titleOf(id))}将于 ${humanTime(at)} 到期`,
      tone: 'ask',
      lead: [`以下事项由${you(to)}负责，期限将至，尚未完成。`],
      facts: [],
      clock: { id, due: at, owner: to },
      request: `请在到期前完成；已经完成的，请${to === 'client' ? `告知${ROLE_ZH[inCharge]}` : '尽快登记'}。`,
    };
  },

  'deadline.missed': ({ id, due }, { to, inCharge }) => {
    const clock = { id, due: parseInstant(due), owner: to };
    if (rowOf(id)?.optional) return unused(clock);
    return {
      about: `${typeset(titleOf(id))}已逾期`,
      tone: 'alarm',
      lead: [`以下事项由${you(to)}负责，期限已过，尚未收到完成的记录。`],
      facts: [],
      clock,
      request:
        to === 'client'
          ? `请尽快办理，并告知${ROLE_ZH[inCharge]}。`
          : '请立即处理，并登记实际完成的时间。到期前已完成、只是登记晚了的，记录将注明迟录。',
    };
  },

  'deadline.begun': ({ id, due }, { to }) => ({
    about: `${typeset(titleOf(id))}：请办理`,
    tone: 'ask',
    lead: [`以下事项现由${you(to)}负责。`],
    facts: [],
    clock: { id, due: parseInstant(due), owner: to },
    request: '请在到期前完成并登记。',
  }),

  'deadline.extended': ({ id, due }, { to }) => ({
    about: `${typeset(titleOf(id))}延至 ${humanTime(parseInstant(due))}`,
    tone: 'ask',
    lead: ['因对接人更换，服务方负责人决定延长以下期限。'],
    facts: [],
    clock: { id, due: parseInstant(due), owner: to },
    request: '请在新的期限前办理。',
  }),

  'deadline.your-turn': ({ id, due }, { to, at: now }) => {
    const at = parseInstant(due);
    return {
      about: `${typeset(titleOf(id))}：等待${you(to)}`,
      tone: 'ask',
      lead: [`另一方已经完成，以下事项现只等待${you(to)}。`],
      facts: [],
      clock: { id, due: at, owner: to },
      request: at > now ? `请在 ${humanTime(at)} 前完成。` : '期限已过，请尽快完成。',
    };
  },

  'deadline.escalation': ({ id, due, rung, owner }, { to }) => {
    const clock = { id, due: parseInstant(due), owner };
    if (rowOf(id)?.optional) return unused(clock);
    return {
      about: `逾期上报（第 ${rung} 级）：${typeset(titleOf(id))}`,
      tone: 'alarm',
      lead: [`${ROLE_ZH[owner]}负责的以下事项已逾期，按服务标准上报${ROLE_ZH[to]}处理。`],
      facts: [['上报级别', `第 ${rung} 级`]],
      clock,
      request: '请督促完成，或登记「处理逾期」。有人处理之前，本通知按上报规则重复发送。',
    };
  },
};

/** A right that nobody used: nothing is left to do, the record says what its silence means. */
const unused = (clock: NonNullable<Letter['clock']>): Letter => ({
  about: `${typeset(titleOf(clock.id))}：期限已过，没有答复`,
  tone: 'info',
  lead: ['以下期限已过，期限内没有答复，已如实记录，无须再办理。'],
  facts: [],
  clock,
});
