import type { Tier } from '../domain/agreement/types';
import type { PlainDate } from '../domain/time';
import { as, entriesOf, named, type Builders } from './document-source';

type TableKind = 'complaint-record' | 'request-tracking' | 'contact-record' | 'client-classification';

/** Data of the record of a complaint, and of the tables that people ask for. */
export const TABLE_BUILDERS: Builders<TableKind> = {
  'complaint-record'(source) {
    const { no, parties, handling } = source;
    if (!handling) throw new Error('a complaint without its trail');
    return { ...named(source), agreementNo: no, accountManager: parties.accountManager.name, handling };
  },

  'request-tracking'(source) {
    const { tier } = as<{ tier: Tier }>(source);
    const { at, parties, requests = [] } = source;
    return { ...named(source), tier, accountManager: parties.accountManager.name, asOf: at, requests };
  },

  'contact-record'(source) {
    const { from, to } = as<{ from: PlainDate; to: PlainDate }>(source);
    const { parties } = source;
    return {
      ...named(source),
      period: { from, to },
      accountManager: parties.accountManager.name,
      contacts: entriesOf(source),
    };
  },

  /** Of no single agreement: no execution orders it. */
  'client-classification'() {
    throw new Error('the list of clients belongs to no execution');
  },
};
