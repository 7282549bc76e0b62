import type { TextRef } from '../agreement/types';
import type { Instant, PlainDate } from '../time';
import { DEPARTMENT_OF } from './request';
import type { CaseOutcome, Department, RequestTopic, Urgency } from './types';

/**
 * 《客户需求跟踪表》: what had become of every request of an agreement at an instant, from what had been recorded of
 * them by then. Pure, so that the same trail gives the same table.
 */

/** One event of a request's trail. */
export interface TrackingRow {
  id: string;
  event: string;
  at: Instant;
  data: Record<string, unknown>;
}

/** 进展: what the client was told last. */
export interface TrackedProgress {
  at: Instant;
  text: TextRef;
  /** What was offered in the place of what cannot be met. */
  alternative?: TextRef;
  /** The day that a plan has promised. */
  dueOn?: PlainDate;
}

export interface TrackedRequest {
  id: string;
  /** When the client reported it. */
  at: Instant;
  /** Of every report of the same need. */
  channels: string[];
  description: TextRef;
  urgency: Urgency;
  topic?: RequestTopic;
  department?: Department;
  /** 1, and one more each time that it was reopened. */
  round: number;
  progress?: TrackedProgress;
  /** Solved or refused, in its last round. */
  doneAt?: Instant;
  /** The client's own confirmation, or that it said so when called back. */
  confirmed?: { at: Instant; by: 'client' | 'callback' };
  closed?: { at: Instant; outcome: CaseOutcome };
}

type Payload = Record<string, unknown>;

/** Rows in the order of each request's trail; answers the requests by their numbers. */
export function trackingOf(rows: readonly TrackingRow[]): TrackedRequest[] {
  const found = new Map<string, TrackedRequest>();
  for (const row of rows) {
    if (row.event === 'request.opened') found.set(row.id, opened(row));
    const request = found.get(row.id);
    if (request) follow(request, row);
  }
  return [...found.values()].sort((a, b) => numberOf(a.id) - numberOf(b.id));
}

const numberOf = (id: string): number => Number(/\d+$/.exec(id)?.[0]);

function opened({ id, at, data }: TrackingRow): TrackedRequest {
  const { channel, description, urgency, topic } = data as {
    channel: string;
    description: TextRef;
    urgency: Urgency;
    topic?: RequestTopic;
  };
  return {
    ...{ id, at, channels: [channel], description, urgency, round: 1 },
    ...(topic && { topic, department: DEPARTMENT_OF[topic] }),
  };
}

function follow(request: TrackedRequest, { event, at, data }: TrackingRow): void {
  switch (event) {
    case 'command':
      return said(request, String(data['name']), data['payload'] as Payload, at);
    case 'request.absorbed': {
      const { channels, urgency } = data as { channels: string[]; urgency?: Urgency };
      request.channels.push(...channels.filter((channel) => !request.channels.includes(channel)));
      request.urgency = urgency ?? request.urgency;
      return;
    }
    case 'request.reopened':
      request.round = data['round'] as number;
      delete request.doneAt;
      delete request.confirmed;
      return;
    case 'request.closed':
      request.closed = { at, outcome: data['outcome'] as CaseOutcome };
  }
}

function said(request: TrackedRequest, name: string, payload: Payload, at: Instant): void {
  const told = (text: unknown, more: Partial<TrackedProgress> = {}): void => {
    request.progress = { at, text: String(text), ...more };
  };
  switch (name) {
    case 'request.respond':
    case 'request.progress':
      return told(payload['text']);
    case 'request.plan':
      return told(payload['plan'], { dueOn: payload['dueOn'] as PlainDate });
    case 'request.solve':
      request.doneAt = at;
      return told(payload['solution']);
    case 'request.refuse':
      request.doneAt = at;
      return told(payload['reason'], { alternative: String(payload['alternative']) });
    case 'request.urgency':
      request.urgency = payload['urgency'] as Urgency;
      return;
    case 'request.assign':
      request.department = (payload['department'] as Department | undefined) ?? request.department;
      return;
    case 'request.callback':
      if (payload['satisfied'] === true) request.confirmed = { at, by: 'callback' };
      return;
    case 'request.confirm':
      request.confirmed = { at, by: 'client' };
  }
}
