import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { complaintId } from '../../domain/ids';
import { openPayload, type Sealing } from '../../worker/codec';

type Event = temporal.api.history.v1.IHistoryEvent;

/** What the history of a complaint says of its first clock; all instants epoch ms. */
export interface Recount {
  reportedAt: number;
  /** The workflow's time at the first contact that it took, if any. */
  contactedAt?: number;
  ended: boolean;
}

/** Reads a complaint's first clock from nothing but what the server kept: the input of the execution and its commands. */
export async function recount(temporal: Client, sealing: Sealing, id: string): Promise<Recount> {
  const { events } = await temporal.workflow.getHandle(complaintId(id)).fetchHistory();
  const first = events![0]!.workflowExecutionStartedEventAttributes!;
  if (first.continuedExecutionRunId) throw new Error(`${id} has an earlier run`);
  const input = openPayload(sealing, first.input!.payloads![0]!).data!;
  const { start } = JSON.parse(Buffer.from(input).toString('utf8')) as { start: { reportedAt: number } };
  const contactedAt = firstContact(events!);
  return {
    reportedAt: start.reportedAt,
    ...(contactedAt !== undefined && { contactedAt }),
    ended: Boolean(events!.at(-1)!.workflowExecutionCompletedEventAttributes),
  };
}

/** The time of the workflow task in which the first `complaint.contact` was accepted that did not end in a failure. */
function firstContact(events: Event[]): number | undefined {
  const failed = new Set(
    events
      .map((event) => event.workflowExecutionUpdateCompletedEventAttributes)
      .filter((done) => done?.outcome?.failure)
      .map((done) => String(done!.acceptedEventId)),
  );
  let taskAt = 0;
  for (const event of events) {
    if (event.workflowTaskStartedEventAttributes) taskAt = msOf(event);
    const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
    if (accepted?.acceptedRequest?.input?.name !== 'complaint.contact' || failed.has(String(event.eventId))) continue;
    return taskAt;
  }
  return undefined;
}

const msOf = ({ eventTime }: Event): number => Number(eventTime!.seconds) * 1_000 + Math.floor(eventTime!.nanos! / 1e6);
