import { dayFromDate, endOfDay } from '../../domain/time';
import type { esigning } from './esigning';
import type { Template, Templates } from './letter';
import { PARTY_ZH, versionZh } from './words';

const signedFilesZh = (enclosed: boolean): string =>
  enclosed ? '签署件随信附上。' : '签署件已存档，需要时请向服务方索取。';

/** 签署与生效 */
export const signing: Templates<'signing' | 'effectiveness', keyof typeof esigning> & {
  'agreement.effective': Template<'agreement.effective'>;
} = {
  'signing.requested': ({ version, copies }) => ({
    about: '请签署协议',
    tone: 'ask',
    lead: ['双方已最终确认协议文本，现进入签署。请只签署已确认的版本，逐页核对。'],
    facts: [
      ['签署版本', versionZh(version)],
      ['纸质签署的份数', `一式 ${copies} 份，双方各执 ${copies / 2} 份`],
      ['贵方签署', '加盖公章，并由法定代表人或授权代表签字（授权代表须附授权委托书）'],
    ],
    clock: { id: 'signing' },
    request:
      '请在签署期内完成签署：纸质签署的，交回原件；电子签署的，轮到贵方时另行通知，无须打印和交回原件。逾期未由双方完成的，已有签署不再使用。',
  }),

  'signing.to-attest': ({ party }) => ({
    about: '签署件已登记，请第二人复核',
    tone: 'ask',
    lead: [`${PARTY_ZH[party]}的签署件已登记。请由登记人以外的第二人逐页复核签名、印章与日期。`],
    facts: [['签署方', PARTY_ZH[party]]],
    clock: { id: 'signing' },
    request: '请复核扫描件；运营、法务或负责人均可复核。',
  }),

  'signing.lapsed': () => ({
    about: '签署期已失效，请决定',
    tone: 'alarm',
    lead: ['签署期已届满，双方签署件尚未全部登记并复核。失效一轮的签署不再使用。'],
    facts: [],
    clock: { id: 'signing.lapse' },
    request: '请决定：重新开始签署期，或关闭。',
  }),

  'signing.completed': ({ lastSignedOn, until }, { enclosed }) => ({
    about: '双方签署已完成，待生效条件成就',
    tone: 'info',
    lead: ['双方的签署已完成并经复核。协议自约定的生效条件成就之日起生效，此前尚未生效。', signedFilesZh(enclosed)],
    facts: [['签署完成', lastSignedOn]],
    clock: { id: 'effectiveness', due: endOfDay(dayFromDate(until)) },
  }),

  'effectiveness.lapsed': () => ({
    about: '生效条件到期未成就，请决定',
    tone: 'alarm',
    lead: ['双方已签署，但约定的生效条件在约定日期前没有成就，协议尚未生效。'],
    facts: [],
    clock: { id: 'effectiveness.lapse' },
    request: '请决定：延期至新的日期，或关闭。',
  }),

  'agreement.effective': ({ effectiveOn, termEnd }, { enclosed }) => ({
    about: `协议自 ${effectiveOn} 起生效`,
    tone: 'info',
    lead: ['双方签署已完成并经复核。服务方将按服务标准送达《服务执行计划》。', signedFilesZh(enclosed)],
    facts: [['生效日', effectiveOn], ...(termEnd ? ([['协议期满', `${termEnd} 24:00`]] as [string, string][]) : [])],
  }),
};
