import { upsertSearchAttributes } from '@temporalio/workflow';
import {
  defineSearchAttributeKey,
  type SearchAttributeUpdatePair,
  type TypedSearchAttributes,
} from '@temporalio/common';
import type { Agreement, Attention, WaitingFor } from '../../domain/agreement/types';
import { expiryOf } from '../../domain/agreement/execution';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');
const PHASE = keyword('Phase');
const WAITING_FOR = keyword('WaitingFor');
const TIER = keyword('Tier');
const ATTENTION = keyword('Attention');
const TERM_END = defineSearchAttributeKey('TermEnd', 'DATETIME');

/** Few and plain (they are not encrypted): upserted on change only, each upsert is a billed action. */
export class SearchAttributes {
  private readonly shown: Record<string, string | undefined>;

  constructor(current: TypedSearchAttributes) {
    this.shown = Object.fromEntries(
      current.getAll().map(({ key, value }) => [key.name, value instanceof Date ? value.toISOString() : String(value)]),
    );
  }

  /** Whether anything had to be upserted. */
  set(state: Agreement, waitingFor: WaitingFor, attention: Attention): boolean {
    const wanted: SearchAttributeUpdatePair[] = [
      { key: PHASE, value: state.phase },
      { key: WAITING_FOR, value: waitingFor },
      { key: TIER, value: state.terms.tier },
      { key: ATTENTION, value: attention },
    ];
    if (state.termEnd) wanted.push({ key: TERM_END, value: new Date(expiryOf(state)) });
    const changed = wanted.filter(({ key, value }) => this.shown[key.name] !== text(value));
    if (changed.length === 0) return false;
    upsertSearchAttributes(changed);
    for (const { key, value } of changed) this.shown[key.name] = text(value);
    return true;
  }
}

const text = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));
