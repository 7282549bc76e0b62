import type { ServiceHours } from '../calendar/types';
import type { PlainDate } from '../time';
import type { DocumentBase } from './base';
import type { AgreementDraft, Text } from './draft';
import type { OwnTemplate } from './own-template';
import type { ClientParty, PersonInCharge, ProviderParty } from './parties';
import type { StandardFigures } from './standard';

/** A target agreed at intake (domain.md §2). */
export interface AgreedTarget {
  indicator: Text;
  /** The figure with its unit, e.g. `≥ 90 分`. */
  target: Text;
  /** Absent: not weighted against the others. */
  weightPercent?: number;
  stage: Text;
}

/** Everything a version of the agreement prints. Amounts in fen, dates in China. */
export interface AgreementDocument extends DocumentBase {
  provider: ProviderParty;
  client: ClientParty;
  people: {
    accountManager: PersonInCharge;
    manager: PersonInCharge;
    clientContact: PersonInCharge;
    clientSignatory: PersonInCharge & { authority: 'legal-representative' | 'authorised' };
  };
  tier: '战略' | '重点' | '普通';
  clientType: '长期合作' | '高价值' | '新拓展' | '潜在转化';
  term: {
    months: number;
    /** Both known only where the first day is fixed before signing. */
    from?: PlainDate;
    to?: PlainDate;
    /** Takes effect when this happens, at the latest on `dueOn`, instead of with the last signature. */
    condition?: { text: Text; dueOn: PlainDate };
  };
  /** Minutes and hours run inside them, working days end with them; absent: the wall clock (§11). */
  serviceHours?: ServiceHours;
  draft: AgreementDraft;
  /** The wording, where the draft names a customer's own template. */
  template?: OwnTemplate;
  standard: StandardFigures;
  targets: AgreedTarget[];
  /** Number of the agreement that this one continues (续签). */
  predecessor?: string;
}
