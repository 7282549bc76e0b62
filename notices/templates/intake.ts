import type { Templates } from './letter';

/** 需求沟通与信息收集 */
export const intake: Templates<'intake'> = {
  'intake.documents-requested': ({ kinds }, { documentTitle }) => ({
    about: '请提供协议所需材料',
    tone: 'ask',
    lead: [
      '为起草客户关系维护协议，请贵方提供以下材料。材料须加盖公章并扫描；客户名单另附同一名单的表格文件（CSV 或 XLSX）。',
    ],
    facts: [['所需材料', kinds.map(documentTitle).join('、')]],
    clock: { id: 'intake.documents' },
    request: '请将材料交给客户经理。每份材料都会审核，并告知通过或退回的原因。',
  }),

  'intake.document-returned': ({ kind, reason }, { documentTitle, text }) => ({
    about: '一份材料被退回，请重新提供',
    tone: 'ask',
    lead: ['贵方提供的一份材料未通过审核。'],
    facts: [
      ['退回的材料', documentTitle(kind)],
      ['退回原因', text(reason)],
    ],
    clock: { id: 'intake.documents' },
    request: '请按退回原因更正后重新提供。',
  }),
};
