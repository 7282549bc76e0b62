import type { Response } from 'express';
import { maySign, type Flow } from '../domain/agreement/flow';
import { windowEnd } from '../domain/agreement/paper-signing';
import { signatureRule } from '../domain/agreement/signing';
import type { Party } from '../domain/agreement/types';
import { humanTime } from '../domain/agreement/view';
import { editionZh } from '../domain/document/subject';
import { requireThat } from '../domain/failures';
import type { Instant } from '../domain/time';
import type { Identity } from '../security/tokens';
import { logAccess } from './access';
import type { ApiDeps } from './deps';
import type { Offer } from './link-page';
import type { Projection } from './views/agreement';

/** 纸质签署: the confirmed file of a flow on paper, given out to be printed and signed. */
export interface ToPrint extends Pick<Projection, 'no' | 'clientId' | 'terms'> {
  flow: Flow;
  copies: number;
  until: Instant;
}

/** Throws `NotNow` once the flow is over, its window has lapsed, or this side has signed. */
export function flowToPrint(
  { no, clientId, terms, flow, content, deadlines }: Projection,
  { print, party }: { print: string; party: Party },
): ToPrint {
  requireThat(flow?.startKey === print && flow.state === 'open', '这次纸质签署已经结束, 所印的文件不能再用');
  requireThat(maySign(flow, party), '该方已签署, 或须由另一方先签署');
  requireThat(!deadlines.some(({ id }) => id === 'signing.lapse'), '签署期已失效');
  return { no, clientId, terms, flow, copies: content?.copies ?? 2, until: windowEnd({ deadlines, flow }) };
}

export const printOffer = ({ no, terms, flow, copies, until }: ToPrint, party: Party): Offer => ({
  title: '打印并签署协议',
  about: `协议 ${no}, ${editionZh(flow.version)}, 一式 ${copies} 份`,
  says: `请按原样打印全部页, 不作改动。${signatureRule(party, terms).text}, 并写明日期, 签妥后将原件交客户经理登记。签署期至 ${humanTime(until)}。`,
  button: '下载待签文件',
});

/** The access is on record first. */
export async function sendForPrint(
  deps: Pick<ApiDeps, 'db' | 'blobs'>,
  identity: Identity,
  { no, clientId, flow }: ToPrint,
  response: Response,
): Promise<void> {
  await logAccess(deps, identity, 'document.read', `${no}/agreement/${flow.version}`);
  const { bytes, mediaType } = await deps.blobs.get(clientId, flow.sha256);
  const name = encodeURIComponent(`${no} 待签 ${editionZh(flow.version)}.pdf`);
  response
    .set({
      'Content-Type': mediaType,
      'Content-Disposition': `attachment; filename="agreement-${flow.version}.pdf"; filename*=UTF-8''${name}`,
    })
    .send(bytes);
}
