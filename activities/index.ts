import { createArchiveActivities, type ArchiveDeps } from './archive';
import { createCaseActivities, type CaseDeps } from './cases';
import { createRecordActivities, type RecordDeps } from './records';
import { createRenewalActivities, type RenewalDeps } from './renewal';

export type ActivityDeps = RecordDeps & RenewalDeps & CaseDeps & ArchiveDeps;

/** One factory per concern; the worker gives the real parts, tests give their own. */
export const createActivities = (deps: ActivityDeps) => ({
  ...createRecordActivities(deps),
  ...createRenewalActivities(deps),
  ...createCaseActivities(deps),
  ...createArchiveActivities(deps),
});

export type Activities = ReturnType<typeof createActivities>;
