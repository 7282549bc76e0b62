import type { SignatureMethod } from '../document/evidence';
import type { Actor } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { AgreementBook } from './book';
import type { CommandPayloads } from './commands';
import type { Party, Upload } from './types';

/** 签署证据 (domain.md §12): what is recorded of a signature once both sides have signed; made into a sealed report. */

/** What the agreement knows of the flow that brought both signatures about. */
export interface EvidenceFlow {
  provider: SignatureMethod;
  startKey: string;
  flowId?: string;
  state: string;
  version: number;
  clientSigner: 'legal-representative' | 'authorised-representative';
  authorisation?: Upload;
  parties: Record<Party, { viewedAt?: Instant; signedAt?: Instant }>;
}

/** Papers of the intake by which the client was identified. */
const IDENTIFYING = ['business-licence', 'contact-identity'] as const;

/** What an order of this paper carries; the rest is in the audit trail and in the parties' record. */
export interface EvidenceOrder {
  signed: { version: number; sha256: string; pages?: number };
  method: SignatureMethod;
  /** On a platform. */
  flow?: Omit<EvidenceFlow, 'provider' | 'state' | 'version'>;
  completedOn: PlainDate;
  signatures: Record<Party, { signedOn: PlainDate; scan: Upload }>;
  identity: { kind: string; sha256: string }[];
}

/** The last word of the step that completes signing, so that the pack holds all of it. */
export function orderEvidence(book: AgreementBook, flow?: EvidenceFlow): void {
  const { draft, signatures, signedOn, intake } = book.state;
  const { version, sha256, pages } = draft!;
  const signature = (party: Party) => {
    const { signedOn: day, scan } = signatures[party]!;
    return { signedOn: day, scan };
  };
  const used = flow?.state === 'completed' && flow.version === version ? flow : undefined;
  const order: EvidenceOrder = {
    signed: { version, sha256: sha256!, ...(pages !== undefined && { pages }) },
    method: used?.provider ?? 'paper',
    ...(used && used.provider !== 'paper' && { flow: flowFacts(used) }),
    completedOn: signedOn!,
    signatures: { provider: signature('provider'), client: signature('client') },
    identity: IDENTIFYING.flatMap((kind) => {
      const { state, upload } = intake.documents[kind] ?? {};
      return state === 'accepted' && upload ? [{ kind, sha256: upload.sha256 }] : [];
    }),
  };
  book.orderDocument('signature-evidence', { ...order });
}

function flowFacts({ startKey, flowId, clientSigner, authorisation, parties }: EvidenceFlow): EvidenceOrder['flow'] {
  const times = ({ viewedAt, signedAt }: EvidenceFlow['parties'][Party]) => ({
    ...(viewedAt !== undefined && { viewedAt }),
    ...(signedAt !== undefined && { signedAt }),
  });
  return {
    startKey,
    ...(flowId !== undefined && { flowId }),
    clientSigner,
    ...(authorisation && { authorisation }),
    parties: { provider: times(parties.provider), client: times(parties.client) },
  };
}

interface TrailEvent {
  at: Instant;
  event: string;
  data: Record<string, unknown>;
  by?: Actor;
}

/** Who did what, by the opaque id of the audit trail. */
export interface Doing {
  by: Actor;
  at: Instant;
}

export interface SigningFacts {
  delivered?: { at: Instant; channel: string };
  confirmed: Partial<Record<Party, Doing>>;
  recorded: Partial<Record<Party, Doing & Pick<CommandPayloads['signature.record'], Kept>>>;
  attested: Partial<Record<Party, Doing & { pages: number }>>;
}
type Kept = 'seals' | 'authorisation' | 'originalsAt';

/** What the audit trail says of a version's way to its signatures; the last word on each counts. */
export function signingFacts(events: readonly TrailEvent[], version: number): SigningFacts {
  const facts: SigningFacts = { confirmed: {}, recorded: {}, attested: {} };
  for (const { event, at, by, data } of events) {
    if (event !== 'command' || !by) continue;
    const doing = { by, at };
    switch (data['name']) {
      case 'review.deliver': {
        const { version: delivered, channel } = data['payload'] as CommandPayloads['review.deliver'];
        if (delivered === version) facts.delivered = { at, channel };
        break;
      }
      case 'confirm.client':
        facts.confirmed.client = doing;
        break;
      case 'confirm.provider':
        facts.confirmed.provider = doing;
        break;
      case 'signature.record': {
        const { party, seals, authorisation, originalsAt } = data['payload'] as CommandPayloads['signature.record'];
        facts.recorded[party] = { ...doing, seals, originalsAt, ...(authorisation && { authorisation }) };
        break;
      }
      case 'signature.attest': {
        const { party, pages } = data['payload'] as CommandPayloads['signature.attest'];
        facts.attested[party] = { ...doing, pages: new Set(pages).size };
      }
    }
  }
  return facts;
}
