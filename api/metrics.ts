import type { Request, RequestHandler, Response } from 'express';
import type { Knex } from 'knex';

/** Upper bounds in seconds. */
const BUCKETS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

interface Series {
  count: number;
  seconds: number;
  buckets: number[];
}

/** Requests by route (never by address: that names agreements) and status, in Prometheus' text format. */
export class Metrics {
  private readonly requests = new Map<string, Series>();
  private readonly refused = new Map<string, number>();

  count: RequestHandler = (request, response, next) => {
    const begun = process.hrtime.bigint();
    response.once('finish', () => this.add(request, response, Number(process.hrtime.bigint() - begun) / 1e9));
    next();
  };

  private add(request: Request, response: Response, seconds: number): void {
    const labels = `method="${request.method}",route="${routeOf(request)}",status="${response.statusCode}"`;
    let series = this.requests.get(labels);
    if (!series) this.requests.set(labels, (series = { count: 0, seconds: 0, buckets: BUCKETS.map(() => 0) }));
    series.count++;
    series.seconds += seconds;
    BUCKETS.forEach((bound, i) => seconds <= bound && series.buckets[i]!++);
  }

  /** A call-back with a wrong signature, or out of its time window: of it nothing else is kept. */
  refusedCallback(provider: string): void {
    this.refused.set(provider, (this.refused.get(provider) ?? 0) + 1);
  }

  text(): string {
    const lines = [
      '# HELP lvyue_http_request_seconds Duration of requests.',
      '# TYPE lvyue_http_request_seconds histogram',
    ];
    for (const [labels, { count, seconds, buckets }] of this.requests) {
      BUCKETS.forEach((bound, i) =>
        lines.push(`lvyue_http_request_seconds_bucket{${labels},le="${bound}"} ${buckets[i]}`),
      );
      lines.push(`lvyue_http_request_seconds_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(
        `lvyue_http_request_seconds_sum{${labels}} ${seconds}`,
        `lvyue_http_request_seconds_count{${labels}} ${count}`,
      );
    }
    for (const [provider, count] of this.refused)
      lines.push(`lvyue_esign_callbacks_refused_total{provider="${provider}"} ${count}`);
    return lines.join('\n');
  }
}

/** The pattern of the route, e.g. `/v1/agreements/:no/timeline`; one name for all that is none. */
export function routeOf({ route, originalUrl, method }: Request): string {
  const pattern = (route as { path?: unknown } | undefined)?.path;
  if (typeof pattern !== 'string') return `unmatched ${method}`;
  // `baseUrl` is gone once an error has left the router
  const mount = /^\/(v1|codec)(?=\/)/.exec(originalUrl)?.[0] ?? '';
  return pattern.startsWith(`${mount}/`) ? pattern : mount + pattern;
}

/** When the seal's certificate expires: worth an alert weeks before, since reports of signatures wait from then on. */
export const sealMetric = (expires: number): string =>
  `lvyue_seal_certificate_expiry_timestamp_seconds ${expires / 1_000}`;

/** What the records say: agreements and cases by phase, mails by state, the last sweep and all it has found so far. */
export async function recordMetrics(db: Knex): Promise<string> {
  const { rows } = await db.raw<{ rows: { name: string; label: string; value: string }[] }>(`
    select 'agreements' as name, phase || '",attention="' || attention as label, count(*) as value from agreements group by phase, attention
    union all select 'cases', kind || '",phase="' || phase || '",attention="' || attention, count(*) from cases group by kind, phase, attention
    union all select 'notices', case when state = 'queued' and not_before > now() then 'waiting' else state end, count(*)
      from notices group by 2
    union all select 'inbound_unmatched', reason, count(*) from inbound_mails group by reason
    union all select 'esign_callbacks', c.provider || '",state="' ||
        case when told_at is not null then 'told' when f.flow_id is null then 'unknown-flow' else 'waiting' end, count(*)
      from esign_callbacks c left join esign_flows f on f.provider = c.provider and f.flow_id = c.flow_id group by 2
    union all select 'starts_unfinished', '', count(*) from start_intents where started_at is null
    union all select 'last_sweep', '', extract(epoch from max(at)) from sweeps having max(at) is not null
    union all select 'swept', key, sum((value->>'woken')::int) from sweeps, jsonb_each(kinds) where found > 0 group by key`);
  const names: Record<string, [string, string]> = {
    agreements: ['lvyue_agreements', 'phase'],
    cases: ['lvyue_cases', 'kind'],
    notices: ['lvyue_notices', 'state'],
    inbound_unmatched: ['lvyue_inbound_unmatched', 'reason'],
    esign_callbacks: ['lvyue_esign_callbacks', 'provider'],
    starts_unfinished: ['lvyue_starts_unfinished', ''],
    last_sweep: ['lvyue_last_sweep_timestamp_seconds', ''],
    swept: ['lvyue_sweeper_woken_total', 'kind'],
  };
  return rows
    .map(({ name, label, value }) => {
      const [metric, key] = names[name]!;
      return `${metric}${key ? `{${key}="${label}"}` : ''} ${value}`;
    })
    .join('\n');
}
