import type { ProviderName } from './esign';
import type { Fault, Flow, FlowParty } from './flow';

export const PROVIDER_ZH: Record<ProviderName, string> = {
  paper: '纸质签署',
  ess: '腾讯电子签',
  esign: 'e签宝',
  fasc: '法大大',
};

export const FLOW_STATE_ZH: Record<Flow['state'], string> = {
  starting: '正在发起',
  open: '签署中',
  completing: '双方已签, 正在核验文件',
  completed: '已完成',
  refused: '一方拒签',
  expired: '逾期未签',
  cancelled: '已撤销',
  void: '已作废',
  faulty: '有误, 签署不予采用',
  failed: '平台拒绝发起',
};

export const SIGNER_STATE_ZH: Record<FlowParty['state'], string> = {
  waiting: '待签署',
  viewed: '已查看',
  received: '已收到签署件, 待复核',
  signed: '已签署',
  refused: '已拒签',
};

export const FAULT_ZH: Record<Fault, string> = {
  'out-of-order': '未按约定的先后顺序签署',
  time: '签署时间不在签署期内',
  incomplete: '平台称已完成, 但缺少一方签署',
  unverified: '签署文件未通过核验, 不是已确认版本的签署件',
  'term-over': '签署时约定的协议期已满',
};
