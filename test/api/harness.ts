import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import type { Knex } from 'knex';
import pino from 'pino';
import { createApp } from '../../api/app';
import type { ApiDeps } from '../../api/deps';
import { createLocks } from '../../api/locks';
import { casePathOf, kindOf, type PublicCaseCommand } from '../../api/schemas/case-commands';
import { createBlobStore } from '../../db/blobs';
import { currentCalendar } from '../../db/calendars';
import { createPeople } from '../../db/people';
import { createVault } from '../../db/vault';
import { parseCaseId } from '../../domain/ids';
import type { Role } from '../../domain/roles';
import { createKeyRing } from '../../security/keyring';
import { issueToken, verifyToken } from '../../security/tokens';
import { createWorker } from '../../worker/create';
import { createDataConverter } from '../../worker/data-converter';
import { testBundle } from '../support/bundle';
import { freshDatabase, type TestDatabase } from '../support/db';
import { FakePlatform, fakePlatforms } from '../support/fake-platform';
import { testSeal } from '../support/seal';
import { testStore } from '../support/store';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** The API with its real parts: a database of its own, the Temporal server, and a worker where a test wants one. */

export interface Reply<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
  bytes: Buffer;
}

/** JSON as it comes; the documentation says what is in it, and `documented.ts` holds it against that. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = Record<string, any>;

export interface CallOptions {
  token?: string;
  key?: string | null;
  headers?: Record<string, string>;
  /** Sent as it is. */
  raw?: RequestInit['body'];
}

export interface Seen {
  method: string;
  path: string;
  status: number;
  body: unknown;
  type: string | null;
}

export class Api {
  /** Every answer, to be held against the documentation. */
  readonly seen: Seen[] = [];
  /** 简称 of this file alone: workflow ids are shared by all files. */
  readonly shortName = `测试${randomBytes(4).toString('hex')}`;
  private tokens = new Map<string, string>();

  private constructor(
    readonly deps: ApiDeps,
    readonly database: TestDatabase,
    readonly url: string,
    private readonly server: Server,
    private readonly connection: Connection,
  ) {}

  private worker?: { worker: Worker; native: NativeConnection; running: Promise<void> };

  static async start(changes: Partial<ApiDeps> = {}, database?: TestDatabase): Promise<Api> {
    const own = database ?? (await freshDatabase());
    const { db } = own;
    const keyRing = changes.keyRing ?? createKeyRing([['k1', randomBytes(32)]]);
    const vault = createVault(db, keyRing);
    const connection = await Connection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS']! });
    const namespace = 'default';
    const deps: ApiDeps = {
      db,
      client: new Client({ connection, namespace, dataConverter: createDataConverter(keyRing, namespace) }),
      namespace,
      taskQueue: `api-${randomUUID()}`,
      keyRing,
      vault,
      blobs: createBlobStore(db, vault.keys, testStore()),
      people: createPeople(db, vault),
      verify: (bearer) => verifyToken(keyRing, bearer),
      calendar: () => currentCalendar(db),
      locks: createLocks(db),
      mode: 'embedded',
      publicUrl: 'http://localhost:3000',
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      uiOrigins: ['http://localhost:8233'],
      rateLimit: 100_000,
      signing: fakePlatforms(new FakePlatform('ess')),
      ...changes,
    };
    const server = createServer(createApp(deps));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new Api(deps, own, url, server, connection);
  }

  get db(): Knex {
    return this.deps.db;
  }

  async startWorker(): Promise<void> {
    const native = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS']! });
    const { db, client, keyRing, vault, blobs, namespace, taskQueue, signing } = this.deps;
    const world = { db, client, keyRing, vault, blobs, namespace, schema: 'public', close: () => Promise.resolve() };
    const options = { connection: native, world, bundle: testBundle(), seal: testSeal(), taskQueue };
    const worker = await createWorker({ ...options, ...(signing && { signing }) });
    this.worker = { worker, native, running: worker.run() };
  }

  async stopWorker(): Promise<void> {
    if (!this.worker) return;
    const { worker, native, running } = this.worker;
    this.worker = undefined;
    worker.shutdown();
    await running;
    await native.close();
  }

  async close({ keepDatabase = false } = {}): Promise<void> {
    await this.stopWorker();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.deps.locks.close();
    await this.connection.close();
    if (!keepDatabase) await this.database.drop();
  }

  /** One person per role unless named otherwise. */
  async token(
    role: Role,
    { name = `${role}-甲`, agreement }: { name?: string; agreement?: string } = {},
  ): Promise<string> {
    const id = `${role}/${name}/${agreement}`;
    let token = this.tokens.get(id);
    if (!token) {
      token = await issueToken(this.deps.keyRing, { role, name, ...(agreement && { agreement }) });
      this.tokens.set(id, token);
    }
    return token;
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<Reply<T>> {
    const key = options.key === undefined ? randomUUID() : options.key;
    const response = await fetch(this.url + encodeURI(path), {
      method,
      headers: {
        ...(options.token && { authorization: `Bearer ${options.token}` }),
        ...(method === 'POST' && key !== null && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.raw !== undefined ? { body: options.raw } : body !== undefined ? { body: JSON.stringify(body) } : {}),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const type = response.headers.get('content-type');
    const parsed: unknown = type?.includes('json') && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined;
    this.seen.push({ method, path, status: response.status, body: parsed, type });
    return { status: response.status, headers: response.headers, body: parsed as T, bytes };
  }

  /** A command of an agreement by the usual person of a role. */
  async command<T = Record<string, unknown>>(
    role: Role,
    no: string,
    name: string,
    body: unknown = {},
    options: CallOptions = {},
  ): Promise<Reply<T>> {
    const token = options.token ?? (await this.token(role, role === 'client' ? { agreement: no } : {}));
    return this.call<T>('POST', `/v1/agreements/${no}/${name.replaceAll('.', '/')}`, body, { ...options, token });
  }

  /** A command of a complaint or request by the usual person of a role: `complaint.contact` … */
  async caseCommand<T = Record<string, unknown>>(
    role: Role,
    id: string,
    name: PublicCaseCommand,
    body: unknown = {},
    options: CallOptions = {},
  ): Promise<Reply<T>> {
    const agreement = parseCaseId(id)?.no;
    const token = options.token ?? (await this.token(role, role === 'client' && agreement ? { agreement } : {}));
    return this.call<T>('POST', `/v1/${kindOf(name)}s/${id}/${casePathOf(name)}`, body, { ...options, token });
  }

  async get<T = Record<string, unknown>>(role: Role, path: string, agreement?: string): Promise<Reply<T>> {
    return this.call<T>('GET', path, undefined, { token: await this.token(role, agreement ? { agreement } : {}) });
  }
}
