import { createArchiveActivities, type ArchiveDeps } from './archive';
import { createCaseActivities, type CaseDeps } from './cases';
import { createRecordActivities, type RecordDeps } from './records';
import { createRenewalActivities, type RenewalDeps } from './renewal';
import { createSigningActivities, type SigningDeps } from './signing';

export type ActivityDeps = RecordDeps & RenewalDeps & CaseDeps & ArchiveDeps & SigningDeps;

/** One factory per concern; the worker gives the real parts, tests give their own. */
export const createActivities = (deps: ActivityDeps) => ({
  ...createRecordActivities(deps),
  ...createRenewalActivities(deps),
  ...createCaseActivities(deps),
  ...createArchiveActivities(deps),
  ...createSigningActivities(deps),
});

export type Activities = ReturnType<typeof createActivities>;
