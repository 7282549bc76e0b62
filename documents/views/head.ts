import { CHANNEL_ZH, type WrittenChannel } from '../../domain/agreement/delivery';
import { grouped } from '../../domain/codes/verification';
import type { DocumentBase, NamedDocument, Side } from '../../domain/document/base';
import { DOCUMENT_ZH } from '../../domain/document/types';
import type { DocumentKind } from '../../domain/document/types';
import { dateZh } from '../format';
import { qrSvg } from '../qr';

export const SIDE_ZH: Record<Side, string> = { provider: '甲方', client: '乙方' };

/** What the shared layout (`templates/lib.typ`) needs of every document: title, header line and the PDF's own date. */
export interface Head {
  title: string;
  number: string;
  version: string;
  dateText: string;
  /** For the PDF's metadata. */
  date: { year: number; month: number; day: number };
  author: string;
  /** 验真, in the footer of every page: the code in groups, the address, the data's hash, the QR code as SVG. */
  verify: { code: string; url: string; hash: string; qr: string };
}

export function head(kind: DocumentKind, data: DocumentBase, author: string): Head {
  const { code, url, dataHash } = data.verification;
  const [year, month, day] = data.date.split('-').map(Number) as [number, number, number];
  return {
    title: DOCUMENT_ZH[kind],
    number: data.number,
    version: data.label,
    dateText: dateZh(data.date),
    date: { year, month, day },
    author,
    verify: { code: grouped(code), url, hash: dataHash, qr: qrSvg(url) },
  };
}

/** Head of a document made under a signed agreement, with the names of both sides. */
export function namedHead(kind: DocumentKind, data: NamedDocument) {
  return { ...head(kind, data, data.providerName), provider: data.providerName, client: data.clientName };
}

/** A block to sign in: who, and one line for each thing to be filled in by hand. */
export interface SignatureBlock {
  party: string;
  lines: string[];
}

/** Provider, natural person: signature; enterprise: seal and legal representative. Client: always seal and signature. */
export function signatureBlocks(
  provider: { name: string; kind: 'enterprise' | 'natural-person' },
  client: { name: string; signedBy?: string },
): [SignatureBlock, SignatureBlock] {
  return [
    {
      party: `甲方：${provider.name}`,
      lines: provider.kind === 'enterprise' ? ['（公章）', '法定代表人（签字）：'] : ['本人（签名）：'],
    },
    { party: `乙方：${client.name}`, lines: ['（公章）', `${client.signedBy ?? '法定代表人或授权代表'}（签字）：`] },
  ];
}

/** What goes out as a file is neither sealed nor signed by hand: an empty block on it would look like a draft. */
const ON_PAPER: Record<WrittenChannel, boolean> = { post: true, fax: true, email: false, platform: false };

/** Who gives a notice, how, and the block to sign it in where it goes out on paper. */
export function senderOf(data: NamedDocument & { from: Side; channel: WrittenChannel }) {
  const { from, channel } = data;
  const [provider, client] = namedSignatures(data);
  const name = (side: Side): string => (side === 'provider' ? data.providerName : data.clientName);
  return {
    to: name(from === 'provider' ? 'client' : 'provider'),
    from: name(from),
    fromSide: SIDE_ZH[from],
    channel: CHANNEL_ZH[channel],
    signature: !ON_PAPER[channel] ? null : from === 'provider' ? provider : client,
  };
}

export const namedSignatures = (data: NamedDocument): [SignatureBlock, SignatureBlock] =>
  signatureBlocks({ name: data.providerName, kind: data.providerKind }, { name: data.clientName });
