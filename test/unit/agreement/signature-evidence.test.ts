import { EVIDENCE_BUILDER, type EvidenceRows } from '../../../activities/evidence-data';
import {
  orderEvidence,
  signingFacts,
  type EvidenceFlow,
  type EvidenceOrder,
} from '../../../domain/agreement/signature-evidence';
import { evidenceOf } from '../../../documents/evidence/evidence';
import { verifyEvidence } from '../../../documents/evidence/verify';
import { renderDocument } from '../../../documents/render';
import { dateAt, parseInstant } from '../../../domain/time';
import { samplePack } from '../../support/evidence';
import { testSeal } from '../../support/seal';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';
import { PARTIES } from '../../support/papers';
import { textOf } from '../../support/pdf-text';

const NOW = '2026-12-28T10:00:00+08:00';
const at = parseInstant;
const actor = (role: 'operations' | 'legal' | 'manager' | 'client', id = `p-${role}`) => ({ role, id }) as const;

/** Both have signed; how they did is the order's to say. */
function signed(): PaperAgreement {
  const a = new PaperAgreement({}, NOW);
  Object.assign(a.state, {
    phase: 'signing',
    draft: { version: 2, sha256: SHA, pages: 2, drafter: 'p-am' },
    signatures: {
      provider: { signedOn: '2026-12-26', scan: PDF, recordedBy: 'p-operations', attestedBy: 'p-legal' },
      client: { signedOn: '2026-12-27', scan: { ...PDF, sha256: 'b'.repeat(64) }, recordedBy: 'x', attestedBy: 'y' },
    },
    signedOn: '2026-12-27',
  });
  a.state.intake.documents['business-licence'] = { state: 'accepted', upload: { ...PDF, sha256: 'c'.repeat(64) } };
  a.state.intake.documents['contact-identity'] = { state: 'returned', upload: { ...PDF, sha256: 'd'.repeat(64) } };
  return a;
}

const FLOW: EvidenceFlow = {
  provider: 'esign',
  startKey: '2026-客户维护-001/v2/s1',
  flowId: 'F-1',
  state: 'completed',
  version: 2,
  clientSigner: 'authorised-representative',
  authorisation: { ...PDF, sha256: 'e'.repeat(64) },
  parties: {
    provider: { signedAt: at('2026-12-26T09:00:00+08:00') },
    client: { viewedAt: at('2026-12-27T15:00:00+08:00'), signedAt: at('2026-12-27T15:04:00+08:00') },
  },
};

const ordered = (flow?: EvidenceFlow): EvidenceOrder =>
  signed()
    .change((book) => orderEvidence(book, flow))
    .ordered('signature-evidence').data as unknown as EvidenceOrder;

const command = (name: string, payload: object, by: ReturnType<typeof actor>, when = NOW) => ({
  at: at(when),
  event: 'command',
  data: { name, outcome: 'accepted', payload },
  by,
});
const record = (party: string, more: object = {}, when = NOW) =>
  command(
    'signature.record',
    { party, seals: ['company-seal', 'legal-representative'], originalsAt: `t-${party}`, ...more },
    actor('operations'),
    when,
  );

describe('what is ordered when both have signed', () => {
  test('on paper: version, both scans, the day of the last, and only papers that were accepted', () => {
    expect(ordered()).toEqual({
      signed: { version: 2, sha256: SHA, pages: 2 },
      method: 'paper',
      completedOn: '2026-12-27',
      signatures: {
        provider: { signedOn: '2026-12-26', scan: PDF },
        client: { signedOn: '2026-12-27', scan: { ...PDF, sha256: 'b'.repeat(64) } },
      },
      identity: [{ kind: 'business-licence', sha256: 'c'.repeat(64) }],
    });
  });

  test('on a platform: its name, the flow and its times', () => {
    const { method, flow } = ordered(FLOW);
    expect(method).toBe('esign');
    expect(flow).toMatchObject({ startKey: FLOW.startKey, flowId: 'F-1', parties: FLOW.parties });
  });

  test.each([
    ['given up', { state: 'cancelled' }],
    ['of another version', { version: 1 }],
  ])('a flow that was %s is no evidence', (_, change) => {
    expect(ordered({ ...FLOW, ...change })).toMatchObject({ method: 'paper' });
    expect(ordered({ ...FLOW, ...change }).flow).toBeUndefined();
  });
});

describe('what the audit trail says', () => {
  test('the last word on each counts; another version’s delivery does not', () => {
    const facts = signingFacts(
      [
        command('review.deliver', { version: 1, channel: 'post' }, actor('operations'), '2026-12-01T09:00:00+08:00'),
        command('review.deliver', { version: 2, channel: 'email' }, actor('operations'), '2026-12-18T09:00:00+08:00'),
        command('confirm.client', { version: 2 }, actor('client')),
        command('confirm.provider', { version: 2 }, actor('manager')),
        record('client', {}, '2026-12-20T09:00:00+08:00'),
        record('client', { seals: ['company-seal', 'authorised-representative'], authorisation: PDF }),
        command('signature.attest', { party: 'client', pages: [1, 2, 2] }, actor('legal')),
        { at: at(NOW), event: 'signing.completed', data: { party: 'client' } },
      ],
      2,
    );
    expect(facts).toEqual({
      delivered: { at: at('2026-12-18T09:00:00+08:00'), channel: 'email' },
      confirmed: { client: { by: actor('client'), at: at(NOW) }, provider: { by: actor('manager'), at: at(NOW) } },
      recorded: {
        client: {
          by: actor('operations'),
          at: at(NOW),
          seals: ['company-seal', 'authorised-representative'],
          authorisation: PDF,
          originalsAt: 't-client',
        },
      },
      attested: { client: { by: actor('legal'), at: at(NOW), pages: 2 } },
    });
  });
});

describe('the pack', () => {
  const SEAL = { certificateSha256: '8a'.repeat(32), subject: 'CN=x', selfSigned: true };
  const names = new Map([
    ['p-operations', '高岚'],
    ['p-legal', '方晓'],
  ]);

  const VERIFICATIONS = [
    { at: at(NOW), sha256: 'f0'.repeat(32), genuine: false, signatures: 1, detail: '签名被涂改' },
    { at: at(NOW) + 60_000, sha256: SHA, genuine: true, signatures: 2, detail: '原件未变, 2 个签名有效' },
  ];

  function packOf(data: EvidenceOrder, events: Parameters<typeof signingFacts>[0], reports?: object) {
    const rows: EvidenceRows = { facts: signingFacts(events, 2), events: [] };
    const date = dateAt(at(NOW));
    const no = '2026-客户维护-001';
    const source = {
      no,
      number: no,
      kind: 'signature-evidence',
      version: 1,
      label: '第 1 版',
      date,
      at: at(NOW),
    } as const;
    return EVIDENCE_BUILDER['signature-evidence']({
      ...source,
      parties: PARTIES,
      data: { ...data },
      evidence: rows,
      evidencePeople: { names, reports, verifications: VERIFICATIONS, seal: SEAL },
      verification: {
        code: 'K7QM2XTA9PF0C4V9',
        url: 'http://localhost:3000/v1/verify/K7QM2XTA9PF0C4V9',
        dataHash: 'f'.repeat(64),
      },
    });
  }

  test('on paper: who signed by the marks, who recorded and who attested by name, where the originals are', () => {
    const { parties } = packOf(ordered(), [
      record('provider'),
      record('client', { seals: ['company-seal', 'authorised-representative'], authorisation: PDF }),
      command('signature.attest', { party: 'client', pages: [1, 2] }, actor('legal')),
      command('confirm.client', { version: 2 }, actor('client', 'p-gone')),
    ]);
    expect(parties).toMatchObject([
      {
        side: 'provider',
        signatory: { name: '喆文涛', authority: 'legal-representative' },
        recorded: { by: '高岚', role: 'operations' },
      },
      {
        side: 'client',
        signatory: { name: '周䶮', authority: 'authorised-representative' },
        identified: { papers: [{ name: '营业执照' }, { name: '授权委托书', sha256: SHA }] },
        originalsAt: 't-client',
        attested: { by: '方晓', role: 'legal', pages: 2 },
        confirmed: { by: '(已删除)', role: 'client' },
      },
    ]);
    expect(parties[0]).not.toHaveProperty('ip');
  });

  test('on a platform: its times, how it identified them, from which address; nothing of paper', () => {
    const reports = { client: { identifiedBy: '企业实名+人脸', ip: '203.0.113.7' } };
    const { parties, flow } = packOf(ordered(FLOW), [record('client')], reports);
    expect(flow).toEqual({ startKey: FLOW.startKey, flowId: 'F-1', verifications: VERIFICATIONS });
    expect(parties).toMatchObject([
      { identified: { by: '签署平台未提供', papers: [] }, signedAt: FLOW.parties.provider.signedAt },
      {
        identified: { by: '企业实名+人脸', papers: [{ name: '营业执照' }, { name: '授权委托书' }] },
        ip: '203.0.113.7',
        ...FLOW.parties.client,
      },
    ]);
    for (const party of parties) {
      for (const field of ['marks', 'recorded', 'attested', 'originalsAt']) expect(party).not.toHaveProperty(field);
    }
  });

  test('a platform’s pack prints its address and times', async () => {
    const pack = packOf(ordered(FLOW), [], { client: { identifiedBy: '企业实名+人脸', ip: '203.0.113.7' } });
    const text = textOf((await renderDocument('signature-evidence', pack)).bytes);
    for (const part of ['电子签署（e签宝）', '203.0.113.7', '企业实名+人脸', '2026-12-2715:04:00', '平台未提供']) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/原件存放|undefined/);
  });

  test('what came of verifying each file that the platform gave out is printed and in the data', async () => {
    const pack = packOf(ordered(FLOW), []);
    const text = textOf((await renderDocument('signature-evidence', pack)).bytes);
    for (const part of ['未通过，签名1个：签名被涂改', '通过，签名2个：原件未变,2个签名有效', SHA, 'f0'.repeat(32)]) {
      expect(text).toContain(part);
    }
    expect(evidenceOf(pack).flow?.verifications).toEqual([
      { ...VERIFICATIONS[0], at: '2026-12-28T10:00:00.000+08:00' },
      { ...VERIFICATIONS[1], at: '2026-12-28T10:01:00.000+08:00' },
    ]);
    const seal = testSeal();
    const { certificateSha256, subject, selfSigned } = seal;
    const sealed = await samplePack({ ...pack, seal: { certificateSha256, subject, selfSigned } }, seal);
    expect(await verifyEvidence(sealed)).toMatchObject({ genuine: true, evidence: { flow: { flowId: 'F-1' } } });
  });
});
