import { monthZh } from '../../domain/time';
import type { Templates } from './letter';
import { versionZh } from './words';

/** 服务执行 */
export const execution: Templates<'plan' | 'ledger' | 'minutes' | 'report' | 'inspection'> = {
  'plan.delivered': ({ version }) => ({
    about: '《服务执行计划》已送达',
    tone: 'info',
    lead: ['服务团队、日程、责任人与交付成果载于《服务执行计划》。'],
    facts: [
      ['文件', '《服务执行计划》'],
      ['版本', versionZh(version)],
    ],
    request: '如需调整，请告知客户经理。',
  }),

  'ledger.filed': ({ month }, { paper }) => ({
    about: `${monthZh(month)}客户关系维护台账已备案`,
    tone: 'info',
    lead: ['本月台账已月结并向贵方备案。台账只增不改，更正以新记录登记。'],
    facts: [
      ['文件', paper('ledger')],
      ['月份', monthZh(month)],
    ],
    request: '如有遗漏或不同意见，请告知客户经理。',
  }),

  'minutes.delivered': ({ meeting }, { paper }) => ({
    about: `第 ${meeting} 次复盘会纪要已送达`,
    tone: 'ask',
    lead: ['复盘会纪要已送达贵方。贵方的意见将记入客户关系维护台账。'],
    facts: [['文件', paper('minutes')]],
    clock: { id: `meeting.feedback/${meeting}` },
    request: '如有意见，请在到期前提出。',
  }),

  'report.delivered': ({ report }, { paper }) => ({
    about: `第 ${report} 期合同履行情况报告已送达`,
    tone: 'info',
    lead: ['本期协议的履行情况载于《合同履行情况报告》。'],
    facts: [['文件', paper('performance-report')]],
    request: '如有疑问，请告知客户经理。',
  }),

  'inspection.finding': ({ id, text, dueOn }, { text: open }) => ({
    about: `质检发现问题，请于 ${dueOn} 前整改`,
    tone: 'ask',
    lead: ['服务质检发现以下问题，须限期整改并登记效果。'],
    facts: [
      ['整改项', `第 ${id} 项`],
      ['发现的问题', open(text)],
      ['整改期限', `${dueOn} 24:00`],
    ],
    clock: { id: `rectification/${id}` },
    request: '请按期整改，并登记整改效果。',
  }),
};
