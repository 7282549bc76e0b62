import { OUTCOME_ZH } from '../../domain/agreement/types';
import type { Role } from '../../domain/roles';
import type { Letter, Template, Templates } from './letter';
import { PARTY_ZH, versionZh } from './words';

type Ending = Templates<'termination' | 'handover' | 'settlement' | 'completion'> & {
  'agreement.ended': Template<'agreement.ended'>;
  'agreement.closed': Template<'agreement.closed'>;
};

/** What is left to do for each side once the agreement has ended. */
const CLOSING: Partial<Record<Role, Pick<Letter, 'clock' | 'request'>>> = {
  'account-manager': {
    clock: { id: 'handover' },
    request: '请提交交接清单，并在期限内向客户交付客户数据备份。',
  },
  finance: { clock: { id: 'settlement' }, request: '请结清费用与违约金，并确认结算。' },
  client: { request: '服务方将向贵方提交交接清单、客户数据备份和结算单，请届时接收并确认。' },
};

/** 终止、交接与结算 */
export const ending: Ending = {
  'termination.notice': ({ party }, { paper }) => ({
    about: '收到书面终止通知',
    tone: 'alarm',
    lead: [
      `${PARTY_ZH[party]}已发出书面终止通知。通知期为 30 日，自送达之日起算；评估开始后发出的，协议不早于期满日终止。`,
      '通知期内服务与费用照常，按日计算。',
    ],
    facts: [
      ['通知方', PARTY_ZH[party]],
      ['文件', paper('termination-notice')],
    ],
    clock: { id: 'termination.notice' },
    request: '请为交接与结算作准备。',
  }),

  'handover.submitted': () => ({
    about: '交接清单已提交，请接收',
    tone: 'ask',
    lead: ['服务方已提交交接清单。交接经贵方接收后，协议才告终止；未办结的投诉与需求保留编号和期限。'],
    facts: [['文件', '《交接清单》']],
    clock: { id: 'handover.acceptance' },
    request: '请逐项核对并接收交接。',
  }),

  'settlement.drawn-up': ({ version }) => ({
    about: '结算单已出具，请核对并签署',
    tone: 'ask',
    lead: ['费用与违约金已按协议结算，应付金额及付款期限载于《结算单》。'],
    facts: [['文件', `《结算单》${versionZh(version)}`]],
    request: '请核对并签署结算单；有异议的，请告知客户经理。',
  }),

  'completion.requested': ({ version }) => ({
    about: '履行完毕确认书待签署',
    tone: 'ask',
    lead: ['交接已接收，费用已结算。《履行完毕确认书》已出具，由双方签署。'],
    facts: [['文件', `《履行完毕确认书》${versionZh(version)}`]],
    clock: { id: 'completion' },
    request: '请签署并交回签署件的扫描件。',
  }),

  'agreement.ended': (_data, { to }) => ({
    about: '协议已终止，进入交接与结算',
    tone: 'info',
    lead: ['协议已终止，现办理交接、客户数据备份与费用结算。保密义务在终止后继续有效。'],
    facts: [],
    ...CLOSING[to],
  }),

  'agreement.closed': ({ outcome }) => ({
    about: outcome ? `协议已结束：${OUTCOME_ZH[outcome]}` : '协议已结束',
    tone: 'info',
    lead: ['协议的全部事项已经结束，不再有待办期限。全部记录与文件仍可查阅。'],
    facts: outcome ? [['结果', OUTCOME_ZH[outcome]]] : [],
  }),
};
