import { dateAt } from '../../domain/time';
import type { Api } from './harness';
import { must, pdf, startAgreement, throughDrafting, throughIntake, upload } from './samples';

const PARTIES = ['provider', 'client'] as const;

/** An agreement that both sides have signed: in execution, where complaints and requests are filed. Answers its number. */
export async function agreementInForce(api: Api, terms: object = {}, more: object = {}): Promise<string> {
  const no = await startAgreement(api, terms, more);
  await throughIntake(api, no);
  const ref = await throughDrafting(api, no);
  const { version } = ref;
  const send = (role: Parameters<Api['command']>[0], name: string, body: object) =>
    must(api.command(role, no, name, body));
  await send('legal', 'review.legal.approve', ref);
  await send('service-review', 'review.service.approve', ref);
  const proof = { uploadId: await upload(api, no, await pdf(1, 'receipt')) };
  await send('account-manager', 'review.deliver', { version, channel: 'email', proof });
  await send('client', 'review.client.accept', ref);
  await send('account-manager', 'clauses.explain', { ...ref, acknowledged: true });
  await send('client', 'confirm.client', ref);
  await send('manager', 'confirm.provider', ref);
  type Detail = { draft: { pages: number }; signatures: Record<string, { scan: { sha256: string } }> };
  for (const party of PARTIES) {
    const { draft } = await must(api.get<Detail>('manager', `/v1/agreements/${no}`));
    await send('account-manager', 'signature.record', {
      ...ref,
      party,
      seals: ['company-seal', 'legal-representative'],
      signedOn: dateAt(Date.now()),
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
