import { upsertSearchAttributes } from '@temporalio/workflow';
import {
  defineSearchAttributeKey,
  type SearchAttributeUpdatePair,
  type TypedSearchAttributes,
} from '@temporalio/common';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');
export const PHASE = keyword('Phase');
export const WAITING_FOR = keyword('WaitingFor');
export const TIER = keyword('Tier');
export const ATTENTION = keyword('Attention');
export const TERM_END = defineSearchAttributeKey('TermEnd', 'DATETIME');

/** Few and plain (they are not encrypted): upserted on change only, each upsert is a billed action. */
export class SearchAttributes {
  private readonly shown: Record<string, string | undefined>;

  constructor(current: TypedSearchAttributes) {
    this.shown = Object.fromEntries(
      current.getAll().map(({ key, value }) => [key.name, value instanceof Date ? value.toISOString() : String(value)]),
    );
  }

  /** Whether anything had to be upserted. */
  set(wanted: SearchAttributeUpdatePair[]): boolean {
    const changed = wanted.filter(({ key, value }) => this.shown[key.name] !== text(value));
    if (changed.length === 0) return false;
    upsertSearchAttributes(changed);
    for (const { key, value } of changed) this.shown[key.name] = text(value);
    return true;
  }
}

const text = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));
