import { randomUUID } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { createRecordActivities } from '../../activities/records';
import { CaseBook } from '../../domain/case/book';
import { begin, openCase } from '../../domain/case/open';
import { catchUp } from '../../domain/case/step';
import type { CaseKind } from '../../domain/case/types';
import { attention, waitingFor } from '../../domain/case/view';
import { agreementId, caseWorkflowId } from '../../domain/ids';
import type { Role } from '../../domain/roles';
import { DAY, HOUR, dateAt } from '../../domain/time';
import { createMailer } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay } from '../../notices/relay';
import { newCase } from '../support/running-cases';
import { smtpTrap } from '../support/smtp';
import { Api, type Loose, type Reply } from './harness';
import { must } from './samples';

/** Agreements as a worker leaves them: whose person is away is read from their sealed parties. */
export const LIN = { name: '林知远', email: 'lin@provider.example' };
export const GAO = { name: '高岚', email: 'gao@provider.example' };
export const FANG = { name: '方晓', email: 'fang@provider.example' };
export const XU = { name: '许静', email: 'xu@client.example' };
export const HE = { name: '何萍', email: 'he@client.example' };
/** Lin's; Fang's of the same client; Fang's of another client, whose contact has the same name and address. */
export const [MINE, OTHERS, STRANGE] = ['2026-外出-001', '2026-外出-002', '2026-外出-003'] as const;
/** Manager of all of them. */
export const SHEN = { name: '沈若溪', email: 'shen@provider.example' };
const CLIENTS: Readonly<Record<string, string>> = { [MINE]: 'c-1', [OTHERS]: 'c-1', [STRANGE]: 'c-2' };
const partiesOf = (no: string): string => `r-parties-${no}`;

export const day = (n: number): string => dateAt(Date.now() + n * DAY);

export const away = (changes: object = {}) => ({
  ...{ role: 'account-manager', from: LIN, to: GAO, startsOn: day(0), endsOn: day(7), reason: '年假' },
  ...changes,
});

export interface By {
  role?: Role;
  name?: string;
  agreement?: string;
  key?: string;
}

export class Absences {
  private constructor(readonly api: Api) {}

  static async start(): Promise<Absences> {
    const absences = new Absences(await Api.start());
    await absences.agreement(MINE, LIN);
    await absences.agreement(OTHERS, FANG);
    await absences.agreement(STRANGE, FANG);
    return absences;
  }

  async forget(): Promise<void> {
    const { db } = this.api;
    for (const table of ['notices', 'delegations', 'cases', 'audit_events']) await db(table).delete();
    await db('deadlines').whereRaw(`workflow_id not like 'agreement/%'`).delete();
  }

  /** Sends all that is due; answers the mails. */
  async deliver(): Promise<ParsedMail[]> {
    const trap = await smtpTrap();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { db, vault } = this.api.deps;
    const relay = createRelay({ db, vault, log, mailer: createMailer(trap.url), recipients: createRecipients({}) });
    try {
      await relay.runOnce();
      return trap.mails;
    } finally {
      await relay.stop();
      await trap.stop();
    }
  }

  token({ role = 'manager', name, agreement }: By): Promise<string> {
    return this.api.token(role, { ...(name && { name }), ...(agreement && { agreement }) });
  }

  async post(body: object, by: By = {}): Promise<Reply<Loose>> {
    const options = { token: await this.token(by), key: by.key ?? randomUUID() };
    return this.api.call('POST', '/v1/delegations', body, options);
  }

  /** A delegation that must be accepted. */
  record(body: object, by?: By): Promise<Loose> {
    return must(this.post(body, by), 201);
  }

  async revoke(id: string, by: By = {}): Promise<Reply<Loose>> {
    const options = { token: await this.token(by), key: by.key ?? randomUUID() };
    return this.api.call('POST', `/v1/delegations/${id}/revoke`, {}, options);
  }

  async get(path: string, by: By = {}): Promise<Reply<Loose>> {
    return this.api.call('GET', path, undefined, { token: await this.token(by) });
  }

  async list(by: By = {}, query = ''): Promise<Loose[]> {
    return (await must(this.get(`/v1/delegations${query}`, by)))['items'] as Loose[];
  }

  async tasks(by: By): Promise<Loose[]> {
    const items = (await must(this.get('/v1/tasks', by)))['items'] as Loose[];
    return items.map(({ agreement, id, why, substitution }) => ({ agreement, id, why, substitution }));
  }

  /** Of complaints and requests only. */
  async caseTasks(by: By): Promise<Loose[]> {
    const items = (await must(this.get('/v1/tasks', by)))['items'] as Loose[];
    const ofCases = items.filter(({ kind }) => kind !== 'agreement');
    return ofCases.map(({ case: of, id, why, substitution }) => ({ case: of, id, why, substitution }));
  }

  /** A case that was reported an hour ago, as the record activity writes it now; nobody has acted. Answers its id. */
  async file(kind: CaseKind, no: string, n: number): Promise<string> {
    const now = Date.now();
    const input = newCase(kind, no, n, now - HOUR, { severity: '一般' });
    const of = { clientId: CLIENTS[no]!, partiesRef: partiesOf(no) };
    const book = new CaseBook(openCase({ ...input, ...of }, now), now);
    begin(book);
    catchUp(book);
    const state = { ...book.state, version: 1 };
    await createRecordActivities({ ...this.api.deps, publicUrl: this.api.url }).record({
      ...book.entries(),
      ...{ workflowId: caseWorkflowId(kind, state.id), version: 1, recordedAt: now, state },
      ...{ waitingFor: waitingFor(state), attention: attention(state, now) },
    });
    return state.id;
  }

  private async agreement(no: string, accountManager: object): Promise<void> {
    const { db, vault } = this.api.deps;
    const clientId = CLIENTS[no]!;
    const partiesRef = partiesOf(no);
    const parties = { accountManager, contact: XU, signatory: XU, manager: SHEN };
    await vault.sealRecord(clientId, partiesRef, parties);
    await db('agreements').insert({
      ...{ no, workflow_id: agreementId(no), client_id: clientId, phase: 'execution', waiting_for: 'client' },
      ...{ attention: 'none', tier: '重点', client_type: '高价值', calendar_revision: 3, version: 1 },
      state: { partiesRef, terms: {}, deadlines: [{ id: 'execution.plan', n: 1 }] },
      recorded_at: new Date(),
    });
    const owned = (id: string, owner: Role) => ({
      ...{ workflow_id: agreementId(no), id, n: 1, version: 1, clause: '§3.5', owner, state: 'open' },
      ...{ started_at: new Date(Date.now() - DAY), due_at: new Date(Date.now() + DAY), climbed: 0, projected: false },
      data: { target: { value: 2, unit: 'workday' }, pauses: [] },
    });
    const owners = {
      'execution.plan': 'account-manager',
      'handover.acceptance': 'client',
      'review.legal': 'legal',
    } as const;
    await db('deadlines').insert(Object.entries(owners).map(([id, owner]) => owned(id, owner)));
  }
}
