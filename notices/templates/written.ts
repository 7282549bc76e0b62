import { otherParty } from '../../domain/agreement/authority';
import { CHANNEL_ZH } from '../../domain/agreement/delivery';
import { groundZh, WRITTEN_ZH, type WrittenKind } from '../../domain/agreement/written-types';
import { ROLE_ZH } from '../../domain/roles';
import { parseInstant } from '../../domain/time';
import { humanTime } from '../../domain/agreement/view';
import type { Letter, Template, Templates } from './letter';
import { clauseZh, PARTY_ZH } from './words';

type Written = Templates<'notice' | 'breach'> & { 'agreement.rescinded': Template<'agreement.rescinded'> };

/** What the mail says that brings a notice: one wording for each kind. */
const BRINGS: Record<WrittenKind, Pick<Letter, 'lead' | 'tone'>> = {
  termination: {
    tone: 'alarm',
    lead: ['服务方依协议约定通知终止协议。通知期为 30 日，自贵方收到本通知之时起算；终止日以送达为准另行告知。'],
  },
  cure: {
    tone: 'alarm',
    lead: ['服务方认为贵方的履行与协议约定不符，请贵方补正。补正期限自贵方收到本通知之时起算，见所附通知。'],
  },
  rescission: {
    tone: 'alarm',
    lead: ['服务方依协议约定通知解除协议。解除自贵方收到本通知之时起生效，协议于当日 24:00 终止。'],
  },
  'force-majeure': {
    tone: 'ask',
    lead: ['服务方遭受不可抗力，现将事件、影响范围与预计期间书面通知贵方。'],
  },
  'change-of-contact': {
    tone: 'info',
    lead: ['服务方的联系方式有变更，此后的通知请送至新的联系方式。'],
  },
  general: { tone: 'ask', lead: ['服务方就协议的履行书面通知贵方，内容见所附通知。'] },
};

const GONE_ZH = { cured: '已在补正期内补正', waived: '已不再追究' } as const;

/** 书面通知, 违约与解除 */
export const written: Written = {
  'notice.issued': ({ notice, kind, channel, paper }, { paper: named, personal }) => ({
    about: `书面通知第 ${notice} 号：${WRITTEN_ZH[kind]}，请签收`,
    ...BRINGS[kind],
    facts: [
      ['通知', `第 ${notice} 号，${WRITTEN_ZH[kind]}`],
      ['送达方式', CHANNEL_ZH[channel]],
      ['文件', `${named(paper)}（附件）`],
      ...(personal ? ([['签收入口', personal]] as [string, string][]) : []),
    ],
    request: `请签收第 ${notice} 号通知：由签收入口签收，或回复本邮件确认收到。以贵方确认收到之时为送达。`,
  }),

  'notice.received': ({ notice, kind, party, paper }, { paper: named }) => ({
    about: `书面通知第 ${notice} 号已送达`,
    tone: party === 'client' ? 'ask' : 'info',
    lead: [`${PARTY_ZH[party]}的书面通知已送达，内容见所附通知。`],
    facts: [
      ['通知', `第 ${notice} 号，${WRITTEN_ZH[kind]}`],
      ['通知方', PARTY_ZH[party]],
      ['文件', `${named(paper)}（附件）`],
    ],
    ...(party === 'client' && { request: '请阅读并按通知的要求处理。' }),
  }),

  'breach.recorded': ({ breach, party, clause }, { paper }) => ({
    about: `违约记录第 ${breach} 号，请处理`,
    tone: 'alarm',
    lead: [`已登记${PARTY_ZH[party]}的违约，事实与金额见所附《违约记录》。`],
    facts: [
      ['违约方', PARTY_ZH[party]],
      ['所违反的条款', clauseZh(clause)],
      ['文件', `${paper('breach-record')}（附件）`],
    ],
    clock: { id: `breach.response/${breach}` },
    request:
      party === 'client'
        ? '请决定：发出补正通知，或不再追究。'
        : '请安排补正，并由客户（乙方）认定或以凭证登记；补正期自客户的补正通知送达之日起算。',
  }),

  'breach.cure-begun': ({ breach, party, due }, { to }) => {
    const own = (to === 'client') === (party === 'client');
    const at = parseInstant(due);
    return {
      about: `补正期至 ${humanTime(at)}（违约记录第 ${breach} 号）`,
      tone: own ? 'alarm' : 'info',
      lead: [
        `补正通知已送达${PARTY_ZH[party]}，补正期自送达起算。期满未补正的，${PARTY_ZH[otherParty(party)]}可以解除协议；期满本身不解除协议。`,
      ],
      facts: [['违约方', PARTY_ZH[party]]],
      clock: { id: `breach.cure/${breach}`, due: at, owner: party === 'client' ? 'client' : 'account-manager' },
      ...(own && {
        request:
          to === 'client'
            ? `请在期限内补正，并将凭证交给${ROLE_ZH['account-manager']}。`
            : '请在期限内补正，并请客户认定。',
      }),
    };
  },

  'breach.uncured': ({ breach, party }) => ({
    about: `违约记录第 ${breach} 号：补正期满未补正，请决定`,
    tone: 'alarm',
    lead: [`${PARTY_ZH[party]}在补正期内未补正。期满本身不解除协议，如何处理由守约方决定。`],
    facts: [['违约方', PARTY_ZH[party]]],
    clock: { id: `breach.decision/${breach}` },
    request: '请决定：发出解除通知，认定已补正，或不再追究。',
  }),

  'breach.notice-dropped': ({ breach, notice, kind, why }) => ({
    about: `书面通知第 ${notice} 号（${WRITTEN_ZH[kind]}）不再送达`,
    tone: 'info',
    lead: [`违约记录第 ${breach} 号${GONE_ZH[why]}，据此发出的${WRITTEN_ZH[kind]}尚未送达，不再送达，也不产生效力。`],
    facts: [['通知', `第 ${notice} 号，${WRITTEN_ZH[kind]}`]],
  }),

  'breach.ground-gone': ({ breach, notice, party, why }) => ({
    about: `解除的事由已不存在（违约记录第 ${breach} 号）`,
    tone: 'alarm',
    lead: [
      `违约记录第 ${breach} 号${GONE_ZH[why]}，而${PARTY_ZH[party]}据此发出的解除通知已经送达。协议的终止日不因此自动变更。`,
    ],
    facts: [['解除通知', `第 ${notice} 号`]],
    request: '请双方商定是否仍终止协议，并以书面确认。',
  }),

  'agreement.rescinded': ({ ground, party, endsOn }) => ({
    about: `协议将于 ${endsOn} 24:00 ${party ? '解除' : '提前终止'}`,
    tone: 'alarm',
    lead: [
      party ? `${PARTY_ZH[party]}的解除通知已送达，协议于送达当日 24:00 终止。` : '双方已书面约定提前终止协议。',
      '随后办理交接、客户数据备份与费用结算；保密义务继续有效。',
    ],
    facts: [
      ['事由', groundZh(ground, party)],
      ['终止日', `${endsOn} 24:00`],
    ],
    request: '请为交接与结算作准备。',
  }),
};
