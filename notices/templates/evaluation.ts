import type { Templates } from './letter';
import { FIGURE_ZH, PARTY_ZH, VERDICT_ZH, versionZh } from './words';

/** 评估与续签 */
export const evaluation: Templates<'evaluation' | 'renewal'> = {
  'evaluation.started': ({ termEnd }) => ({
    about: '服务评估已开始',
    tone: 'info',
    lead: ['协议即将期满，评估数据已冻结，《服务评估报告》已出具，等待双方确认。'],
    facts: termEnd ? [['协议期满', `${termEnd} 24:00`]] : [],
    clock: { id: 'evaluation.confirm' },
    request: '请代表服务方确认评估报告，或对数据提出异议。',
  }),

  'evaluation.report': ({ version, verdict }) => ({
    about: `《服务评估报告》${versionZh(version)}待确认`,
    tone: 'ask',
    lead: ['《服务评估报告》已出具。贵方可以确认，也可以对数据提出异议；有异议的数据更正后重新冻结，并出具新版本。'],
    facts: [
      ['文件', '《服务评估报告》'],
      ['版本', versionZh(version)],
      ['评估结论', VERDICT_ZH[verdict]],
    ],
    clock: { id: 'evaluation.confirm' },
    request: '请在到期前确认，或对数据提出异议。',
  }),

  'evaluation.disputed': ({ figure, party }) => ({
    about: '评估数据有异议，请更正',
    tone: 'ask',
    lead: ['一方对评估数据提出异议。更正后的数据重新冻结，出具新版本的报告，原版本保留。'],
    facts: [
      ['有异议的数据', FIGURE_ZH[figure] ?? figure],
      ['提出方', PARTY_ZH[party]],
    ],
    clock: { id: 'evaluation.correction' },
    request: '请核对并更正数据，写明更正原因。',
  }),

  'renewal.started': ({ successor }) => ({
    about: '续签协议已开始起草',
    tone: 'info',
    lead: ['评估已通过，且双方均无异议。续签以新协议办理，沿用现有条款起草，自现协议期满时生效。'],
    facts: [['续签协议编号', successor]],
    request: '如对续签条款有新的要求，请告知客户经理。',
  }),

  'renewal.ended': ({ successor, termEnd }) => ({
    about: '续签协议未签成，请决定',
    tone: 'ask',
    lead: [`续签协议 ${successor} 在签署前已结束。没有新的续签协议的，本协议到期终止。`],
    facts: termEnd ? [['现协议期满', `${termEnd} 24:00`]] : [],
    request: '需要续签的，请重新发起续签；暂时谈不妥的，可以另签过渡期补充协议。',
  }),

  'renewal.unsigned': ({ termEnd, successor }) => ({
    about: '协议即将期满，续签协议尚未签署',
    tone: 'ask',
    lead: [
      '期满时续签协议仍未签署的，现协议终止；只有双方签署过渡期补充协议才能延长。任何一方沉默，均不视为同意续签。',
    ],
    facts: [
      ...(termEnd ? ([['协议期满', `${termEnd} 24:00`]] as [string, string][]) : []),
      ...(successor ? ([['续签协议编号', successor]] as [string, string][]) : []),
    ],
    clock: { id: 'term.end' },
    request: '如需续签，请尽快完成续签协议的审核与签署。',
  }),
};
