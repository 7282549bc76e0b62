import { createHash } from 'node:crypto';
import { canonical, sha256 } from '../../documents/evidence/canonical';
import { verifyEvidence } from '../../documents/evidence/verify';
import { EVIDENCE_READERS } from '../../domain/reading';
import { ROLES } from '../../domain/roles';
import { testSeal } from '../support/seal';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInForce } from './in-force';

let api: Api;
let no: string;
const PACK = 'signature-evidence/1';

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await agreementInForce(api);
}, 120_000);
afterAll(() => api.close());

const read = (role: (typeof ROLES)[number], path = `/${PACK}`) =>
  api.get<Loose>(role, `/v1/agreements/${no}/documents${path}`, role === 'client' ? no : undefined);

describe('the evidence pack of a signed agreement', () => {
  it('is there once both have signed, sealed by the product, over the confirmed file and both scans', async () => {
    const reply = await read('legal');
    expect(reply.status).toBe(200);
    const confirmed = await read('legal', '/agreement/1');
    const verdict = await verifyEvidence(reply.bytes, {
      trustedSha256: testSeal().certificateSha256,
      signedFile: confirmed.bytes,
    });
    expect(verdict.checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdict).toMatchObject({ genuine: true, trusted: true });
    const { body } = await api.get<Loose>('manager', `/v1/agreements/${no}`);
    expect(verdict.evidence).toMatchObject({
      agreement: { number: no, version: 1, sha256: createHash('sha256').update(confirmed.bytes).digest('hex') },
      method: 'paper',
      completedOn: body['signatures'].client.signedOn,
      parties: ['provider', 'client'].map((side) => ({
        side,
        signatory: { authority: 'legal-representative' },
        originalsAt: '档案室 3 柜',
        file: { sha256: body['signatures'][side].scan.sha256 },
        recorded: { by: 'account-manager-甲', role: 'account-manager' },
        attested: { by: 'legal-甲', role: 'legal', pages: body['draft'].pages },
      })),
    });
    const [provider, client] = verdict.evidence!.parties;
    expect(client!.delivered).toMatchObject({ channel: 'email' });
    expect([provider!.confirmed?.role, client!.confirmed?.role]).toEqual(['manager', 'operations']);
    expect(client!.identified.papers.map(({ name }) => name)).toContain('营业执照');
  });

  it('its events are those of the audit trail, from the version’s making to the effect, each with the hash of its data', async () => {
    const { evidence } = await verifyEvidence((await read('auditor')).bytes);
    const events = evidence!.events;
    expect(events[0]).toMatchObject({ event: 'document.made' });
    expect(events.at(-1)).toMatchObject({ event: expect.stringMatching(/^agreement\.effective$|^deadline\.set$/) });
    expect(events.filter(({ command }) => command === 'signature.attest')).toHaveLength(2);
    const rows = await api
      .db('audit_events')
      .where({ workflow_id: `agreement/${no}` })
      .whereBetween('seq', [events[0]!.seq, events.at(-1)!.seq])
      .orderBy('seq')
      .select<{ seq: number; event: string; data: object }[]>('seq', 'event', 'data');
    expect(events.map(({ seq, event, dataSha256 }) => [seq, event, dataSha256])).toEqual(
      rows.map(({ seq, event, data }) => [seq, event, sha256(canonical(data))]),
    );
  });

  it('is read by those who answer for the agreement and those who audit it, by nobody else', async () => {
    for (const role of ROLES) {
      const may = EVIDENCE_READERS.includes(role);
      const { status } = await read(role);
      expect([role, status]).toEqual([role, may ? 200 : role === 'administrator' ? 403 : 404]);
      const { body } = await read(role, '');
      const kinds = ((body['items'] ?? []) as { kind: string }[]).map(({ kind }) => kind);
      expect([role, kinds.includes('signature-evidence')]).toEqual([role, may]);
    }
  });

  it('every read is in the access log', async () => {
    const rows = await api.db('access_log').where({ action: 'document.read', subject: `${no}/${PACK}` });
    expect(rows.map((row: { role: string }) => row.role)).toEqual(expect.arrayContaining([...EVIDENCE_READERS]));
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
