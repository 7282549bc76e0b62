import type { Requirement, Target, Terms } from '../domain/agreement/types';
import type { LadderOverrides, StandardOverrides } from '../domain/agreement/standard';
import { termEnd } from '../domain/calendar/term';
import type { AgreementDraft } from '../domain/document/agreement-draft';
import { standardFigures } from '../domain/document/standard';
import type { DocumentData } from '../domain/document/types';
import { maskNumber, type Enterprise, type Parties, type Person } from '../domain/parties';
import type { DocumentKind } from '../domain/record/types';
import type { PlainDate } from '../domain/time';
import { account, as, base, entriesOf, named, optional, type Builders, type DocumentSource } from './document-source';
import { ENDING_BUILDERS } from './ending-data';
import { EVIDENCE_BUILDER } from './evidence-data';
import { SURVEY_BUILDER } from './survey-data';
import { TABLE_BUILDERS } from './table-data';
import { WRITTEN_BUILDERS } from './written-data';

/** From an order and the parties to what a renderer takes: one small function per kind, all pure. */
export const documentData = (source: DocumentSource): DocumentData[DocumentKind] => BUILDERS[source.kind](source);

const BUILDERS: Builders = {
  agreement(source) {
    const { draft, terms, standard, ladders, requirements, targets, predecessor } = as<{
      draft: AgreementDraft;
      terms: Terms;
      standard: StandardOverrides;
      ladders?: LadderOverrides;
      requirements: Requirement[];
      targets: Target[];
      predecessor?: string;
    }>(source);
    const { parties } = source;
    const words = new Map(requirements.map((r) => [r.key, r.text]));
    const condition = terms.condition;
    return {
      ...base(source),
      provider: { ...side(parties.provider), account: account(parties) },
      client: enterprise(parties.client),
      people: {
        accountManager: person(parties.accountManager),
        manager: person(parties.manager),
        clientContact: person(parties.contact),
        clientSignatory: {
          ...person(parties.signatory),
          authority:
            parties.signatory.name === parties.client.legalRepresentative ? 'legal-representative' : 'authorised',
        },
      },
      ...(source.template && { template: source.template }),
      ...(terms.serviceHours && { serviceHours: terms.serviceHours }),
      tier: terms.tier,
      clientType: terms.clientType,
      term: {
        months: terms.termMonths,
        ...(terms.startsOn && { from: terms.startsOn, to: termEnd(terms.startsOn, terms.termMonths) }),
        ...(condition && { condition }),
      },
      draft: {
        ...draft,
        personalised: draft.personalised.map((p) => ({ ...p, requirement: words.get(p.requirement) ?? p.requirement })),
      },
      standard: standardFigures(standard, ladders, {
        reviewMeeting: terms.reviewMeeting,
        performanceReport: terms.performanceReport,
      }),
      targets: targets.map((t) => ({
        indicator: t.title ?? t.key,
        target: t.text,
        weightPercent: t.weightPercent ?? 0,
        stage: t.stage ?? '协议期内',
      })),
      ...(predecessor && { predecessor }),
    };
  },

  'service-plan'(source) {
    const { period, team, tasks } = as<Pick<DocumentData['service-plan'], 'period' | 'team' | 'tasks'>>(source);
    return { ...named(source), period, team, tasks };
  },

  ledger(source) {
    return {
      ...named(source),
      month: String(source.data['month']),
      tier: String(source.data['tier']),
      accountManager: source.parties.accountManager.name,
      entries: entriesOf(source),
    };
  },

  minutes(source) {
    const data = as<Omit<DocumentData['minutes'], 'host'>>(source);
    return { ...named(source), ...data, host: source.parties.accountManager.name };
  },

  'performance-report'(source) {
    const data = as<{
      report: number;
      period?: { from: PlainDate; to: PlainDate };
      summary: string;
      items: never[];
      next: string[];
    }>(source);
    const { report, summary, items, next } = data;
    const period = data.period ?? { from: source.date, to: source.date };
    const rectifications = (source.findings ?? []).map((finding) => ({
      finding: finding.text,
      measure: finding.effect ?? '—',
      owner: source.parties.accountManager.name,
      due: finding.dueOn,
      done: finding.effect !== undefined,
    }));
    return { ...named(source), report, summary, items, next, period, figures: [], payments: [], rectifications };
  },

  ...SURVEY_BUILDER,
  ...ENDING_BUILDERS,
  ...EVIDENCE_BUILDER,
  ...TABLE_BUILDERS,
  ...WRITTEN_BUILDERS,
};

const person = ({ name, title = '', telephone = '', email }: Person) => ({ name, title, phone: telephone, email });

function enterprise({ kind, name, uscc, address, legalRepresentative, industry, size }: Enterprise) {
  return { kind, name, uscc, address, legalRepresentative, ...optional({ industry, size }) };
}

/** The identity document is shown masked (domain.md §2). */
function side(provider: Parties['provider']) {
  if (provider.kind === 'enterprise') return enterprise(provider);
  const { number, type } = provider.identityDocument;
  return {
    kind: provider.kind,
    name: provider.name,
    identityDocument: `${type} ${maskNumber(number)}`,
    address: provider.address,
  };
}
