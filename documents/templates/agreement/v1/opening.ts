import { periodZh, targetZh } from '../../../format';
import type { ClauseWriter } from './clause';
import { counting, endOfWorkday, filingTime, takesEffect, termLength } from './phrases';
import { caseTimesTable, ladderTable, stepTimesTable } from './tables';

export const definitions: ClauseWriter = ({ article, data: { serviceHours } }) => [
  {
    text: '除上下文另有所指外，本协议中下列用语具有以下含义：',
    items: [
      '“服务”：甲方依本协议及其附件，为维护乙方与名单客户之间的关系而提供的沟通联络、需求跟进、投诉处理、满意度调研、客户关怀、数据记录与报告等全部工作。',
      '“名单客户”：乙方以加盖公章的名单书面提供、并经双方核对数量一致的需由甲方协助维护的客户。',
      '“客户信息”：乙方、乙方人员及名单客户的名称、联系方式、交易与沟通记录以及其他已识别或可识别特定主体的信息，无论以何种形式记载。',
      '“投诉”：乙方或名单客户对服务或服务人员表示不满并要求处理的意思表示；“需求”：除投诉以外要求提供、调整或说明服务的意思表示，咨询属于常规需求。',
      `“服务标准”：${article('standard')}及附件所列的质量要求、频次与时限。`,
      '“台账”：甲方逐笔记录服务过程的《客户关系维护台账》；台账只增不改，记录有误的，以新记录更正并注明所更正的记录。',
      '“书面形式”：纸质文件，以及可以有形表现所载内容并可随时调取查用的传真、电子邮件、电子签约平台或服务平台上的数据电文。',
    ],
  },
  `本协议所称时间均为北京时间。${counting(serviceHours)}，自事件报告之时起算，而不以录入之时起算；以“日”“月”“年”计算的期限为日历期间。`,
  `“工作日”指按国务院办公厅公布的年度节假日安排应当上班的日期，包括因调休而上班的周末。以工作日计算的期限，不计事件发生的当日，至最后一个工作日的 ${endOfWorkday(serviceHours)}届满，不折算为小时。`,
  '条款标题仅为阅读方便，不影响条款的解释。本协议所称“以上”“以内”“届满”包括本数，“超过”“不足”不包括本数。',
];

export const parties: ClauseWriter = ({ data }) => {
  const { provider, people } = data;
  const authority =
    people.clientSignatory.authority === 'legal-representative'
      ? '其签署人为法定代表人'
      : '其签署人已取得乙方书面授权，授权文件已交甲方存档';
  return [
    '甲方为服务提供方，乙方为接受服务方。双方的名称、证照号码、住所、联系人等信息载于《协议基本信息表》，该表为本协议的组成部分。',
    provider.kind === 'enterprise'
      ? '甲方保证其依法设立并有效存续，具备提供服务所需的资质、人员与条件，签署和履行本协议已取得必要的内部授权。'
      : '甲方保证其具有完全民事行为能力，具备提供服务所需的能力与条件，本人亲自签署并对服务成果承担责任。',
    `乙方保证其依法设立并有效存续，所提交的营业执照及其他证照在有效期内，签署和履行本协议已取得必要的内部授权；${authority}。`,
    '甲方的客户经理负责本协议的日常履行，负责人负责升级事项的处理与决定；乙方的对接人代表乙方接收通知、提出需求与投诉、反馈意见。对接人的行为在其职责范围内对乙方发生效力，但变更、解除本协议须由乙方签署人签署并加盖公章。',
    '任何一方更换上述人员，应以书面形式通知对方；乙方更换对接人或签署人的通知应加盖公章。通知送达前，原人员的行为仍然有效；已经开始的期限不因更换而中断，甲方负责人同意延长的除外。',
  ];
};

export const service: ClauseWriter = ({ data, data: { standard }, article }) => [
  '甲方按附件一《服务内容明细》所列的项目、标准与频次提供服务；乙方的个性化要求由附件二逐项对应。',
  `甲方应为乙方组建服务团队并明确各成员职责，自本协议生效之日起 ${targetZh(standard.plan)}内向乙方提交载明进度安排、责任人与交付成果的《服务执行计划》。`,
  `甲方应将与乙方及名单客户的每次沟通、所提需求、发现的问题、处理进展与客户意见如实记入台账，每月结账一次，并于${filingTime(data)}送乙方备案，乙方应予签收。`,
  `双方每${standard.reviewMeeting === 'monthly' ? '月' : '季度'}召开一次复盘会，检视服务进展、满意度与改进事项，由甲方制作纪要。乙方自纪要送达之日起 ${targetZh(standard.minutesRemarks)}内可提出书面意见，意见记入台账；逾期未提出的，记为“无书面意见”，但不视为乙方放弃权利。`,
  `甲方每${standard.performanceReport === 'quarterly' ? '季度' : '半年'}向乙方提交《合同履行情况报告》，并接受乙方的质量检查；检查发现的问题应限期整改并反馈结果。`,
  `甲方按附件一约定的频次开展满意度调研，每次开放 ${targetZh(standard.survey.open)}；结果形成后 ${targetZh(standard.survey.analysis)}内召开分析会，对得分低于 3 分的项目确定改进措施、责任人与完成日期，并于结果形成后 ${targetZh(standard.survey.plan)}内将改进方案送达乙方。`,
  `附件约定有交付成果的，乙方应自交付之日起 ${targetZh(standard.acceptanceCheck)}内验收；不合格的，书面列明缺陷，甲方在双方确定的期限内整改后重新提交验收，仍不合格的，适用${article('breach')}。`,
  `服务确需第三方参与的，提出方应书面说明理由、方式、范围并附资质证明，双方在 ${targetZh(standard.thirdPartyDecision)}内分别书面决定；未作答复视为不同意。经双方同意的，应订立三方协议，明确范围、报酬、责任限额与连带责任。`,
];

export const standard: ClauseWriter = ({ data: { standard: s } }) => [
  { text: '甲方处理投诉与需求的时限如下，均自乙方或名单客户报告之时起算：', table: caseTimesTable(s) },
  ...(s.agreedForSteps.length === 0
    ? []
    : [{ text: '双方对下列事项的时限另行约定，以此为准：', table: stepTimesTable(s) }]),
  '甲方应在时限届满以前提醒责任人；时限届满仍未完成的，立即升级至甲方负责人，仍未处理的继续逐级升级，直至有人处理。超过时限的事实如实保留，补录不改变其性质。',
  ...(s.agreedLadders.length === 0
    ? []
    : [
        {
          text: '下列事项逾期后的升级另行约定，不适用前款；最后一级每日重复，直至有人处理：',
          table: ladderTable(s),
        },
      ]),
  '因等待乙方答复而无法继续处理的，甲方可在取得已提出询问的证明后暂停计时，每次最长 10 个工作日，并应将暂停的原因与起止时间记录备查。',
  '乙方对处理结果不满意的，可以要求重新处理，甲方应另行起算时限。对客户经理本人的投诉，自始由甲方负责人处理。无法满足的需求，甲方应说明理由并提出替代方案。',
  '甲方应按乙方确认的联系方式与时段开展沟通；除投诉与紧急需求外，不在每日 20:00 至次日 8:00 及非工作日打扰乙方人员与名单客户。',
];

export const term: ClauseWriter = ({ data, data: { term: t, standard: s, predecessor } }) => {
  const length = termLength(data);
  const span =
    t.from && t.to
      ? `本协议期限为 ${length}，自 ${periodZh({ from: t.from, to: t.to })}止，首日计入，末日 24:00 届满。`
      : `本协议期限为 ${length}，自生效之日起算，生效之日计入；届满之月无对应日的，以该月最后一日为末日，末日 24:00 届满。`;
  return [
    span,
    takesEffect(data),
    ...(predecessor ? [`本协议为编号 ${predecessor} 协议的续签，自该协议终止之时起接续履行。`] : []),
    `期限届满，本协议终止，不自动续期。续签须依双方另行签署的协议；期限届满前未完成签署的，任何一方继续履行或者沉默，均不视为续签。双方可另行签署过渡补充协议，将届满之日延长至确定日期。`,
    `服务的评估自期限届满前 ${s.evaluation.startDays} 日开始。`,
  ];
};
