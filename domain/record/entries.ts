import type { Entries } from './types';

export const noEntries = (): Entries => ({ events: [], notices: [], deadlines: [], documents: [] });

/** Adds a step's entries to those not recorded yet (a deadline's newest row wins); false when there is nothing to add. */
export function mergeEntries(into: Entries, { events, notices, deadlines, documents }: Entries): boolean {
  into.events.push(...events);
  into.notices.push(...notices);
  into.documents.push(...documents);
  for (const deadline of deadlines) {
    into.deadlines = [...into.deadlines.filter((d) => d.id !== deadline.id || d.n !== deadline.n), deadline];
  }
  return events.length + notices.length + deadlines.length > 0;
}
