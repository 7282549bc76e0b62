import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { run } from '../../../cli/commands/verify';
import { evidenceText } from '../../../documents/evidence/evidence';
import { sealPdf } from '../../../documents/evidence/seal';
import { attachmentOf, isEvidencePack, verifyEvidence, type Verdict } from '../../../documents/evidence/verify';
import { renderDocument } from '../../../documents/render';
import { sha256 } from '../../../documents/evidence/canonical';
import { DAY } from '../../../domain/time';
import { loadSealCertificate, SealExpiredError, type SealCertificate } from '../../../security/seal-certificate';
import { sampleEvidence, samplePack, SEALED_AT } from '../../support/evidence';
import { textOf } from '../../support/pdf-text';
import { testSeal, writeP12 } from '../../support/seal';

const folder = mkdtempSync(path.join(tmpdir(), 'lvyue-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let pack: Buffer;
let other: SealCertificate;
beforeAll(async () => {
  pack = await samplePack();
  other = loadSealCertificate({ LVYUE_DATA: path.join(folder, 'other') });
});

const failed = ({ checks }: Verdict): string[] => checks.filter(({ passed }) => !passed).map(({ what }) => what);
const ALL = ['印章签名', '印章证书有效期', '证据数据', '哈希链', '证据数据所载证书'];

describe('a pack as it was made', () => {
  test('holds, says who sealed it and when, and brings its data along', async () => {
    const verdict = await verifyEvidence(pack);
    expect(verdict.checks.map(({ what, passed }) => [what, passed])).toEqual(ALL.map((what) => [what, true]));
    const { certificateSha256, subject } = testSeal();
    expect(verdict).toMatchObject({
      genuine: true,
      certificate: { sha256: certificateSha256, subject, selfSigned: true },
      sealedAt: new Date(SEALED_AT).toISOString(),
      evidence: JSON.parse(evidenceText(sampleEvidence())) as object,
    });
    expect(verdict.trusted).toBeUndefined();
  });

  test('the same report under the same certificate has the same bytes, whenever it is sealed', async () => {
    expect((await samplePack()).equals(pack)).toBe(true);
    expect((await samplePack(sampleEvidence(), testSeal(), SEALED_AT + 1_000)).equals(pack)).toBe(false);
  });

  test('an independent reader prints it, and the attachment is the data byte for byte', async () => {
    expect(textOf(pack)).toContain('签署证据报告');
    expect(await attachmentOf(pack)).toBe(evidenceText(sampleEvidence()));
    expect((await PDFDocument.load(pack, { updateMetadata: false })).getPageCount()).toBeGreaterThan(0);
  });

  test('a file that is given is one of those it names, or is found to be none', async () => {
    const confirmed = Buffer.from('the confirmed file');
    const scan = Buffer.from('the scan');
    const data = sampleEvidence();
    data.agreement = { ...data.agreement, sha256: sha256(confirmed) };
    data.parties = data.parties.map((p) =>
      p.side === 'client' ? { ...p, file: { ...p.file, sha256: sha256(scan) } } : p,
    );
    const own = await samplePack(data);
    const found = async (signedFile: Buffer) => (await verifyEvidence(own, { signedFile })).checks.at(-1);
    expect(await found(confirmed)).toMatchObject({ passed: true, found: expect.stringContaining('双方确认的原文') });
    expect(await found(scan)).toMatchObject({ passed: true, found: expect.stringContaining('乙方的签署件') });
    expect(await found(Buffer.from('another'))).toMatchObject({ what: '被签署的文件', passed: false });
  });
});

test('an expired certificate seals nothing; the new one seals as of its beginning, so that the pack holds', async () => {
  writeP12(path.join(folder, 'over.p12'), { validTo: '2024-01-01' });
  const over = loadSealCertificate({
    LVYUE_SEAL_P12: path.join(folder, 'over.p12'),
    LVYUE_SEAL_PASSPHRASE: 'geheim',
  });
  await expect(samplePack(sampleEvidence(over), over)).rejects.toThrow(SealExpiredError);
  const { validFrom } = testSeal();
  const verdict = await verifyEvidence(await samplePack(sampleEvidence(), testSeal(), validFrom - DAY));
  expect(verdict).toMatchObject({ genuine: true, sealedAt: new Date(validFrom).toISOString() });
});

test('a certificate with a chain above it seals as well; the data name the one that signs', async () => {
  writeP12(path.join(folder, 'own.p12'));
  const own = loadSealCertificate({
    LVYUE_SEAL_P12: path.join(folder, 'own.p12'),
    LVYUE_SEAL_PASSPHRASE: 'geheim',
  });
  const sealed = await samplePack(sampleEvidence(own), own);
  const verdict = await verifyEvidence(sealed, { trustedSha256: own.certificateSha256 });
  expect(verdict).toMatchObject({ genuine: true, trusted: true, certificate: { selfSigned: false } });
  // once in each certificate as issuer, once as the authority's subject, once in the signature: the same bytes everywhere
  const [, before, after] = /\/ByteRange \[0 (\d+) (\d+) /.exec(sealed.toString('latin1'))!.map(Number);
  const signature = Buffer.from(sealed.toString('latin1', before! + 1, after! - 1), 'hex').toString('latin1');
  expect(signature.split(Buffer.from('某认证机构').toString('latin1'))).toHaveLength(5);
});

describe('a pack that is not as it was made', () => {
  test('any byte that is changed, anywhere, is found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(pack.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(pack);
        changed[at]! ^= change;
        expect((await verifyEvidence(changed)).genuine).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('any byte of the signature itself: its certificate, its padding, a digit in upper case, the brackets', async () => {
    const [, before, after] = /\/ByteRange \[0 (\d+) (\d+) /.exec(pack.toString('latin1'))!.map(Number);
    const der = Buffer.from(pack.toString('latin1', before! + 1, after! - 1), 'hex');
    const end = before! + 1 + 2 * (4 + der.readUInt16BE(2));
    const found = async (at: number, change: number): Promise<void> => {
      const changed = Buffer.from(pack);
      changed[at]! ^= change;
      expect([at, (await verifyEvidence(changed)).genuine]).toEqual([at, false]);
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: before!, max: end }), fc.constantFrom(0x01, 0x02, 0x20), found),
      { numRuns: 500 },
    );
    for (const at of [before! - 1, before!, end - 1, end, end + 1, after! - 2, after! - 1, after!])
      await found(at, 0x01);
  }, 60_000);

  test('what is added after the end, cut off, or put before is found', async () => {
    const update = Buffer.from('\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n0\n%%EOF\n');
    for (const changed of [
      Buffer.concat([pack, update]),
      Buffer.concat([pack, Buffer.from('\n')]),
      pack.subarray(0, pack.length - 1),
      Buffer.concat([Buffer.from(' '), pack]),
    ]) {
      expect(failed(await verifyEvidence(changed))).toEqual(['印章签名']);
    }
  });

  test('a second seal over the first is refused, and so is a smaller range', async () => {
    const twice = await sealPdf(pack, other, SEALED_AT);
    expect(failed(await verifyEvidence(twice))).toEqual(['印章签名']);
    const range = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(pack.toString('latin1'))!;
    const less = range[0].replace(range[3]!, String(Number(range[3]) - 1).padStart(range[3]!.length));
    const text = pack.toString('latin1').replace(range[0], less);
    expect(failed(await verifyEvidence(Buffer.from(text, 'latin1')))).toEqual(['印章签名']);
  });

  test('other data under an own certificate that claims to be the product’s is found', async () => {
    const forged = await samplePack(sampleEvidence(), other); // the data name the product's certificate
    expect(failed(await verifyEvidence(forged))).toEqual(['证据数据所载证书']);
  });

  test('an own certificate all through is found by whoever knows the right one, and only by them', async () => {
    const forged = await samplePack(sampleEvidence(other), other);
    expect((await verifyEvidence(forged)).genuine).toBe(true);
    const { certificateSha256 } = testSeal();
    const verdict = await verifyEvidence(forged, { trustedSha256: certificateSha256 });
    expect([verdict.genuine, verdict.trusted, failed(verdict)]).toEqual([false, false, ['印章证书与可信证书一致']]);
    const colons = certificateSha256.toUpperCase().replace(/..(?=.)/g, '$&:');
    expect(await verifyEvidence(pack, { trustedSha256: colons })).toMatchObject({ genuine: true, trusted: true });
  });

  test('a seal from outside the certificate’s life is found', async () => {
    const verdict = await verifyEvidence(await samplePack(sampleEvidence(), testSeal(), testSeal().validTo + DAY));
    expect(failed(verdict)).toEqual(['印章证书有效期']);
  });

  test('a sealed PDF without data, an unsealed one, and no PDF at all', async () => {
    const { bytes } = await renderDocument('signature-evidence', sampleEvidence());
    expect(failed(await verifyEvidence(bytes))).toEqual(['印章签名']);
    const bare = await PDFDocument.create({ updateMetadata: false });
    bare.addPage();
    const sealed = await sealPdf(await bare.save(), testSeal(), SEALED_AT);
    expect(failed(await verifyEvidence(sealed))).toEqual(['证据数据']);
    expect(
      await Promise.all([pack, bytes, sealed, Buffer.from('x'), Buffer.from('%PDF-1.7')].map(isEvidencePack)),
    ).toEqual([true, true, false, false, false]);
    expect(failed(await verifyEvidence(Buffer.from('no PDF')))).toEqual(['印章签名']);
  });

  test('data that are no pack, though sealed, are no crash', async () => {
    for (const text of [
      '{}',
      '[',
      '{"schema":"lvyue/signature-evidence/1"}',
      '{"agreement":null,"seal":null}',
      `${evidenceText(sampleEvidence())} `,
    ]) {
      const document = await PDFDocument.create({ updateMetadata: false });
      document.addPage();
      await document.attach(Buffer.from(text), 'evidence.json', { mimeType: 'application/json' });
      const sealed = await sealPdf(await document.save(), testSeal(), SEALED_AT);
      expect(failed(await verifyEvidence(sealed))).toEqual(['证据数据']);
    }
  });
});

describe('lvyue verify of an evidence pack', () => {
  afterEach(() => jest.restoreAllMocks());
  async function command(...argv: string[]): Promise<[number, string]> {
    const said: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    }
    return [await run(argv), said.join('')];
  }
  const file = (): string => {
    writeFileSync(path.join(folder, 'pack.pdf'), pack);
    return path.join(folder, 'pack.pdf');
  };

  test('0 for a pack that holds under a trusted certificate; while none is given and nobody can be asked, 1', async () => {
    process.env['LVYUE_DATA'] = path.join(folder, 'nothing-runs-here');
    const [code, said] = await command(file());
    delete process.env['LVYUE_DATA'];
    expect([code, said]).toEqual([1, expect.stringContaining('未与可信证书比对')]);
    expect(said).not.toContain('通过');
    expect(said).toContain(testSeal().certificateSha256);
    const [trusted, quiet] = await command(file(), '--fingerprint', testSeal().certificateSha256);
    expect([trusted, quiet]).toEqual([0, expect.not.stringContaining('未与可信证书比对')]);
  });

  test('1 for another certificate or another file, 2 for bad arguments', async () => {
    expect((await command(file(), '--fingerprint', other.certificateSha256))[0]).toBe(1);
    const [code, said] = await command(file(), '--signed', __filename);
    expect([code, said]).toEqual([1, expect.stringContaining('✗ 被签署的文件')]);
    for (const argv of [
      [],
      ['a', 'b'],
      [file(), '--fingerprint', 'x', '--seal-cert', 'y'],
      [file(), '--fingerprint', '00'],
      ['--nonsense'],
    ]) {
      expect((await command(...argv))[0]).toBe(2);
    }
  });
});
