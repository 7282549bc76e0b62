import { eventZh } from '../../domain/agreement/event-words';
import type {
  FileVerification,
  PartyEvidence,
  Recorded,
  SignatureEvidenceDocument,
  SignatureMethod,
} from '../../domain/document/evidence';
import { ROLE_ZH } from '../../domain/roles';
import { iso, type Instant } from '../../domain/time';
import { evidenceOf } from '../evidence/evidence';
import { dateZh } from '../format';
import { namedHead } from './head';

const METHOD_ZH: Record<SignatureMethod, string> = {
  paper: '书面签署（签字、盖章）',
  ess: '电子签署（腾讯电子签）',
  esign: '电子签署（e签宝）',
  fasc: '电子签署（法大大）',
};
const AUTHORITY_ZH: Record<PartyEvidence['signatory']['authority'], string> = {
  'legal-representative': '法定代表人',
  'authorised-representative': '授权代表',
  self: '本人',
};
const MARK_ZH: Record<string, string> = {
  'company-seal': '公章',
  'legal-representative': '法定代表人签字',
  'authorised-representative': '授权代表签字',
  signature: '本人签名',
};
const CHANNEL_ZH: Record<string, string> = {
  email: '电子邮件',
  post: '邮寄',
  fax: '传真',
  platform: '平台',
  'in-person': '当面',
};
/** So many hex digits of a link are printed; the whole is in the attached data. */
const SHORT = 16;

export function evidenceView(data: SignatureEvidenceDocument) {
  const { agreement, method, flow, completedOn, parties, seal, events } = data;
  const { chain, events: links } = evidenceOf(data);
  return {
    ...namedHead('signature-evidence', data),
    agreement: [
      ['文件', agreement.name, '版本', `第 ${agreement.version} 版${agreement.pages ? `，${agreement.pages} 页` : ''}`],
      ['原文 SHA-256', agreement.sha256],
      ['签署方式', METHOD_ZH[method], '签署完成', dateZh(completedOn)],
      ...(flow ? [['平台流程', `${flow.startKey}${flow.flowId ? `（平台编号 ${flow.flowId}）` : ''}`]] : []),
      ...(flow?.verifications ?? []).flatMap(verificationRows),
    ],
    parties: parties.map((party) => ({ name: sideZh(party.side), rows: partyRows(party, method) })),
    events: events.map(({ seq, at, event, command, by }, i) => [
      `${seq}`,
      secondZh(at),
      eventZh(event, command),
      by ? ROLE_ZH[by.role] : '系统',
      links[i]!.hash.slice(0, SHORT),
    ]),
    chain: [
      ['起点', chain.start],
      ['终点', chain.end],
    ],
    seal: [
      ['印章证书', seal.subject],
      ['证书 SHA-256', seal.certificateSha256],
      ['签发', seal.selfSigned ? '自签：仅在证书指纹可由他处核对时可信' : '由证书中载明的机构签发'],
    ],
  };
}

const sideZh = (side: PartyEvidence['side']): string => (side === 'provider' ? '甲方' : '乙方');

function partyRows(party: PartyEvidence, method: SignatureMethod): string[][] {
  const { organisation, registration, signatory, identified, file } = party;
  const { delivered, confirmed, viewedAt, signedOn, signedAt, recorded, attested, marks } = party;
  const paper = method === 'paper';
  return [
    ['名称', organisation, '证照号码', registration],
    ['签署人', signatory.name, '签署身份', AUTHORITY_ZH[signatory.authority]],
    ...(marks ? [['签章', marks.map((mark) => MARK_ZH[mark] ?? mark).join('、')]] : []),
    ['身份核验', identified.by],
    ...identified.papers.map(({ name, sha256 }) => [name, sha256]),
    ...(delivered
      ? [['送达', `${secondZh(delivered.at)}，${CHANNEL_ZH[delivered.channel] ?? delivered.channel}`]]
      : []),
    ...(confirmed ? [['最终确认', doneBy(confirmed)]] : []),
    ...(paper ? [] : [['查看', viewedAt === undefined ? '平台未提供' : secondZh(viewedAt)]]),
    ['签署', signedAt === undefined ? dateZh(signedOn) : secondZh(signedAt)],
    paper ? ['原件存放', party.originalsAt ?? '未登记'] : ['网络地址', party.ip ?? '平台未提供'],
    ...(recorded ? [['登记', doneBy(recorded)]] : []),
    ...(attested ? [['逐页复核', `${doneBy(attested)}，共 ${attested.pages} 页`]] : []),
    [file.name, `${file.sha256}${file.pages ? `（${file.pages} 页）` : ''}`],
  ];
}

const verificationRows = ({ at, sha256, genuine, signatures, detail }: FileVerification): string[][] => [
  ['平台签署文件', sha256],
  ['核验结果', `${genuine ? '通过' : '未通过'}，签名 ${signatures} 个：${detail}`, '核验时间', secondZh(at)],
];

const doneBy = ({ by, role, at }: Recorded): string => `${secondZh(at)}，${ROLE_ZH[role]} ${by}`;

/** To the second, on the clock in China: `2027-01-05 14:30:07`. */
const secondZh = (at: Instant): string => iso(at).slice(0, 19).replace('T', ' ');
