import type { ClauseWriter } from './clause';
import { annexTitles, channelNames, deliveryRules, disputeWay } from './phrases';

export const notices: ClauseWriter = ({ data: { draft } }) => [
  `与本协议有关的通知应采用书面形式，以下列方式之一，按《协议基本信息表》所列地址与联系方式发出：${channelNames(draft)}。`,
  { text: '通知按下列规则视为送达：', items: deliveryRules(draft) },
  '被退回的电子邮件或者传真不构成送达。对方拒收或者迁移新址未通知的，发出方应记录投递情况，并再以邮寄方式发往最后一次书面告知的地址，依前款规则送达。',
  '任何一方变更地址或者联系方式的，应在变更后 3 个工作日内书面通知对方。发出方应保存通知的文本、方式、投递记录与送达证明。',
  '送达日期为法定节假日或者休息日的，不影响送达的效力。双方确认《协议基本信息表》所列地址同时为争议解决程序中文书的送达地址。',
];

export const law: ClauseWriter = () => [
  '本协议的订立、效力、解释、履行、变更、终止与争议解决，适用中华人民共和国法律（不含香港特别行政区、澳门特别行政区和台湾地区法律）。',
  '本协议某一条款被认定无效或者不能执行的，不影响其他条款的效力；双方应以最接近原意的有效条款代替。',
];

export const disputes: ClauseWriter = ({ data: { draft } }) => [
  '因本协议引起或者与本协议有关的争议，双方应首先协商解决。任何一方以书面形式提出协商之日起 30 日内未能达成一致的，适用下款。',
  disputeWay(draft),
  '争议解决期间，除争议事项外，双方应继续履行本协议的其他条款。为实现权利所支出的合理费用由败诉方或者被裁定承担的一方负担。',
];

export const whole: ClauseWriter = ({ data }) => [
  `本协议及其附件构成双方就本协议标的达成的完整协议，取代此前的一切口头或者书面的洽谈、承诺与约定${data.predecessor ? `；编号 ${data.predecessor} 的协议在其终止以前产生的权利义务不受影响` : ''}。`,
  '本协议正文与附件不一致的，以附件二《个性化条款》的特别约定为先，其次为正文，再次为其他附件；时间在后的补充协议优先于时间在前的文件。',
  '任何一方未行使或者迟延行使权利，不构成对该权利的放弃。未经对方书面同意，任何一方不得将本协议的权利义务全部或者部分转让给第三方。',
];

export const copies: ClauseWriter = ({ data: { draft, provider } }) => {
  const each = draft.copies / 2;
  const seal =
    provider.kind === 'enterprise'
      ? '甲方由法定代表人签字并加盖公章，乙方由法定代表人或者授权签署人签字并加盖公章'
      : '甲方由本人签名，乙方由法定代表人或者授权签署人签字并加盖公章';
  return [
    `本协议一式 ${draft.copies} 份，双方各执 ${each} 份，具有同等法律效力。${seal}。`,
    '双方可以通过依法设立的第三方电子认证平台以可靠的电子签名签署本协议，该电子签名与手写签名或者盖章具有同等法律效力；以此方式签署的，数据电文原件即为本协议原件。',
    '签署以前，甲方已就免除或者限制责任、违约责任、争议解决等与乙方有重大利害关系的条款向乙方作出提示和说明，乙方已理解并确认。',
  ];
};

export const annexes: ClauseWriter = ({ data: { draft } }) => [
  { text: '下列附件为本协议不可分割的组成部分：', items: annexTitles(draft) },
];
