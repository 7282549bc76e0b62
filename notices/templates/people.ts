import { isClientSeat, SEAT_ZH } from '../../domain/parties';
import type { Templates } from './letter';

const IF_WRONG = '如内容有误，请立即告知客户经理。';

/** 人员更换, 联系资料更正 */
export const people: Templates<'person'> = {
  'person.replaced': ({ seat, from, to: newcomer, open }, { to, text }) => ({
    about: `${SEAT_ZH[seat]}已更换`,
    tone: 'info',
    lead: [
      isClientSeat(seat)
        ? '已收到乙方加盖公章的书面通知，乙方人员已更换。通知送达前，原人员的行为仍然有效；原人员的个人链接已失效。'
        : '甲方人员已更换，特此书面告知。原人员此前的行为仍然有效，未办结的事项由接任者继续办理。',
      '已经开始的期限不因更换而中断，甲方负责人同意延长的除外。',
    ],
    facts: [
      ['原任', text(from)],
      ['现任', text(newcomer)],
      ...(open > 0 && to !== 'client' ? ([['其角色未办结的期限', `${open} 项`]] as [string, string][]) : []),
    ],
    ...(to === 'client' && isClientSeat(seat) && { request: IF_WRONG }),
  }),

  'person.corrected': ({ seat, name }, { to, text }) => ({
    about: `${SEAT_ZH[seat]}的联系资料已更正`,
    tone: 'info',
    lead: ['人员未变，仅更正其联系资料。此后的邮件与文书以更正后的资料为准，已经开始的期限照旧。'],
    facts: [[SEAT_ZH[seat], text(name)]],
    ...(to === 'client' && isClientSeat(seat) && { request: IF_WRONG }),
  }),
};
