import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { createOnce } from './key-file';
import { modeOf, SettingsError, type Environment, type Mode } from './mode';

/** 印章证书: what the product seals evidence with, in its own name. Holds a private key: not for logs. */
export interface SealCertificate {
  key: forge.pki.rsa.PrivateKey;
  /** The key's own first, then the chain above it where there is one. */
  certificates: readonly forge.pki.Certificate[];
  /** SHA-256 of the certificate (DER), lower-case hex: what a reader compares. */
  certificateSha256: string;
  /** e.g. `CN=…, O=…` */
  subject: string;
  /** Nobody vouches for it but the reader who knows the fingerprint. */
  selfSigned: boolean;
  /** Epoch ms, both inclusive. */
  validFrom: number;
  validTo: number;
}

/** Nothing is sealed with it any more. The same works once a new certificate is set: whoever needs a seal tries again. */
export class SealExpiredError extends Error {
  constructor() {
    super('印章证书已过有效期, 暂不能盖章: 请更换 LVYUE_SEAL_P12 并重启 API 与 worker');
    this.name = 'SealExpiredError';
  }
}

/** By the clock of the machine: a certificate's validity is no business time. Throws `SealExpiredError`. */
export function requireUnexpired({ validTo }: Pick<SealCertificate, 'validTo'>): void {
  if (validTo < Date.now()) throw new SealExpiredError();
}

/** The one that the embedded default makes for itself says so to every reader. */
const TRIAL_NAME = '履约试用印章 (自签)';
/** The file's mode protects it; the format wants a passphrase, and some readers will not do without. */
const TRIAL_PASSPHRASE = 'lvyue';
const YEARS = 20;

/**
 * `LVYUE_SEAL_P12` with `LVYUE_SEAL_PASSPHRASE`; embedded without it a self-signed one in the data folder, made on first
 * use, 0600. Throws `SettingsError`, which names what is wrong and never a value.
 */
export function loadSealCertificate(env: Environment, mode: Mode = modeOf(env)): SealCertificate {
  const named = env['LVYUE_SEAL_P12'];
  if (named) return open(named, env['LVYUE_SEAL_PASSPHRASE'] ?? '', mode);
  if (mode === 'production') throw new SettingsError(['生产模式须设置 LVYUE_SEAL_P12 (签署证据的印章证书)']);
  const path = join(env['LVYUE_DATA'] || '.data', 'seal.p12');
  if (!statSync(path, { throwIfNoEntry: false })) createOnce(path, trialCertificate());
  return open(path, TRIAL_PASSPHRASE, mode);
}

/** What a production process must not start with. */
export function sealCertificateProblems(env: Environment): string[] {
  try {
    loadSealCertificate(env, 'production');
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return [...error.problems];
    throw error;
  }
}

function open(path: string, passphrase: string, mode: Mode): SealCertificate {
  const { key, certificates } = parse(read(path), passphrase);
  if (key.n.bitLength() < 2_048) refuse('印章证书须为 RSA, 至少 2048 位');
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificates[0]!)).getBytes();
  const certificate = new X509Certificate(Buffer.from(der, 'binary'));
  if (mode === 'production' && certificate.subject.includes(TRIAL_NAME)) refuse('生产模式不接受自动生成的试用印章证书');
  const [validFrom, validTo] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  if (mode === 'production' && validTo < Date.now()) refuse('印章证书已过有效期');
  if (mode === 'production' && validFrom > Date.now()) refuse('印章证书尚未生效');
  return {
    key,
    certificates,
    certificateSha256: fingerprintOf(certificate),
    subject: subjectOf(certificate),
    selfSigned: isSelfSigned(certificate),
    validFrom,
    validTo,
  };
}

export const fingerprintOf = ({ fingerprint256 }: X509Certificate): string =>
  fingerprint256.replaceAll(':', '').toLowerCase();
export const subjectOf = ({ subject }: X509Certificate): string => subject.split('\n').join(', ');
export const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);

function read(path: string): Buffer {
  try {
    if (statSync(path).mode & 0o022) refuse('印章证书可被他人改写: 请执行 chmod 600');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    return refuse(`印章证书无法读取 (${(error as NodeJS.ErrnoException).code ?? '未知错误'}): LVYUE_SEAL_P12`);
  }
}

function parse(bytes: Buffer, passphrase: string): Pick<SealCertificate, 'key' | 'certificates'> {
  let p12: forge.pkcs12.Pkcs12Pfx;
  try {
    p12 = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes.toString('binary')), false, passphrase);
  } catch {
    return refuse('印章证书无法打开: 口令不符, 或不是 PKCS #12 文件 (LVYUE_SEAL_PASSPHRASE)');
  }
  const { pkcs8ShroudedKeyBag, certBag } = forge.pki.oids as Record<string, string>;
  const bags = (bagType: string) => p12.getBags({ bagType })[bagType] ?? [];
  const key = bags(pkcs8ShroudedKeyBag!)[0]?.key as forge.pki.rsa.PrivateKey | null | undefined;
  if (!key) return refuse('印章证书文件中没有 RSA 私钥');
  const all = bags(certBag!).flatMap(({ cert }) => cert ?? []);
  const own = all.find(({ publicKey }) => (publicKey as forge.pki.rsa.PublicKey).n.compareTo(key.n) === 0);
  if (!own) return refuse('印章证书文件中没有与私钥相符的证书');
  return { key, certificates: [own, ...all.filter((certificate) => certificate !== own)] };
}

function trialCertificate(): Buffer {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const key = forge.pki.privateKeyFromPem(pem.toString());
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  const now = new Date();
  certificate.validity.notBefore = now;
  certificate.validity.notAfter = new Date(Date.UTC(now.getUTCFullYear() + YEARS, now.getUTCMonth(), 1));
  const name = [{ name: 'commonName', value: TRIAL_NAME, valueTagClass: forge.asn1.Type.UTF8 }] as never;
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(key, forge.md.sha256.create());
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, [certificate], TRIAL_PASSPHRASE, { algorithm: 'aes256' });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

function refuse(problem: string): never {
  throw new SettingsError([problem]);
}
