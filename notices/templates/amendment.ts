import type { Templates } from './letter';
import { PARTY_ZH, versionZh } from './words';

const WHY = { returned: '内部审核退回', refused: '一方不同意', lapsed: '签署期届满仍未由双方签署' } as const;

/** 变更 */
export const amendment: Templates<'amendment'> = {
  'amendment.proposed': ({ amendment: n, version, effectiveOn }) => ({
    about: `请审核补充协议第 ${n} 号`,
    tone: 'ask',
    lead: ['现提出变更协议，请审核所附补充协议。法务与客服部由两人分别通过后，才交双方签署。'],
    facts: [
      ['文件', `《补充协议》${versionZh(version)}（附件）`],
      ['拟定生效日', effectiveOn],
    ],
    clock: { id: `amendment.review/${n}` },
    request: '请通过，或说明理由退回。',
  }),

  'amendment.to-sign': ({ amendment: n, version, effectiveOn }) => ({
    about: `请签署补充协议第 ${n} 号`,
    tone: 'ask',
    lead: ['双方拟变更协议的内容载于所附补充协议。须由双方签署；沉默不视为同意，未签署的，原约定不变。'],
    facts: [
      ['文件', `《补充协议》${versionZh(version)}（附件）`],
      ['拟定生效日', effectiveOn],
    ],
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

  'amendment.ended': ({ amendment: n, why }) => ({
    about: `补充协议第 ${n} 号未达成，原约定不变`,
    tone: why === 'lapsed' ? 'alarm' : 'info',
    lead: ['该补充协议不再办理，协议仍按原约定履行。需要变更的，请重新提出。'],
    facts: [['原因', WHY[why]]],
  }),
};
