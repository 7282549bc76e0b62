import { createArchiveActivities, type ArchiveDeps } from './archive';
import { createDocumentActivities, type DocumentDeps } from './documents';
import { createRecordActivities, type RecordDeps } from './records';
import { createRenewalActivities, type RenewalDeps } from './renewal';

export type ActivityDeps = RecordDeps & DocumentDeps & RenewalDeps & ArchiveDeps;

/** One factory per concern; the worker gives the real parts, tests give their own. */
export const createActivities = (deps: ActivityDeps) => ({
  ...createRecordActivities(deps),
  ...createDocumentActivities(deps),
  ...createRenewalActivities(deps),
  ...createArchiveActivities(deps),
});

export type Activities = ReturnType<typeof createActivities>;
