import type { NoticeContext, Templates } from './letter';
import { PARTY_ZH } from './words';

const WHY = { returned: '内部审核退回', refused: '一方不同意', lapsed: '签署期届满仍未由双方签署' } as const;

/** The paper that such a mail brings along. */
const enclosed = (effectiveOn: string, { paper }: NoticeContext): [string, string][] => [
  ['文件', `${paper('amendment')}（附件）`],
  ['拟定生效日', effectiveOn],
];

/** 变更 */
export const amendment: Templates<'amendment'> = {
  'amendment.proposed': ({ amendment: n, effectiveOn }, context) => ({
    about: `请审核补充协议第 ${n} 号`,
    tone: 'ask',
    lead: ['现提出变更协议，请审核所附补充协议。法务与客服部由两人分别通过后，才交双方签署。'],
    facts: enclosed(effectiveOn, context),
    clock: { id: `amendment.review/${n}` },
    request: '请通过，或说明理由退回。',
  }),

  'amendment.to-sign': ({ amendment: n, effectiveOn }, context) => ({
    about: `请签署补充协议第 ${n} 号`,
    tone: 'ask',
    lead: ['双方拟变更协议的内容载于所附补充协议。须由双方签署；沉默不视为同意，未签署的，原约定不变。'],
    facts: enclosed(effectiveOn, context),
    clock: { id: `amendment.signing/${n}` },
    request: '同意的，请签署并交回；不同意的，请告知。',
  }),

  'amendment.to-attest': ({ amendment: n, party }) => ({
    about: `补充协议第 ${n} 号的签署件已登记，请第二人复核`,
    tone: 'ask',
    lead: [`${PARTY_ZH[party]}的签署件已登记。请由登记人以外的第二人复核签名、印章与日期。`],
    facts: [['签署方', PARTY_ZH[party]]],
    clock: { id: `amendment.signing/${n}` },
    request: '请复核扫描件。',
  }),

  'amendment.agreed': ({ amendment: n, effectiveOn }) => ({
    about: `补充协议第 ${n} 号已由双方签署`,
    tone: 'info',
    lead: ['此后开始或安排的事项自生效日起适用新的约定；已在计时的期限不变。'],
    facts: [['生效日', effectiveOn]],
  }),

  'amendment.lapsed': ({ amendment: n }) => ({
    about: `补充协议第 ${n} 号签署期届满，请决定`,
    tone: 'alarm',
    lead: ['签署期已届满，双方签署件尚未全部登记并复核。在决定之前补交并复核的签署件仍然有效；沉默不视为同意。'],
    facts: [],
    clock: { id: `amendment.lapse/${n}` },
    request: '请决定：重新开始签署期，或说明理由不再办理。',
  }),

  'amendment.ended': ({ amendment: n, why }) => ({
    about: `补充协议第 ${n} 号未达成，原约定不变`,
    tone: why === 'lapsed' ? 'alarm' : 'info',
    lead: ['该补充协议不再办理，协议仍按原约定履行。需要变更的，请重新提出。'],
    facts: [['原因', WHY[why]]],
  }),

  'amendment.moot': ({ amendment: n }) => ({
    about: `协议终止，补充协议第 ${n} 号不再办理`,
    tone: 'info',
    lead: ['协议已终止，或已通知终止，该补充协议尚未生效，不再办理；协议终止前仍按原约定履行。'],
    facts: [],
  }),

  'amendment.term-not-moved': ({ amendment: n, until, termEnd }) => ({
    about: `补充协议第 ${n} 号生效，但期满日未按其延长`,
    tone: 'alarm',
    lead: [
      '签署之后，续签协议已签署、已通知终止，或期满日已另行延长，故补充协议约定的期满日不再适用；其余变更自生效日起适用。',
    ],
    facts: [
      ['约定的期满日', until],
      ['现期满日', termEnd],
    ],
  }),
};
