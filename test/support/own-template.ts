import { Document, Packer, Paragraph, TextRun, type ISectionOptions } from 'docx';

/** A customer's own template that is fit to use: one paragraph a string, the first characters of a clause its mark. */
export const OWN_TEMPLATE: readonly string[] = [
  '【preamble】',
  '{{甲方名称}}与{{乙方名称}}经友好协商，订立本协议（编号 {{协议编号}}）。',
  '【definitions】用语',
  '{{计时方法}}。以工作日计算的期限至最后一日的 {{工作日届满时刻}}届满。',
  '【parties】当事人',
  '双方信息见《协议基本信息表》。乙方由{{签署人身份}}{{乙方签署人}}签署。',
  '【term】期限',
  '本协议期限为 {{服务期限}}，{{起止日期}}。',
  '{{生效规则}}',
  '本协议续签编号 {{前一协议}} 的协议。',
  '【service】服务',
  '甲方在 {{执行计划期限}}内提交《服务执行计划》，于{{台账备案时间}}备案台账，{{复盘会周期}}召开复盘会，乙方在 {{纪要意见期限}}内提出意见，甲方{{履行报告周期}}提交报告。',
  '【standard】时限',
  '甲方的处理时限如下：',
  '{{表:处理时限}}',
  '另行约定的时限如下：',
  '{{表:另定时限}}',
  '另行约定的升级如下：',
  '{{表:另定升级}}',
  '【fees】费用',
  '服务费用总额为{{服务费用}}，由下列各项构成：',
  '{{表:费用明细}}',
  '乙方分期支付：',
  '｛｛ 表：付款计划 ｝｝',
  '首付款为 {{首付款比例}}。',
  '{{收款约定}}',
  '【duties】权利义务',
  '双方均应做到：',
  '（1）诚实守信；',
  '（2）及时答复。',
  '【confidentiality/mutual】保密',
  '双方在{{保密期限}}保守秘密。',
  '【confidentiality/provider-only】甲方的保密义务',
  '甲方在{{保密期限}}保守秘密。',
  '【data】客户信息',
  '甲方在 {{数据交还期限}}内交还客户信息。',
  '【evaluation】评估',
  '评估在期满 {{评估提前日数}}以前开始，双方在 {{评估确认期限}}内确认；不续签的提前 {{终止通知期限}}通知。指标如下：',
  '{{表:评估指标}}',
  '另行约定的目标如下：',
  '{{表:另定目标}}',
  '【breach】违约',
  '逾期付款：{{逾期付款违约金}}。逾期服务：{{逾期服务违约金}}。',
  '【force-majeure】不可抗力',
  '因不可抗力不能履行的，依法免责。',
  '【change】变更与终止',
  '变更文本在 {{变更答复期限}}内答复，违约在 {{补正期限}}内补正，任何一方可提前 {{终止通知期限}}通知终止，数据在 {{数据交还期限}}内交还。违反{{条:confidentiality}}的，可以解除。',
  '【notices】通知',
  '通知以{{通知方式}}发出，按下列规则送达：',
  '{{项:送达规则}}',
  '【law】法律',
  '适用中华人民共和国法律。',
  '【disputes】争议',
  '{{争议解决}}',
  '【whole】完整协议',
  '本协议取代此前的约定。',
  '【copies】份数',
  '本协议一式 {{份数}}，各执 {{各执份数}}。',
  '【annexes】附件',
  '附件如下：',
  '{{项:附件清单}}',
];

type Block = string | ISectionOptions['children'][number];

/** A Word file as a lawyer would save it: a text torn into runs, as Word does it. */
export const wordFile = (blocks: readonly Block[]): Promise<Buffer> =>
  Packer.toBuffer(
    new Document({
      sections: [
        {
          children: blocks.map((block) =>
            typeof block === 'string'
              ? new Paragraph({
                  children: (block.match(/.{1,7}/gsu) ?? []).map((text, i) => new TextRun({ text, bold: i % 2 === 1 })),
                })
              : block,
          ),
        },
      ],
    }),
  );

/** With some paragraphs replaced; `undefined` leaves one out. */
export const changed = (changes: Record<string, string | undefined>): string[] =>
  OWN_TEMPLATE.flatMap((text) => {
    if (!Object.hasOwn(changes, text)) return [text];
    const other = changes[text];
    return other === undefined ? [] : [other];
  });
