import { FAULT_ZH, FLOW_STATE_ZH, PROVIDER_ZH } from '../../domain/agreement/flow-words';
import type { Party } from '../../domain/agreement/types';
import { humanTime } from '../../domain/agreement/view';
import type { Letter, Template } from './letter';
import { PARTY_ZH, versionZh } from './words';

type Kind = 'signing.your-turn' | 'signing.flow-ended' | 'signing.platform-away' | 'signing.not-cancelled';

/** Who has refused, if anybody: with whom to talk first. */
const TALK: Record<Party | 'nobody', string> = {
  client: '请与客户（乙方）沟通后',
  provider: '请先在我方内部确认拒签的原因，再',
  nobody: '请查明原因后',
};

/** To the client that has handed in a paper which does not count any more. */
const GIVEN_UP: Letter = {
  about: '本次纸质签署已撤销，已交的签署件作废',
  tone: 'info',
  lead: ['服务方已撤销本次纸质签署。贵方已经交来的签署件不再使用，不产生签署的效力。'],
  facts: [],
  clock: { id: 'signing' },
  request: '签署期继续进行；须重新签署的，另行通知。如有疑问，请联系客户经理。',
};

/** 签署流程. No mail carries a link of a platform: it leads to our own address, which asks who comes and whose turn it is. */
export const esigning: { [K in Kind]: Template<K> } = {
  'signing.your-turn': ({ party, provider, version, until }, { to, personal }) =>
    provider === 'paper'
      ? {
          about: to === 'client' ? '轮到贵方在纸上签署' : `轮到${PARTY_ZH[party]}在纸上签署`,
          tone: 'ask',
          lead: ['双方已最终确认的协议文本按约定的先后在纸上签署，已轮到这一方。请按原样打印全部页，核对版本后签署。'],
          facts: [
            ['签署方式', PROVIDER_ZH.paper],
            ['签署版本', versionZh(version)],
            ...(personal ? ([['下载待签文件', personal]] as [string, string][]) : []),
            ['截止', humanTime(until)],
          ],
          request: '请签字、盖章并写明日期，签妥后将原件交客户经理登记。',
        }
      : {
          about: to === 'client' ? '轮到贵方电子签署' : `轮到${PARTY_ZH[party]}电子签署`,
          tone: 'ask',
          lead: [
            to === 'client'
              ? '双方已最终确认的协议文本现由第三方平台签署，已轮到贵方。请核对版本后签署：加盖公章，并由法定代表人或授权代表签字。'
              : '客户一侧无须再等待，已轮到服务方在第三方平台签署。请取得签署链接，交由签署人本人签署。',
          ],
          facts: [
            ['签署平台', PROVIDER_ZH[provider]],
            ['签署版本', versionZh(version)],
            ...(personal ? ([['签署入口', personal]] as [string, string][]) : []),
            ['截止', humanTime(until)],
          ],
          request:
            to === 'client'
              ? '请由签署入口进入平台的签署页面；入口只供本次签署使用，请勿转发给签署人以外的人。'
              : '请将签署入口交由签署人本人；入口只供本次签署使用，请勿转发给签署人以外的人。',
        },

  'signing.flow-ended': ({ provider, startKey, state, party, fault }, { to }) =>
    to === 'client'
      ? GIVEN_UP
      : {
          about: `${provider === 'paper' ? '纸质签署' : '电子签署'}未完成：${FLOW_STATE_ZH[state]}`,
          tone: 'alarm',
          lead: ['本次签署流程已结束，其中已有的签署不予采用。签署期继续进行，可以重新发起，也可以改用别的签署方式。'],
          facts: [
            ['签署方式', PROVIDER_ZH[provider]],
            ['流程', startKey],
            ['结果', FLOW_STATE_ZH[state]],
            ...(party ? ([['拒签一方', PARTY_ZH[party]]] as [string, string][]) : []),
            ...(fault ? ([['原因', FAULT_ZH[fault]]] as [string, string][]) : []),
          ],
          clock: { id: 'signing' },
          request: `${TALK[party ?? 'nobody']}重新发起，或登记纸质签署件。`,
        },

  'signing.platform-away': ({ provider, since, attempts }) => ({
    about: `签署平台${PROVIDER_ZH[provider]}没有应答`,
    tone: 'alarm',
    lead: ['电子签署平台多次没有应答，签署进度暂时无法得知。系统会继续重试，协议的其他事项不受影响。'],
    facts: [
      ['签署平台', PROVIDER_ZH[provider]],
      ['开始于', humanTime(since)],
      ['已尝试', `${attempts} 次`],
    ],
    clock: { id: 'signing' },
    request: '请联系平台查明原因；签署期内无法恢复的，可撤销流程，改为纸质签署。',
  }),

  'signing.not-cancelled': ({ provider, startKey }) => ({
    about: '作废的电子签署流程未能在平台上撤销',
    tone: 'alarm',
    lead: ['该流程对本协议已经无效，其中的签署不会采用，但平台上的撤销没有成功。'],
    facts: [
      ['签署平台', PROVIDER_ZH[provider]],
      ['流程', startKey],
    ],
    request: '请在平台后台手工撤销该流程，以免有人继续签署。',
  }),
};
