import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reserve } from '../api/routes/start';
import type { Locks } from '../api/locks';
import { ApiFailure } from '../api/problems';
import { parseCaseCommand, parseCommand, runCaseCommand, runCommand } from '../api/run-command';
import { startAgreement } from '../activities/starting';
import { bundledCalendar } from '../calendar/load';
import type { People } from '../db/people';
import { standardKey } from '../domain/agreement/standard';
import { Failure } from '../domain/failures';
import { iso, type Instant } from '../domain/time';
import { TASK_QUEUE, type World } from '../platform/world';
import type { CalendarData } from '../domain/calendar/types';
import type { Role } from '../domain/roles';
import { signingHintSignal } from '../workflows/agreement/messages';
import type { Identity } from '../security/tokens';
import type { SigningPlatforms } from '../signing/platforms';
import { CASE_DUTIES } from './case-duties';
import { CASE_USUAL, type CaseSituation } from './case-words';
import { createCast, type Cast } from './cast';
import { createClock, type Clock } from './clock';
import { DUTIES, type Duty, type Step } from './duties';
import type { SignFor, Signing } from './electronic';
import { upload } from './files';
import { Lines, type Line } from './lines';
import { bodyFor, type Situation } from './payloads';
import { agreementPlayer, newcomers, readPlayers, type AgreementPlayer, type CasePlayer, type Player } from './players';
import type { Scenario } from './scenario';
import { isOfCase, type PlayCommand } from './vocabulary';

export interface RehearsalDeps {
  /** The rehearsal world: its own namespace and schema, never the real one. */
  world: World;
  locks: Locks;
  people: People;
  /** Platforms of 电子签署, simulated ones; absent: nobody signs electronically. */
  signing?: SigningPlatforms;
  /** Lets a party sign on the simulated platform; absent: its people act by themselves, or not at all. */
  signFor?: SignFor;
  /** The newest calendar that the product knows; default: the one it was shipped with. */
  calendar?: () => Promise<CalendarData>;
  /** Of the worker that plays; tests have their own. */
  taskQueue?: string;
}

export interface Said {
  do: PlayCommand;
  by: Role;
  second?: boolean;
  deadline?: string;
  with: Record<string, unknown>;
}

type Asked = Pick<Said, 'by' | 'deadline' | 'with'>;

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
    stage.players.push(agreementPlayer(input.no));
    await stage.refresh();
    return stage;
  }

  get main(): AgreementPlayer {
    return this.players[0] as AgreementPlayer;
  }

  /** Whom a scripted command is for: the agreement, or the newest complaint or request that is still open. */
  addressee(command: PlayCommand): Player {
    if (!isOfCase(command)) return this.main;
    const kind = command.split('.')[0];
    const cases = this.players.filter((player) => player.what === 'case' && player.state.kind === kind);
    return cases.reverse().find(({ open }) => open) ?? cases[0] ?? this.main;
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
      await readPlayers(this.deps.world.db, this.players, this.calendar);
      const fresh = await newcomers(this.deps.world.db, this.players);
      if (fresh.length > 0) for (const player of fresh) await this.join(player);
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

  /** It starts with a delay of the virtual time that has gone; its clock is brought up to the others'. */
  private async join(player: Player): Promise<void> {
    await this.clock.forward(player.workflowId, this.now);
    this.players.push(player);
  }

  /** Moves every open execution's clock on to an instant. */
  async forward(to: Instant): Promise<void> {
    await Promise.all(
      this.players.filter(({ open }) => open).map(({ workflowId }) => this.clock.forward(workflowId, to)),
    );
    await this.refresh(to);
  }

  /** What whoever owes a deadline says to meet it, by the answer that a habit names or the usual one. */
  stepsFor(player: Player, deadline: string, answer: unknown): Step<PlayCommand>[] {
    const asked = { by: 'operations', deadline, with: {} } as const;
    const key = standardKey(deadline);
    return player.what === 'agreement'
      ? stepsOf(DUTIES[key]!, this.situation(player, asked), answer)
      : stepsOf(CASE_DUTIES[key]!, this.caseSituation(player, asked), answer);
  }

  /** Says a command as the API's caller would. A refusal is part of the play: it gets its line and nothing else. */
  async say(player: Player, said: Said): Promise<void> {
    const identity = this.cast.person(said.by, said.second);
    try {
      await this.send(player, said, identity);
    } catch (error) {
      if (!(error instanceof Failure) || error.type === 'Unavailable') throw error;
      const { role } = identity.actor;
      const field = error instanceof ApiFailure ? error.more.field : undefined;
      this.lines.refuse(
        {
          at: iso(this.now),
          workflowId: player.workflowId,
          event: 'command',
          name: said.do,
          by: { role, name: identity.name },
          outcome: error.type,
          reason: error.detail,
          ...(field && { field }),
        },
        this.now,
      );
    }
    await this.refresh();
  }

  /** Signatures on a platform are part of the play. */
  get signs(): boolean {
    return this.deps.signFor !== undefined;
  }

  /** A party signs on the platform, which then calls back. */
  async signOnPlatform({ workflowId, flowId, party }: Signing): Promise<void> {
    const { world, signFor } = this.deps;
    await signFor!(flowId, party, this.now);
    const player = this.players.find((one) => one.workflowId === workflowId) as AgreementPlayer;
    const { provider } = player.state.flow!;
    await world.client.workflow.getHandle(workflowId).signal(signingHintSignal, { provider, flowId });
    await this.refresh();
  }

  private async send(player: Player, said: Said, identity: Identity): Promise<void> {
    const { world, locks, people, signing } = this.deps;
    const { clientId } = player.state;
    const no = player.what === 'agreement' ? player.no : player.state.agreementNo;
    const { db, client, vault, keyRing } = world;
    const deps = { db, client, vault, keyRing, locks, people, ...(signing && { signing }) };
    const base = { commandId: `${this.name}-${++this.sent}`, identity };
    const uploaded = (body: unknown) => upload(world, { no, clientId, by: identity.actor.id }, body);
    if (player.what === 'agreement' && !isOfCase(said.do)) {
      const name = said.do;
      const body = parseCommand(name, await uploaded(bodyFor(name, this.situation(player, said))));
      await patiently(() => runCommand(deps, { no, name, body, ...base }));
    } else if (player.what === 'case' && isOfCase(said.do)) {
      const name = said.do;
      const words = { ...CASE_USUAL[name](this.caseSituation(player, said)), ...said.with };
      const body = parseCaseCommand(name, await uploaded(words));
      await patiently(() => runCaseCommand(deps, { id: player.id, kind: player.state.kind, no, name, body, ...base }));
    } else throw new Failure('NotNow', '没有处理中的投诉或需求');
  }

  situation({ state, workflowId }: AgreementPlayer, { by, deadline, with: said }: Asked): Situation {
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

  private caseSituation({ state }: CasePlayer, { by, deadline, with: said }: Asked): CaseSituation {
    const { parties } = this.scenario.agreement.body;
    return { state, now: this.now, by, said, parties, ...(deadline !== undefined && { deadline }) };
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

function stepsOf<C extends PlayCommand, S>(duty: Duty<C, S>, situation: S, answer: unknown): Step<C>[] {
  const chosen = typeof answer === 'string' ? answer : duty.usual(situation);
  return duty.answers[chosen]?.(situation) ?? [];
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
