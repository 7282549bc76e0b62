import { createHash } from 'node:crypto';
import { PDFDocument } from 'pdf-lib';
import { DAY } from '../../domain/time';
import type { Signer, StartFlow } from '../../signing/provider';

/** A small agreement in the shape that a signing platform is given it. */

export async function original(mark: string, { objectStreams = true } = {}): Promise<StartFlow['file']> {
  const document = await PDFDocument.create();
  document.addPage([300, 400]).drawText(mark.replace(/[^ -~]/g, '?'), { x: 20, y: 200, size: 10 });
  document.addPage([300, 400]);
  const bytes = Buffer.from(await document.save({ useObjectStreams: objectStreams }));
  return { name: 'agreement.pdf', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export const CLIENT: Signer = {
  party: 'client',
  kind: 'enterprise',
  organisation: '杭州青禾精密仪器股份有限公司',
  name: '周䶮',
  mobile: '13900000002',
  email: 'zhou@qinghe.example',
  authority: 'legal-representative',
};
export const PROVIDER: Signer = {
  party: 'provider',
  kind: 'enterprise',
  organisation: '上海恒睦客户服务有限公司',
  name: '叶文涛',
  mobile: '13900000001',
  email: 'ye@hengmu.example',
  authority: 'legal-representative',
};
export const NATURAL: Signer = { ...PROVIDER, kind: 'natural-person', organisation: '叶文涛', authority: 'self' };

export async function flowToStart(startKey: string, more: Partial<StartFlow> = {}): Promise<StartFlow> {
  return {
    startKey,
    title: `客户关系维护协议 ${startKey.split('/')[0]}`,
    file: await original(startKey),
    signers: [CLIENT, PROVIDER],
    expiresAt: Date.now() + 10 * DAY,
    callbackUrl: '',
    ...more,
  };
}
