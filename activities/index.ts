import { createArchiveActivities, type ArchiveDeps } from './archive';
import { createRecordActivities, type RecordDeps } from './records';
import { createRenewalActivities, type RenewalDeps } from './renewal';

export type ActivityDeps = RecordDeps & RenewalDeps & ArchiveDeps;

/** One factory per concern; the worker gives the real parts, tests give their own. */
export const createActivities = (deps: ActivityDeps) => ({
  ...createRecordActivities(deps),
  ...createRenewalActivities(deps),
  ...createArchiveActivities(deps),
});

export type Activities = ReturnType<typeof createActivities>;
