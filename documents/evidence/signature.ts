import { verify, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { sha256 } from './canonical';
import { signedData } from './cms';

/** A seal that holds: what it covers has not changed since somebody with the certificate's key made it. */
export interface Seal {
  certificate: X509Certificate;
  /** As the maker says it. */
  signedAt: Date;
}

export class BrokenSeal extends Error {}

/**
 * Checks the one seal of a report by itself, without the library that made it. No byte is left out: the range covers the
 * whole file but the signature; the place of the signature holds exactly a signature and zeros; and the signature's
 * structure is exactly what this certificate, time, digest and RSA value make, so nothing in it can be exchanged
 * unnoticed. Throws `BrokenSeal`, which says what does not hold.
 */
export function checkSeal(pdf: Buffer): Seal {
  const { covered, der } = split(pdf);
  const message = parse(der);
  const certificates = message.certificates.map(toX509);
  const { authenticatedAttributes, signature } = message.rawCapture;
  if (!authenticatedAttributes || !signature) throw new BrokenSeal('印章签名缺少已签属性');
  const attributes = attributesOf(authenticatedAttributes);
  const digest = attributes.get(forge.pki.oids['messageDigest']!);
  if (Buffer.from(digest ?? '', 'binary').toString('hex') !== sha256(covered)) {
    throw new BrokenSeal('内容与印章签名不符: 文件在盖章后被改动');
  }
  const signed = toDer(
    forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SET, true, authenticatedAttributes),
  );
  const value = Buffer.from(signature, 'binary');
  const at = certificates.findIndex(({ publicKey }) => verify('RSA-SHA256', signed, publicKey, value));
  if (at < 0) throw new BrokenSeal('印章签名不是由所附证书的私钥作出');
  const signedAt = timeOf(attributes.get(forge.pki.oids['signingTime']!));
  const same = rebuild(covered, message, message.certificates[at]!, signedAt);
  if (!same.equals(der)) throw new BrokenSeal('印章签名的结构被改动');
  return { certificate: certificates[at]!, signedAt };
}

const RANGE = /^\/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\]/;

/** What the seal covers, and the signature. */
function split(pdf: Buffer): { covered: Buffer; der: Buffer } {
  const at = pdf.indexOf('/ByteRange');
  if (at < 0) throw new BrokenSeal('文件没有印章签名');
  if (pdf.indexOf('/ByteRange', at + 1) >= 0) throw new BrokenSeal('文件有不止一个印章签名');
  const [, ...numbers] = RANGE.exec(pdf.toString('latin1', at, at + 60)) ?? [];
  const [before, after, rest] = numbers.map(Number) as [number, number, number];
  if (numbers.length !== 3 || at > before || before >= after || after + rest !== pdf.length) {
    throw new BrokenSeal('印章签名没有覆盖整个文件');
  }
  const place = pdf.toString('latin1', before, after);
  if (!/^<(?:[0-9a-f]{2})+>$/.test(place)) throw new BrokenSeal('印章签名所在之处有其他内容');
  const bytes = Buffer.from(place.slice(1, -1), 'hex');
  const length = lengthOf(bytes);
  if (bytes.subarray(length).some((byte) => byte !== 0)) throw new BrokenSeal('印章签名之后有其他内容');
  return { covered: Buffer.concat([pdf.subarray(0, before), pdf.subarray(after)]), der: bytes.subarray(0, length) };
}

/** Of the DER value at the beginning: a sequence whose length takes two bytes, as that of a signature does. */
function lengthOf(bytes: Buffer): number {
  const length = bytes.length > 4 && bytes.readUInt16BE(0) === 0x3082 ? 4 + bytes.readUInt16BE(2) : 0;
  if (length === 0 || length > bytes.length) throw new BrokenSeal('印章签名无法解析');
  return length;
}

interface SignedData {
  certificates: forge.pki.Certificate[];
  rawCapture: { authenticatedAttributes?: forge.asn1.Asn1[]; signature?: string };
}

function parse(der: Buffer): SignedData {
  try {
    const message = forge.pkcs7.messageFromAsn1(forge.asn1.fromDer(der.toString('binary'))) as unknown as SignedData;
    if (!Array.isArray(message.certificates) || message.certificates.length === 0) throw new Error('no certificate');
    return message;
  } catch {
    throw new BrokenSeal('印章签名无法解析');
  }
}

/** By type; each has one value. */
function attributesOf(attributes: forge.asn1.Asn1[]): Map<string, string> {
  try {
    return new Map(
      attributes.map((attribute) => {
        const [type, values] = attribute.value as [forge.asn1.Asn1, forge.asn1.Asn1];
        const [value] = values.value as [forge.asn1.Asn1];
        return [forge.asn1.derToOid(type.value as string), value.value as string];
      }),
    );
  } catch {
    throw new BrokenSeal('印章签名无法解析');
  }
}

/** `YYMMDDhhmmssZ` until 2049, `YYYYMMDDhhmmssZ` from then on. */
function timeOf(text = ''): Date {
  const [, year, ...rest] = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (!year) throw new BrokenSeal('印章签名没有时间');
  const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const [month, day, hour, minute, second] = rest;
  return new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The same structure made anew; in the place of the private key stands the value that it gave. */
function rebuild(covered: Buffer, message: SignedData, certificate: forge.pki.Certificate, signedAt: Date): Buffer {
  const { certificates, rawCapture } = message;
  try {
    return signedData({ covered, certificates, certificate, key: { sign: () => rawCapture.signature! }, signedAt });
  } catch {
    throw new BrokenSeal('印章签名的结构被改动');
  }
}

function toX509(certificate: forge.pki.Certificate): X509Certificate {
  try {
    return new X509Certificate(toDer(forge.pki.certificateToAsn1(certificate)));
  } catch {
    throw new BrokenSeal('印章签名所附的证书无法解析');
  }
}

const toDer = (value: forge.asn1.Asn1): Buffer => Buffer.from(forge.asn1.toDer(value).getBytes(), 'binary');
