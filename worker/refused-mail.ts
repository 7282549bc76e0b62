import { createHash } from 'node:crypto';
import { deskOf, recordBounce } from '../api/inbound/attempt';
import type { CommandDeps } from '../api/run-command';
import { agreementNo } from '../domain/ids';
import type { RelayDeps } from '../notices/relay';

/** 发信登记: in its name stands what mail servers refused. */
const DESK = '发信登记';

/** For the relay: a written notice that a mail server refused is recorded with its agreement, as one that came back is. */
export const recordRefused =
  (deps: CommandDeps): NonNullable<RelayDeps['refused']> =>
  async ({ key, kind, workflow_id: workflowId, data }) => {
    const no = agreementNo(workflowId);
    const { notice } = data;
    if (kind !== 'notice.issued' || no === undefined || typeof notice !== 'number') return;
    const commandId = createHash('sha256').update(`refused-mail\0${key}`).digest('hex').slice(0, 32);
    await recordBounce(deps, { no, notice, commandId, desk: deskOf(deps, DESK) });
  };
