import { humanTime } from '../../domain/agreement/view';
import type { Templates } from './letter';
import { clauseZh, versionZh } from './words';

/** 双方审核 */
export const review: Templates<'review' | 'draft'> = {
  'review.requested': ({ version }, { to }) => ({
    about: `协议草案${versionZh(version)}待审核`,
    tone: 'ask',
    lead: ['协议草案已提交内部审核。法务与客服部须由起草人以外的两名不同人员审核同一版本。'],
    facts: [
      ['草案版本', versionZh(version)],
      ['审核重点', to === 'legal' ? '合规' : '可行性（团队能否按约定交付）'],
    ],
    clock: { id: to === 'legal' ? 'review.legal' : 'review.service' },
    request: '请审核通过，或写明原因退回。',
  }),

  'draft.void': ({ version }, { to }) => ({
    about: `协议草案${versionZh(version)}已作废`,
    tone: 'info',
    lead: ['该版本已作废，此前的审核、确认与签署不再有效。新版本将重新审核和送达。'],
    facts: [['作废版本', versionZh(version)]],
    request: to === 'account-manager' ? '请提交新版本。' : '请勿再审核或签署该版本。',
  }),

  'review.delivered': ({ version, due, before }) => ({
    about: `请审阅协议草案${versionZh(version)}`,
    tone: 'ask',
    lead: [
      '协议草案已送达贵方。反馈期自送达之日起算，贵方可以接受，也可以逐条提出异议。',
      ...(before === undefined
        ? []
        : [
            `贵方上次收到的是${versionZh(before)}；两版之间的全部改动见所附的修改对照稿（Word 文件，改动以修订标出）。`,
          ]),
    ],
    facts: [
      ['草案版本', versionZh(version)],
      ...(before === undefined
        ? []
        : [['修改对照稿', `${versionZh(version)}对照${versionZh(before)}（随信附上）`] as [string, string]]),
    ],
    clock: { id: 'review.client', due },
    request: '请在到期前答复：接受，或逐条列明异议及理由。',
  }),

  'review.objected': ({ version, clauses }) => ({
    about: `客户对草案${versionZh(version)}提出异议`,
    tone: 'ask',
    lead: ['客户已逐条提出异议。协商后须提交新版本，重新进行内部审核，并给客户新的反馈期。'],
    facts: [
      ['草案版本', versionZh(version)],
      ['有异议的条款', clauses.map(clauseZh).join('、')],
    ],
    clock: { id: 'drafting' },
    request: '请与客户协商，并提交新版本的草案。',
  }),

  'review.extended': ({ due }) => ({
    about: `反馈期已延至 ${humanTime(due)}`,
    tone: 'ask',
    lead: ['贵方对协议草案的反馈期已经届满，现由服务方负责人决定延长。'],
    facts: [],
    clock: { id: 'review.client', due },
    request: '请在新的期限前答复：接受，或逐条列明异议及理由。',
  }),

  'review.lapsed': () => ({
    about: '客户反馈期已失效，请决定',
    tone: 'alarm',
    lead: ['客户在反馈期内没有答复。沉默不视为接受；在您决定之前到达的答复仍然有效。'],
    facts: [],
    clock: { id: 'review.client-lapse' },
    request: '请决定：延期 1 至 10 个工作日、视为客户撤回，或关闭。',
  }),
};
