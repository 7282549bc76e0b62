import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/roles';
import { sleep } from '../../platform/processes';
import type { KeyRing } from '../../security/keyring';
import { issueToken } from '../../security/tokens';

export interface Reply<T = Record<string, unknown>> {
  status: number;
  body: T;
}

const GIVE_UP_MS = 1_200_000;

/** A client as the API asks for: the same key until there is an answer, whatever dies in between. */
export class PatientClient {
  /** Commands with an acknowledged success: agreement → names in order. */
  readonly acknowledged = new Map<string, string[]>();
  tries = 0;
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly url: string,
    private readonly keyRing: KeyRing,
  ) {}

  token(role: Role, agreement?: string, name = `${role}-甲`): Promise<string> {
    const id = `${role}/${agreement}/${name}`;
    let token = this.tokens.get(id);
    if (!token) {
      token = issueToken(this.keyRing, { role, name, ...(agreement && { agreement }) });
      this.tokens.set(id, token);
    }
    return token;
  }

  /** Throws for an answer that is a decision against the command: the story has none. */
  async post<T>(path: string, body: unknown, token: string, raw?: { bytes: Uint8Array; type: string }): Promise<T> {
    const key = randomUUID();
    const until = Date.now() + GIVE_UP_MS;
    for (;;) {
      this.tries += 1;
      try {
        const response = await fetch(this.url + encodeURI(path), {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'idempotency-key': key,
            'content-type': raw ? raw.type : 'application/json',
          },
          body: raw ? raw.bytes : JSON.stringify(body),
          signal: AbortSignal.timeout(30_000),
        });
        const answer = (await response.json()) as T & { type?: string };
        if (response.ok) return answer;
        const running = answer.type?.endsWith('CommandRunning');
        if (response.status !== 503 && response.status !== 500 && !running) {
          throw new Refused(`${path}: ${response.status} ${JSON.stringify(answer)}`);
        }
      } catch (error) {
        if (error instanceof Refused || Date.now() > until) throw error;
      }
      await sleep(100);
    }
  }

  async get<T>(path: string, token: string): Promise<T> {
    const until = Date.now() + GIVE_UP_MS;
    for (;;) {
      try {
        const response = await fetch(this.url + encodeURI(path), {
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(30_000),
        });
        if (response.ok) return (await response.json()) as T;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      await sleep(100);
    }
  }

  async command(role: Role, no: string, name: string, body: object, person?: string): Promise<void> {
    const token = await this.token(role, role === 'client' ? no : undefined, person);
    await this.post(`/v1/agreements/${no}/${name.replaceAll('.', '/')}`, body, token);
    this.acknowledged.set(no, [...(this.acknowledged.get(no) ?? []), name]);
  }
}

class Refused extends Error {}
