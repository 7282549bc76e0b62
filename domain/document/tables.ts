import type { ClientType, Tier } from '../agreement/types';
import type { TrackedRequest } from '../case/tracking';
import type { Instant, PlainDate } from '../time';
import type { DocumentBase, NamedDocument, Period } from './base';
import type { LedgerEntry } from './records';

/** Tables that somebody asks for, of what is recorded at that moment (domain.md §2, §5, §6). */

/** 《客户需求跟踪表》: every request of an agreement. */
export interface RequestTrackingDocument extends NamedDocument {
  tier: Tier;
  accountManager: string;
  /** What had been recorded by then. */
  asOf: Instant;
  requests: TrackedRequest[];
}

/** 《客户沟通记录表》: the contacts of a span of days, as the ledger has them. */
export interface ContactRecordDocument extends NamedDocument {
  period: Period;
  accountManager: string;
  contacts: LedgerEntry[];
}

/** A client in one of its agreements. */
export interface ClassifiedClient {
  name: string;
  agreementNo: string;
  tier: Tier;
  clientType: ClientType;
  /** 维护负责人 */
  accountManager: string;
  /** 更新日期: since when tier, type and owner are as they stand: from the start, or since the owner was replaced. */
  updatedOn: PlainDate;
}

/** 《客户分类清单》 of the whole house. */
export interface ClientClassificationDocument extends DocumentBase {
  asOf: Instant;
  clients: ClassifiedClient[];
}
