import type { NamedDocument } from '../../domain/document/base';
import type { SignatureEvidenceDocument } from '../../domain/document/evidence';
import { parseInstant } from '../../domain/time';

const at = parseInstant;

/** Invented evidence of a signature on paper. */
export const evidenceOn = (named: NamedDocument): SignatureEvidenceDocument => ({
  ...named,
  date: '2026-12-28',
  agreement: { name: '客户关系维护服务协议 2026-客户维护-001', version: 2, pages: 9, sha256: '1a'.repeat(32) },
  method: 'paper',
  completedOn: '2026-12-27',
  parties: [
    {
      side: 'provider',
      organisation: named.providerName,
      registration: '91310115MA1K4BXQ2T',
      signatory: { name: '喆文涛', authority: 'legal-representative' },
      marks: ['company-seal', 'legal-representative'],
      identified: { by: '原件签字盖章, 第二人逐页复核', papers: [] },
      confirmed: { by: '沈若溪', role: 'manager', at: at('2026-12-20T11:00+08:00') },
      signedOn: '2026-12-26',
      originalsAt: '档案室 3 柜 12 格',
      file: { name: '签署件扫描', sha256: '2b'.repeat(32), pages: 9 },
      recorded: { by: '高岚', role: 'operations', at: at('2026-12-28T09:00:07+08:00') },
      attested: { by: '方晓', role: 'legal', at: at('2026-12-28T10:00:08+08:00'), pages: 9 },
    },
    {
      side: 'client',
      organisation: named.clientName,
      registration: '91330108MA2H1CDY6P',
      signatory: { name: '周䶮', authority: 'authorised-representative' },
      marks: ['company-seal', 'authorised-representative'],
      identified: {
        by: '原件签字盖章, 第二人逐页复核',
        papers: [
          { name: '营业执照', sha256: '3c'.repeat(32) },
          { name: '授权委托书', sha256: '4d'.repeat(32) },
        ],
      },
      delivered: { at: at('2026-12-18T14:00+08:00'), channel: 'email' },
      confirmed: { by: '许𬭎', role: 'client', at: at('2026-12-20T16:30+08:00') },
      signedOn: '2026-12-27',
      originalsAt: '档案室 3 柜 13 格',
      file: { name: '签署件扫描', sha256: '5e'.repeat(32), pages: 10 },
      recorded: { by: '高岚', role: 'operations', at: at('2026-12-28T09:30:00+08:00') },
      attested: { by: '方晓', role: 'legal', at: at('2026-12-28T10:30:00+08:00'), pages: 10 },
    },
  ],
  events: [
    {
      seq: 41,
      at: at('2026-12-15T09:00:01.250+08:00'),
      recordedAt: at('2026-12-15T09:00:01.250+08:00'),
      event: 'document.made',
      dataSha256: '6f'.repeat(32),
    },
    {
      seq: 57,
      at: at('2026-12-28T10:30:00+08:00'),
      recordedAt: at('2026-12-28T10:30:02.125+08:00'),
      event: 'command',
      command: 'signature.attest',
      by: { role: 'legal', id: 'p-0123456789' },
      dataSha256: '70'.repeat(32),
    },
  ],
  seal: { certificateSha256: '8a'.repeat(32), subject: 'CN=上海恒睦客户服务有限公司', selfSigned: false },
});
