import forge from 'node-forge';

/** One signer's part of a detached CMS signature (RFC 5652), as far as it is checked. */
export interface Cms {
  /** DER, as embedded. */
  certificates: Buffer[];
  /** Serial number of the signer's certificate, hex. */
  serial: string;
  /** As Node names it, e.g. `sha256`. */
  digest: string;
  /** Of the signed bytes, as the signer stated it. */
  messageDigest: Buffer;
  /** When it was signed by the signer's own word, epoch ms; part of what is signed. */
  signingTime?: number;
  /** The signed attributes as they were signed: a SET, DER. */
  signedAttributes: Buffer;
  signature: Buffer;
}

const { asn1 } = forge;
type Node = forge.asn1.Asn1;

const DIGESTS: Record<string, string> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const SET_OF = 0x31;

const children = (node: Node | undefined): Node[] => {
  if (!node || !Array.isArray(node.value)) throw new Error('not a structure');
  return node.value;
};
const der = (node: Node): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'binary');
const octets = (node: Node | undefined): Buffer => {
  if (!node || typeof node.value !== 'string') throw new Error('not a value');
  return Buffer.from(node.value, 'binary');
};
const oid = (node: Node | undefined): string => asn1.derToOid(forge.util.createBuffer(octets(node).toString('binary')));
const tagged = (nodes: readonly Node[], tag: number): Node | undefined =>
  nodes.find(({ tagClass, type }) => tagClass === asn1.Class.CONTEXT_SPECIFIC && Number(type) === tag);

/** Without the zeros that fill up the place of a signature: by the length that its own head states. */
function exact(bytes: Buffer): Buffer {
  const head = bytes.readUInt8(1);
  if (head < 0x80) return bytes.subarray(0, 2 + head);
  const size = head & 0x7f;
  return bytes.subarray(0, 2 + size + bytes.readUIntBE(2, size));
}

function timeOf(node: Node | undefined): number | undefined {
  if (!node) return undefined;
  const text = octets(node).toString('latin1');
  const read = node.type === asn1.Type.UTCTIME ? asn1.utcTimeToDate : asn1.generalizedTimeToDate;
  return read(text).getTime();
}

/** Throws for anything but one signer with signed attributes and a digest of the SHA-2 family. */
export function parseCms(bytes: Buffer): Cms {
  const content = children(asn1.fromDer(exact(bytes).toString('binary')));
  const signedData = children(children(content[1])[0]);
  const signers = children(signedData.at(-1));
  if (signers.length !== 1) throw new Error('not one signer');
  const signer = children(signers[0]);
  const [, identifier, digestAlgorithm] = signer;
  const attributes = tagged(signer, 0);
  const digest = DIGESTS[oid(children(digestAlgorithm)[0])];
  if (!attributes || !digest) throw new Error('unknown digest, or nothing signed');
  const stated = (wanted: string): Node | undefined => {
    const [, values] =
      children(attributes)
        .map(children)
        .find(([type]) => oid(type) === wanted) ?? [];
    return values && children(values)[0];
  };
  const signingTime = timeOf(stated(SIGNING_TIME));
  const signedAttributes = der(attributes);
  signedAttributes[0] = SET_OF; // signed under its own tag, stored under an implicit one
  return {
    certificates: children(tagged(signedData, 0)).map(der),
    serial: octets(children(identifier)[1]).toString('hex'),
    digest,
    messageDigest: octets(stated(MESSAGE_DIGEST)),
    ...(signingTime !== undefined && { signingTime }),
    signedAttributes,
    signature: octets(signer[signer.indexOf(attributes) + 2]),
  };
}
