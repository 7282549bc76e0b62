import type { Role } from '../../domain/roles';
import { sleep } from '../../platform/processes';
import { csv, DRAFT, pdf, REQUIREMENTS, startBody } from '../api/samples';
import type { PatientClient } from './patient';

/** Minutes instead of working days, so that clocks really run out while processes die. */
const FAST = {
  'review.client': { value: 1, unit: 'min' },
  'review.client-lapse': { value: 1, unit: 'min' },
  'review.legal': { value: 2, unit: 'min' },
  'review.service': { value: 2, unit: 'min' },
};

interface Standard {
  standard?: Record<string, { value: number; unit: string }>;
  ladders?: Record<string, { role: Role; after: { value: number; unit: string } }[]>;
}

/** An agreement that both sides have confirmed: what is to be signed. */
export interface Confirmed {
  no: string;
  version: number;
  sha256: string;
  pages: number;
}

/** One agreement from its start into execution, with a return, a lapse, an overdue decision and an extension. */
export async function live(client: PatientClient, shortName: string, agreed?: Standard): Promise<string> {
  const { no, pages, ...ref } = await confirmed(client, shortName, agreed);
  const send = client.command.bind(client);
  const copy = await upload(client, no, await pdf(pages, `${no} signed`));
  const signed = {
    ...ref,
    seals: ['company-seal', 'legal-representative'],
    signedOn: today(),
    scan: { uploadId: copy.uploadId },
    originalsAt: '档案室',
  };
  for (const party of ['provider', 'client']) {
    await send('operations', no, 'signature.record', { ...signed, party });
    const every = Array.from({ length: pages }, (_, i) => i + 1);
    const attested = { party, scanSha256: copy.sha256, pages: every, names: true, seals: true, dates: true };
    await send('legal', no, 'signature.attest', attested);
  }
  await send('account-manager', no, 'plan.deliver', {
    team: [{ name: '林知远', duty: '统筹' }],
    tasks: [{ item: '定期沟通', schedule: '每月', owner: '林知远', deliverable: '沟通记录' }],
  });
  for (let i = 0; i < 3; i++)
    await send('account-manager', no, 'ledger.enter', { way: '电话', content: `第 ${i + 1} 次沟通` });
  return no;
}

/** From the start to the final confirmation: the signing window is open. */
export async function confirmed(
  client: PatientClient,
  shortName: string,
  { standard, ladders }: Standard = {},
): Promise<Confirmed> {
  const operations = await client.token('operations');
  const { no } = await client.post<{ no: string }>(
    '/v1/agreements',
    startBody(shortName, {}, { standard: { ...FAST, ...standard }, ...(ladders && { ladders }) }),
    operations,
  );
  const path = `/v1/agreements/${no}`;
  const send = client.command.bind(client);
  const draft = async (): Promise<{ version: number; sha256: string; pages: number }> => {
    const { draft: d } = await client.get<{ draft: { version: number; sha256: string; pages: number } }>(
      path,
      operations,
    );
    return { version: d.version, sha256: d.sha256, pages: d.pages };
  };

  const scan = { uploadId: (await upload(client, no, await pdf(1, no))).uploadId };
  await send('operations', no, 'document.receive', {
    kind: 'business-licence',
    upload: scan,
    validUntil: '9999-12-31',
  });
  await send('operations', no, 'document.receive', { kind: 'contact-identity', upload: scan });
  const table = { uploadId: (await upload(client, no, csv(3), 'text/csv')).uploadId };
  await send('operations', no, 'document.receive', { kind: 'customer-list', upload: scan, table, declaredCount: 3 });
  for (const kind of ['business-licence', 'contact-identity', 'customer-list'])
    await send('account-manager', no, 'document.accept', { kind });
  await send('client', no, 'consent.record', { purpose: '履行协议' });
  await send('account-manager', no, 'intake.settle', { requirements: REQUIREMENTS });

  await send('account-manager', no, 'draft.submit', { draft: DRAFT });
  await send('legal', no, 'review.legal.return', { version: 1, reason: '违约责任须补充' });
  await send('account-manager', no, 'draft.submit', { draft: { ...DRAFT, copies: 4 } });
  const { pages, ...v2 } = await draft();
  await send('legal', no, 'review.legal.approve', v2);
  await send('service-review', no, 'review.service.approve', v2);
  await send('account-manager', no, 'review.deliver', { version: 2, channel: 'email', proof: scan });

  // silence: the window lapses after a minute, the manager's own time after another
  await until(client, no, (d) => d.some((x) => x.id === 'review.client-lapse' && x.missedAt !== undefined));
  await send('manager', no, 'review.client-lapse.decide', { answer: 'extend', days: 5 });
  await send('client', no, 'review.client.accept', v2);
  await send('account-manager', no, 'clauses.explain', { ...v2, acknowledged: true });
  await send('client', no, 'confirm.client', v2);
  await send('manager', no, 'confirm.provider', v2);
  return { no, pages, ...v2 };
}

async function upload(
  client: PatientClient,
  no: string,
  bytes: Buffer,
  type = 'application/pdf',
): Promise<{ uploadId: string; sha256: string }> {
  const token = await client.token('operations');
  return client.post(`/v1/agreements/${no}/uploads`, undefined, token, { bytes, type });
}

interface DeadlineRow {
  id: string;
  missedAt?: string;
}

async function until(client: PatientClient, no: string, met: (deadlines: DeadlineRow[]) => boolean): Promise<void> {
  const token = await client.token('operations');
  for (const end = Date.now() + 1_200_000; Date.now() < end; await sleep(500)) {
    const { items } = await client.get<{ items: DeadlineRow[] }>(`/v1/agreements/${no}/deadlines`, token);
    if (met(items)) return;
  }
  throw new Error(`${no}: the awaited deadline did not come`);
}

const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
