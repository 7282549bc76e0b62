import { DAY, dateAt, iso } from '../../domain/time';
import type { Api } from './harness';
import { must, pdf, startAgreement, throughDrafting, throughIntake, upload } from './samples';

const PARTIES = ['provider', 'client'] as const;

/** Confirmed by both sides yesterday, so in signing. */
export async function agreementInSigning(api: Api, terms: object = {}, more: object = {}) {
  const no = await startAgreement(api, terms, more);
  await throughIntake(api, no);
  const ref = await throughDrafting(api, no);
  const { version } = ref;
  const send = (role: Parameters<Api['command']>[0], name: string, body: object) =>
    must(api.command(role, no, name, body));
  const yesterday = Date.now() - DAY;
  const then = { occurredAt: iso(yesterday) };
  await send('legal', 'review.legal.approve', { ...ref, ...then });
  await send('service-review', 'review.service.approve', { ...ref, ...then });
  const proof = { uploadId: await upload(api, no, await pdf(1, 'receipt')) };
  await send('account-manager', 'review.deliver', { version, channel: 'email', proof, ...then });
  await send('operations', 'review.client.accept', { ...ref, ...then });
  await send('account-manager', 'clauses.explain', { ...ref, acknowledged: true, ...then });
  await send('operations', 'confirm.client', { ...ref, ...then });
  await send('manager', 'confirm.provider', { ...ref, ...then });
  return { no, ref, send, yesterday };
}

/**
 * An agreement that both sides signed yesterday: in execution, where complaints and requests are filed, also those of some
 * hours ago, whatever the hour. Answers its number.
 */
export async function agreementInForce(api: Api, terms: object = {}, more: object = {}): Promise<string> {
  const { no, ref, send, yesterday } = await agreementInSigning(api, terms, more);
  type Detail = { draft: { pages: number }; signatures: Record<string, { scan: { sha256: string } }> };
  for (const party of PARTIES) {
    const { draft } = await must(api.get<Detail>('manager', `/v1/agreements/${no}`));
    await send('account-manager', 'signature.record', {
      ...ref,
      party,
      seals: ['company-seal', 'legal-representative'],
      signedOn: dateAt(yesterday),
      scan: { uploadId: await upload(api, no, await pdf(draft.pages, party)) },
      originalsAt: '档案室 3 柜',
    });
    const { signatures } = await must(api.get<Detail>('manager', `/v1/agreements/${no}`));
    await send('legal', 'signature.attest', {
      party,
      scanSha256: signatures[party]!.scan.sha256,
      ...{ names: true, seals: true, dates: true },
      pages: Array.from({ length: draft.pages }, (_, i) => i + 1),
    });
  }
  return no;
}
