import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reserve } from '../api/routes/start';
import type { Locks } from '../api/locks';
import { ApiFailure } from '../api/problems';
import { parseCommand, runCommand } from '../api/run-command';
import type { PublicCommand } from '../api/schemas/commands';
import { startAgreement } from '../activities/starting';
import { bundledCalendar } from '../calendar/load';
import type { People } from '../db/people';
import type { Agreement } from '../domain/agreement/types';
import { Failure } from '../domain/failures';
import { agreementId } from '../domain/ids';
import { iso, type Instant } from '../domain/time';
import { TASK_QUEUE, type World } from '../platform/world';
import type { CalendarData } from '../domain/calendar/types';
import type { Role } from '../domain/roles';
import { createCast, type Cast } from './cast';
import { createClock, type Clock } from './clock';
import { upload } from './files';
import { Lines, type Line } from './lines';
import { bodyFor, type Situation } from './payloads';
import type { Scenario } from './scenario';

export interface RehearsalDeps {
  /** The rehearsal world: its own namespace and schema, never the real one. */
  world: World;
  locks: Locks;
  people: People;
  /** The newest calendar that the product knows; default: the one it was shipped with. */
  calendar?: () => Promise<CalendarData>;
  /** Of the worker that plays; tests have their own. */
  taskQueue?: string;
}

/** One execution of the play, as recorded. */
export interface Player {
  workflowId: string;
  no: string;
  state: Agreement;
  /** When something will happen without anybody acting. */
  nextDue: Instant;
  open: boolean;
}

export interface Said {
  do: PublicCommand;
  by: Role;
  second?: boolean;
  deadline?: string;
  with: Record<string, unknown>;
}

/** A worker or a database that is away for less than this holds up a play, no more. */
const DONE_WITHIN_MS = 60_000;
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** A name of its own for every play, so that no two plays ever meet in a number series or a workflow id. */
const playName = (): string => `彩排${[...randomBytes(6)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;

/** Everything of a play that happens outside: starts it, moves its clocks, sends its commands, reads its record. */
export class Stage {
  readonly players: Player[] = [];
  readonly lines: Lines;
  private sent = 0;

  private constructor(
    private readonly deps: RehearsalDeps,
    private readonly scenario: Scenario,
    private readonly name: string,
    private readonly cast: Cast,
    private readonly clock: Clock,
    private readonly calendar: CalendarData,
    emit: (line: Line) => void,
  ) {
    this.lines = new Lines({ db: deps.world.db, cast, emit });
  }

  /** Starts the scenario's agreement as the API does. */
  static async open(deps: RehearsalDeps, scenario: Scenario, emit: (line: Line) => void): Promise<Stage> {
    const { db, vault, client, namespace, keyRing } = deps.world;
    const name = playName();
    const { terms, ...body } = scenario.agreement.body;
    const pinned = (await deps.calendar?.()) ?? bundledCalendar();
    const calendar = (): Promise<CalendarData> => Promise.resolve(pinned);
    // no idempotency key: a rehearsal that broke off is started anew
    const attempt = { commandId: `start-${name}`, row: { principal: name, key: 'start' } };
    const input = await reserve({ db, vault, calendar }, { ...body, terms: { ...terms, shortName: name } }, attempt);
    await startAgreement({ db, client, taskQueue: deps.taskQueue ?? TASK_QUEUE }, input);
    const cast = createCast(keyRing, scenario.agreement.body.parties, input.no);
    const stage = new Stage(deps, scenario, name, cast, createClock(client, namespace), pinned, emit);
    stage.players.push({
      workflowId: agreementId(input.no),
      no: input.no,
      state: undefined as never,
      nextDue: -Infinity,
      open: true,
    });
    await stage.refresh();
    return stage;
  }

  get main(): Player {
    return this.players[0]!;
  }

  /** Virtual now of the play: the latest clock of all. */
  now: Instant = 0;

  /**
   * Waits until nobody has work in hand and what was due by an instant has been done, finds executions that were started
   * meanwhile, and reads what is recorded. An execution's timer runs late by as long as the task that set it took, so it
   * may still be to come when its clock has reached the instant.
   */
  async refresh(by: Instant = this.now): Promise<void> {
    for (const until = Date.now() + DONE_WITHIN_MS; ;) {
      const readings = await Promise.all(this.players.map(({ workflowId }) => this.clock.idle(workflowId)));
      readings.forEach(({ open }, i) => (this.players[i]!.open = open));
      this.now = Math.max(this.now, ...readings.filter(({ open }) => open).map(({ now }) => now));
      await this.read();
      const fresh = this.players
        .map(({ state }) => state?.successor)
        .find((no) => no && !this.players.some((p) => p.no === no));
      if (fresh) await this.join(fresh);
      else if (!this.players.some(({ open, nextDue }) => open && nextDue <= by)) break;
      else if (Date.now() > until)
        throw new Error(`what was due by ${iso(by)} has not been done in ${DONE_WITHIN_MS} ms`);
      else await sleep(5);
    }
    await this.lines.read(
      this.players.map(({ workflowId }) => workflowId),
      this.now,
    );
  }

  /** A renewal starts with a delay of the virtual time that has gone; its clock is brought up to the others'. */
  private async join(no: string): Promise<void> {
    const workflowId = agreementId(no);
    await this.clock.forward(workflowId, this.now);
    this.players.push({ workflowId, no, state: undefined as never, nextDue: -Infinity, open: true });
  }

  private async read(): Promise<void> {
    const rows = await this.deps.world
      .db('agreements')
      .whereIn(
        'no',
        this.players.map(({ no }) => no),
      )
      .select<{ no: string; state: Agreement; next_due_at: Date | null }[]>('no', 'state', 'next_due_at');
    for (const player of this.players) {
      const row = rows.find(({ no }) => no === player.no);
      if (!row) continue; // its first record is still being written
      // the projection leaves out the calendar; all of a play share the one they were started with
      player.state = { ...row.state, calendar: this.calendar };
      player.nextDue = row.next_due_at?.getTime() ?? Infinity;
    }
  }

  /** Moves every open execution's clock on to an instant. */
  async forward(to: Instant): Promise<void> {
    await Promise.all(
      this.players.filter(({ open }) => open).map(({ workflowId }) => this.clock.forward(workflowId, to)),
    );
    await this.refresh(to);
  }

  /** Says a command as the API's caller would. A refusal is part of the play: it gets its line and nothing else. */
  async say(player: Player, said: Said): Promise<void> {
    const { world, locks, people } = this.deps;
    const identity = this.cast.person(said.by, said.second);
    const commandId = `${this.name}-${++this.sent}`;
    const { no, workflowId, state } = player;
    try {
      const body = bodyFor(said.do, this.situation(player, said));
      const uploaded = await upload(world, { no, clientId: state.clientId, by: identity.actor.id }, body);
      const deps = { db: world.db, client: world.client, vault: world.vault, locks, people };
      const request = { no, name: said.do, body: parseCommand(said.do, uploaded), commandId, identity };
      await patiently(() => runCommand(deps, request));
    } catch (error) {
      if (!(error instanceof Failure) || error.type === 'Unavailable') throw error;
      const { role } = identity.actor;
      const reason = error instanceof ApiFailure ? error.more.field : undefined;
      this.lines.refuse(
        {
          at: iso(this.now),
          workflowId,
          event: 'command',
          name: said.do,
          by: { role, name: identity.name },
          outcome: error.type,
          reason: error.detail,
          ...(reason && { field: reason }),
        },
        this.now,
      );
    }
    await this.refresh();
  }

  situation(
    { state, workflowId }: Player,
    { by, deadline, with: said }: Pick<Said, 'by' | 'deadline' | 'with'>,
  ): Situation {
    const { agreement } = this.scenario;
    return {
      state,
      now: this.now,
      by,
      said,
      parties: agreement.body.parties,
      choice: agreement,
      objected: this.lines.objected.get(workflowId) ?? [],
      ...(deadline !== undefined && { deadline }),
    };
  }

  /** Nothing of a play goes on after it. */
  async close(): Promise<void> {
    for (const { workflowId } of this.players) {
      await this.deps.world.client.workflow
        .getHandle(workflowId)
        .terminate('彩排结束')
        .catch(() => undefined); // it has ended by itself
    }
  }
}

/** The same command again with the same id, while the server or its worker is away: one effect. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + DONE_WITHIN_MS; ;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Failure) || error.type !== 'Unavailable' || Date.now() > until) throw error;
      await sleep(500);
    }
  }
}
