import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import pino from 'pino';
import { authenticate } from '../../api/auth';
import { problemHandler } from '../../api/problems';
import type { Role } from '../../domain/roles';
import type { Listing } from '../../rehearsal/listing';
import { rehearsalRouter, type RehearsalRouter } from '../../rehearsal/routes';
import { issueToken, verifyToken } from '../../security/tokens';
import { openTheatre, type Theatre } from '../support/rehearsal';

let theatre: Theatre;
let rehearsals: RehearsalRouter;
let server: Server;
let url: string;

beforeAll(async () => {
  theatre = await openTheatre();
  const log = pino({ level: 'silent' });
  rehearsals = rehearsalRouter({ ...theatre.deps, log });
  const app = express();
  app.use(
    authenticate(
      (bearer) => verifyToken(theatre.world.keyRing, bearer),
      () => Promise.resolve(false),
    ),
    express.json(),
    rehearsals.router,
    problemHandler(log),
  );
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 120_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rehearsals.stop();
  await theatre.close();
});

async function call(
  path: string,
  { role = 'manager', body, signal }: { role?: Role; body?: unknown; signal?: AbortSignal } = {},
) {
  const agreement = role === 'client' ? { agreement: '2026-客户维护-001' } : {};
  const token = await issueToken(theatre.world.keyRing, { role, name: '测试', ...agreement });
  return fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

const WITHDRAWN = `name: withdrawn
extends: happy
habits:
  drafting: { silent: true }
events:
  - { at: drafting+3d, do: agreement.withdraw, by: client }
expect: { outcome: withdrawn }
`;

test('a play comes as a stream of lines, its costs and papers with it', async () => {
  const response = await call('/rehearsals', { body: { scenario: WITHDRAWN, count: true } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  const lines = (await response.text())
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  const result = lines.at(-1);
  expect(result).toMatchObject({ event: 'result', outcome: 'withdrawn', refused: 0 });
  expect(result.expected).toEqual([{ field: 'outcome', expected: 'withdrawn', actual: 'withdrawn', held: true }]);
  expect(result.costs).toHaveLength(1);
  expect(result.costs[0].commands).toBe(result.commands);
  expect(lines.filter((line) => line.event === 'notice.sent')).toHaveLength(result.notices);
}, 60_000);

test('papers of a play are read by their hash, and nothing else is', async () => {
  const scenario = `name: drafted\nextends: happy\nevents:\n  - { at: review+1h, do: agreement.close, by: manager }\n`;
  const { of } = await theatre.play(scenario);
  const { sha256 } = of('document.made')[0] as unknown as { sha256: string };
  const paper = await call(`/rehearsals/documents/${sha256}`);
  expect(paper.headers.get('content-type')).toContain('application/pdf');
  expect(
    Buffer.from(await paper.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const starts = async (response: Response, type: string): Promise<string> => {
    expect(response.headers.get('content-type')).toContain(type);
    return Buffer.from(await response.arrayBuffer()).toString('latin1', 0, 2);
  };
  const agreement = of('document.made').find(({ kind }) => kind === 'agreement') as unknown as { sha256: string };
  expect(await starts(await call(`/rehearsals/documents/${agreement.sha256}.docx`), 'wordprocessingml')).toBe('PK');
  // there is none before the first version
  expect((await call(`/rehearsals/documents/${agreement.sha256}/changes.docx`)).status).toBe(404);
  expect((await call(`/rehearsals/documents/${agreement.sha256}.docx`, { role: 'client' })).status).toBe(403);
  // an upload is a blob too, but no paper of the product
  const { sha256: scan } = await theatre.world.db('uploads').first<{ sha256: string }>('sha256');
  expect((await call(`/rehearsals/documents/${scan}`)).status).toBe(404);
  expect((await call(`/rehearsals/documents/${sha256}`, { role: 'client' })).status).toBe(403);
}, 60_000);

test('a bad scenario is refused with line and field before anything is started', async () => {
  const before = await theatre.world.db('start_intents').count();
  const response = await call('/rehearsals', {
    body: { scenario: 'name: a\nhabits:\n  nobody: { at: 1h }\nuntil: never\n' },
  });
  expect(response.status).toBe(422);
  const problem = (await response.json()) as { errors: { line: number; field: string }[] };
  expect(problem).toMatchObject({ type: 'urn:lvyue:problem:Invalid', status: 422, line: 3, field: 'habits.nobody' });
  expect(problem.errors.map(({ line, field }) => `${line} ${field}`)).toEqual(['3 habits.nobody', '4 until']);
  expect(await theatre.world.db('start_intents').count()).toEqual(before);
});

test('an agreement file comes with the request; the server reads no files', async () => {
  const scenario = 'name: a\nagreement: { file: /etc/passwd }\n';
  expect((await call('/rehearsals', { body: { scenario } })).status).toBe(422);
});

test.each([
  [{}, 400],
  [{ scenario: 'happy', speed: 2 }, 400],
  [{ scenario: '' }, 422],
])('%j is answered with %i', async (body, status) => {
  expect((await call('/rehearsals', { body })).status).toBe(status);
});

test('only those who plan may rehearse', async () => {
  expect((await fetch(`${url}/rehearsals/scenarios`)).status).toBe(401);
  for (const role of ['client', 'auditor', 'legal'] as const) {
    expect((await call('/rehearsals', { role, body: { scenario: 'happy' } })).status).toBe(403);
    expect((await call('/rehearsals/scenarios', { role })).status).toBe(403);
  }
  const list = (await (await call('/rehearsals/scenarios', { role: 'operations' })).json()) as Listing;
  expect(list.scenarios.map(({ name }) => name)).toContain('happy');
  expect(list.commands.find((one) => one.do === 'ledger.enter')!.fields).toContainEqual({
    name: 'content',
    required: true,
  });
});

test('who hangs up breaks the play off, and nothing of it goes on', async () => {
  const abort = new AbortController();
  const response = await call('/rehearsals', { body: { scenario: 'happy' }, signal: abort.signal });
  const { value } = await response.body!.getReader().read();
  const { workflowId } = JSON.parse(Buffer.from(value).toString('utf8').split('\n')[0]!);
  abort.abort();
  const handle = theatre.world.client.workflow.getHandle(workflowId);
  for (let tries = 0; (await handle.describe()).status.name === 'RUNNING'; tries++) {
    expect(tries).toBeLessThan(100);
    await sleep(100);
  }
  expect((await handle.describe()).status.name).toBe('TERMINATED');
}, 60_000);
