import { chmodSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SettingsError, type Environment } from '../../security/mode';
import {
  loadSealCertificate,
  requireUnexpired,
  sealCertificateProblems,
  SealExpiredError,
} from '../../security/seal-certificate';
import { writeP12 } from '../support/seal';

const folder = mkdtempSync(path.join(tmpdir(), 'lvyue-seal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

function made(name: string, options?: Parameters<typeof writeP12>[1]): Environment {
  writeP12(at(name), options);
  return { LVYUE_SEAL_P12: at(name), LVYUE_SEAL_PASSPHRASE: 'geheim' };
}

test('embedded: made once, for the owner only, and the same from then on', () => {
  const env = { LVYUE_DATA: at('data') };
  const first = loadSealCertificate(env);
  expect(first).toMatchObject({ selfSigned: true, certificateSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect((statSync(at('data/seal.p12')).mode & 0o777).toString(8)).toBe('600');
  expect(loadSealCertificate(env).certificateSha256).toBe(first.certificateSha256);
  expect(loadSealCertificate({ LVYUE_DATA: at('data-2') }).certificateSha256).not.toBe(first.certificateSha256);
});

test('a certificate of one’s own, with the chain above it', () => {
  const env = made('own.p12');
  expect(loadSealCertificate(env)).toMatchObject({ selfSigned: false, subject: 'CN=Hengmu Ltd' });
  expect(sealCertificateProblems({ ...env, LVYUE_MODE: 'production' })).toEqual([]);
});

test('says how long it is valid; an expired one is refused for sealing, by the clock of the machine', () => {
  const over = loadSealCertificate(made('over-2.p12', { validTo: '2024-01-01' }));
  expect([over.validFrom, over.validTo]).toEqual([Date.parse('2020-01-01'), Date.parse('2024-01-01')]);
  expect(() => requireUnexpired(over)).toThrow(SealExpiredError);
  expect(() => requireUnexpired({ validTo: Date.now() + 60_000 })).not.toThrow();
});

describe('production does not start', () => {
  test('without a certificate', () => {
    expect(sealCertificateProblems({})).toEqual([expect.stringContaining('LVYUE_SEAL_P12')]);
  });

  test('with the one that the embedded default made, or one that is over', () => {
    loadSealCertificate({ LVYUE_DATA: at('trial') });
    const env = { LVYUE_SEAL_P12: at('trial/seal.p12'), LVYUE_SEAL_PASSPHRASE: 'lvyue' };
    expect(sealCertificateProblems(env)).toEqual([expect.stringContaining('试用印章')]);
    expect(sealCertificateProblems(made('over.p12', { validTo: '2024-01-01' }))).toEqual([
      expect.stringContaining('有效期'),
    ]);
  });

  test('with a wrong passphrase, no PKCS #12, none at all, one that others may write: no value in the message', () => {
    const own = made('own-2.p12');
    writeFileSync(at('text'), 'no certificate', { mode: 0o600 });
    for (const env of [
      { ...own, LVYUE_SEAL_PASSPHRASE: 'falsch' },
      { ...own, LVYUE_SEAL_PASSPHRASE: undefined },
      { ...own, LVYUE_SEAL_P12: at('text') },
      { ...own, LVYUE_SEAL_P12: at('none') },
    ]) {
      const problems = sealCertificateProblems(env);
      expect(problems).toEqual([expect.stringContaining('印章证书')]);
      expect(problems.join()).not.toMatch(/geheim|falsch/);
    }
    chmodSync(at('own-2.p12'), 0o666);
    expect(sealCertificateProblems(own)).toEqual([expect.stringContaining('chmod')]);
  });

  test('with a short key, or an elliptic one, which the library of the seal does not take', () => {
    expect(() => loadSealCertificate(made('short.p12', { bits: 1_024 }))).toThrow(SettingsError);
    copyFileSync(path.join(__dirname, '../support/certificates/elliptic.p12'), at('elliptic.p12'));
    chmodSync(at('elliptic.p12'), 0o600);
    const elliptic = { LVYUE_SEAL_P12: at('elliptic.p12'), LVYUE_SEAL_PASSPHRASE: 'geheim' };
    expect(sealCertificateProblems(elliptic)).toEqual([expect.stringContaining('RSA')]);
  });
});
