import type { Actor, Role } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { NamedDocument, Side } from './base';

/** On paper, or on a platform: 腾讯电子签, e签宝, 法大大. */
export type SignatureMethod = 'paper' | 'ess' | 'esign' | 'fasc';

/** A file by what it is known by. */
export interface EvidenceFile {
  name: string;
  sha256: string;
  pages?: number;
}

/** Somebody's doing on record. */
export interface Recorded {
  by: string;
  role: Role;
  at: Instant;
}

/** One side's signature: who, how identified, when, from where, which bytes. */
export interface PartyEvidence {
  side: Side;
  organisation: string;
  /** 统一社会信用代码; of a natural person the identity document, masked. */
  registration: string;
  signatory: { name: string; authority: 'legal-representative' | 'authorised-representative' | 'self' };
  /** On paper: what was put on it. */
  marks?: string[];
  /** How it was made sure who it is, and the papers on file that show it. */
  identified: { by: string; papers: EvidenceFile[] };
  /** The version reached it; with the channel. The provider made it itself. */
  delivered?: { at: Instant; channel: string };
  /** It confirmed this version as final. */
  confirmed?: Recorded;
  viewedAt?: Instant;
  /** The day on the paper, or of the platform's time. */
  signedOn: PlainDate;
  signedAt?: Instant;
  /** Network address as the platform tells it. */
  ip?: string;
  /** Where the paper is kept. */
  originalsAt?: string;
  /** The signed bytes: the scan, or the platform's file. */
  file: EvidenceFile;
  /** On paper: who filed the scan, and who compared it page by page. */
  recorded?: Recorded;
  attested?: Recorded & { pages: number };
}

/** What came of looking at a file that the platform gave out as signed. */
export interface FileVerification {
  at: Instant;
  sha256: string;
  /** It is the original with intact, trusted signatures and nothing else. */
  genuine: boolean;
  signatures: number;
  /** Chinese, for people; names nobody. */
  detail: string;
}

/** A line of the audit trail: its data only by their hash. */
export interface EvidenceEvent {
  seq: number;
  at: Instant;
  recordedAt: Instant;
  event: string;
  /** Which command, where it is one. */
  command?: string;
  by?: Actor;
  /** Of the event's data in canonical JSON. */
  dataSha256: string;
}

/** 签署证据报告: evidence pack of a signature (domain.md §12). Its schema is docs/evidence.md. */
export interface SignatureEvidenceDocument extends NamedDocument {
  /** What was confirmed and then signed. */
  agreement: EvidenceFile & { version: number };
  method: SignatureMethod;
  /** The flow on the platform. */
  flow?: { startKey: string; flowId?: string; verifications: FileVerification[] };
  /** The day the last side signed. */
  completedOn: PlainDate;
  parties: PartyEvidence[];
  /** From the making of the version to both signatures, in their order. */
  events: EvidenceEvent[];
  /** What the report is sealed with. */
  seal: { certificateSha256: string; subject: string; selfSigned: boolean };
}
