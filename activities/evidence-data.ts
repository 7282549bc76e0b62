import type { Knex } from 'knex';
import { createPeople } from '../db/people';
import type { Vault } from '../db/vault';
import type { Doing, EvidenceOrder, SigningFacts } from '../domain/agreement/signature-evidence';
import { DOCUMENT_ZH as INTAKE_ZH } from '../domain/agreement/intake';
import type { Party } from '../domain/agreement/types';
import type { EvidenceEvent, FileVerification, PartyEvidence, Recorded } from '../domain/document/evidence';
import { DOCUMENT_ZH } from '../domain/document/types';
import { maskNumber, type Enterprise, type NaturalPerson } from '../domain/parties';
import type { SealCertificate } from '../security/seal-certificate';
import { as, named, type Builders, type DocumentSource } from './document-source';
import { fileVerifications, signingReport, type SigningReport } from './signing-evidence';

/** What the audit trail adds to a pack; references to texts are still to be opened. */
export interface EvidenceRows {
  facts: SigningFacts;
  events: EvidenceEvent[];
}

/** What a pack needs besides, of people and platforms. */
export interface EvidenceSource {
  /** Names of those who acted, by their ids. */
  names: ReadonlyMap<string, string>;
  reports: SigningReport | undefined;
  verifications: FileVerification[];
  seal: Pick<SealCertificate, 'certificateSha256' | 'subject' | 'selfSigned'>;
}

export interface EvidenceDeps {
  db: Knex;
  vault: Vault;
  /** What reports of signatures are sealed with. */
  seal: SealCertificate;
}

export async function evidenceSource(
  { db, vault, seal }: EvidenceDeps,
  { flow }: EvidenceOrder,
  { facts }: EvidenceRows,
): Promise<EvidenceSource> {
  const doings: Doing[] = [facts.confirmed, facts.recorded, facts.attested].flatMap((of) => Object.values(of));
  const names = await createPeople(db, vault).namesOf([...new Set(doings.map(({ by }) => by.id))]);
  const { certificateSha256, subject, selfSigned } = seal;
  return {
    names,
    reports: flow && (await signingReport({ db, vault }, flow.startKey)),
    verifications: flow ? await fileVerifications({ db, vault }, flow.startKey) : [],
    seal: { certificateSha256, subject, selfSigned },
  };
}

/** Evidence pack of a signature (domain.md §12): order, parties, audit trail and the platform's word put together. */
export const EVIDENCE_BUILDER: Builders<'signature-evidence'> = {
  'signature-evidence'(source) {
    const { signed, method, flow, completedOn } = as<EvidenceOrder>(source);
    const { version, sha256, pages } = signed;
    return {
      ...named(source),
      agreement: { name: `${DOCUMENT_ZH.agreement} ${source.no}`, version, sha256, ...(pages && { pages }) },
      method,
      ...(flow && {
        flow: {
          startKey: flow.startKey,
          ...(flow.flowId && { flowId: flow.flowId }),
          verifications: source.evidencePeople!.verifications,
        },
      }),
      completedOn,
      parties: (['provider', 'client'] as const).map((party) => partyEvidence(source, party)),
      events: source.evidence!.events,
      seal: source.evidencePeople!.seal,
    };
  },
};

function partyEvidence(source: DocumentSource, party: Party): PartyEvidence {
  const { method, flow, signatures, identity } = as<EvidenceOrder>(source);
  const { facts } = source.evidence!;
  const { names, reports } = source.evidencePeople!;
  const { signedOn, scan } = signatures[party];
  const { organisation, registration } = registrationOf(source.parties[party]);
  const paper = method === 'paper';
  const recorded = paper ? facts.recorded[party] : undefined;
  const attested = paper ? facts.attested[party] : undefined;
  const authorisation = paper ? recorded?.authorisation : party === 'client' ? flow?.authorisation : undefined;
  const report = reports?.[party];
  const { viewedAt, signedAt } = flow?.parties[party] ?? {};
  const person = ({ by, at }: Doing): Recorded => ({ by: names.get(by.id) ?? '(已删除)', role: by.role, at });
  const confirmed = facts.confirmed[party];
  const papers = [
    ...(party === 'client' ? identity.map(({ kind, sha256 }) => ({ name: INTAKE_ZH[kind] ?? kind, sha256 })) : []),
    ...(authorisation ? [{ name: '授权委托书', sha256: authorisation.sha256 }] : []),
  ];
  return {
    side: party,
    organisation,
    registration,
    signatory: signatoryOf(source, party),
    ...(recorded && { marks: recorded.seals }),
    identified: { by: paper ? ON_PAPER : (report?.identifiedBy ?? '签署平台未提供'), papers },
    ...(party === 'client' && facts.delivered && { delivered: facts.delivered }),
    ...(confirmed && { confirmed: person(confirmed) }),
    ...(viewedAt !== undefined && { viewedAt }),
    signedOn,
    ...(signedAt !== undefined && { signedAt }),
    ...(report?.ip && { ip: report.ip }),
    ...(recorded && { originalsAt: recorded.originalsAt }),
    file: {
      name: paper ? '签署件扫描' : '平台签署文件',
      sha256: scan.sha256,
      ...(scan.pages !== undefined && { pages: scan.pages }),
    },
    ...(recorded && { recorded: person(recorded) }),
    ...(attested && { attested: { ...person(attested), pages: attested.pages } }),
  };
}

const ON_PAPER = '原件签字盖章；一人登记扫描件，另一人逐页核对姓名、印章与日期';

/** Who signs for a side: by the marks on the paper, or by the order of the flow. */
function signatoryOf(source: DocumentSource, party: Party): PartyEvidence['signatory'] {
  const { provider, client, signatory } = source.parties;
  const { method, flow } = as<EvidenceOrder>(source);
  if (party === 'provider') {
    return provider.kind === 'natural-person'
      ? { name: provider.name, authority: 'self' }
      : { name: provider.legalRepresentative, authority: 'legal-representative' };
  }
  const byItself =
    method === 'paper'
      ? source.evidence!.facts.recorded.client?.seals.includes('legal-representative')
      : flow?.clientSigner === 'legal-representative';
  return byItself
    ? { name: client.legalRepresentative, authority: 'legal-representative' }
    : { name: signatory.name, authority: 'authorised-representative' };
}

/** The identity document is shown masked (domain.md §2). */
function registrationOf(party: Enterprise | NaturalPerson): { organisation: string; registration: string } {
  if (party.kind === 'enterprise') return { organisation: party.name, registration: party.uscc };
  const { type, number } = party.identityDocument;
  return { organisation: party.name, registration: `${type} ${maskNumber(number)}` };
}
