import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, tsxArgs } from '../../platform/run-typescript';

/** The command as people call it, with a product of its own. */
let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-rehearse-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function rehearse(...args: string[]): Promise<Ended> {
  const env = { ...process.env, LVYUE_DATA: path.join(folder, 'none'), DATABASE_URL: '', TEMPORAL_ADDRESS: '' };
  const child = spawn(process.execPath, [...tsxArgs('cli/rehearse.ts'), ...args], { cwd: ROOT, env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

function scenarioFile(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

test('--list names scenarios, deadlines and commands with their fields', async () => {
  const { code, out } = await rehearse('--list');
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}silent-client /m);
  expect(out).toMatch(/^ {2}review\.client-lapse .*answer: extend \| withdraw \| close$/m);
  expect(out).toMatch(/^ {2}ledger\.enter [^\n]*\n {6}with: way\*, content\*/m);
});

test('a bad scenario file ends with 2 and names line and field, before anything is started', async () => {
  const file = scenarioFile(
    'bad.yaml',
    "name: bad\nextends: happy\nhabits:\n  '*': { at: 50% }\n  review.cleint: { silent: true }\n",
  );
  const { code, out, err } = await rehearse('--scenario', file);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('第 5 行 habits.review.cleint');
  expect(err).not.toContain('启动');
});

test('an unknown scenario or option ends with 2', async () => {
  expect((await rehearse('--scenario', 'joyful')).code).toBe(2);
  expect((await rehearse('--speed', '2')).code).toBe(2);
});

test('a play of its own: lines as JSON, papers and mails kept, 1 when it came out otherwise than expected', async () => {
  const agreement = { tier: '重点', termMonths: 1 };
  const file = scenarioFile(
    'short.yaml',
    `name: short
extends: happy
agreement: ${JSON.stringify(agreement)}
habits:
  intake.documents: { late: 2h }
events:
  - { at: review.client+1h, do: agreement.withdraw, by: client }
expect: { outcome: renewed, missed: [intake.documents], escalations: 1 }
`,
  );
  const kept = path.join(folder, 'kept');
  const { code, out } = await rehearse('--scenario', file, '--json', '--out', kept);
  expect(code).toBe(1);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  const result = lines.at(-1);
  expect(result).toMatchObject({ event: 'result', outcome: 'withdrawn', missed: ['intake.documents'], escalations: 1 });
  expect(result.expected.map(({ field, held }: { field: string; held: boolean }) => [field, held])).toEqual([
    ['outcome', false],
    ['missed', true],
    ['escalations', true],
  ]);
  const files = fs.readdirSync(kept);
  const ofKind = (kind: string) => lines.filter((line) => line.event === 'document.made' && line.kind === kind);
  const tables = lines.filter((line) => line.tableSha256 !== undefined);
  expect(files.filter((name) => name.endsWith('.xlsx'))).toHaveLength(tables.length);
  const words = files.filter((name) => /-agreement-\d+(-changes)?\.docx$/.test(name));
  const later = ofKind('agreement').filter(({ version }: { version: number }) => version > 1);
  expect(ofKind('agreement').length).toBeGreaterThan(0);
  expect(words).toHaveLength(ofKind('agreement').length + later.length);
  for (const name of words) expect(fs.readFileSync(path.join(kept, name)).toString('latin1', 0, 2)).toBe('PK');
  expect(files.filter((name) => name.endsWith('.pdf'))).toHaveLength(result.documents);
  const mails = files.filter((name) => name.endsWith('.eml'));
  expect(mails).toHaveLength(result.notices);
  expect(fs.readFileSync(path.join(kept, mails[0]!), 'latin1')).toMatch(/^From: /m);
}, 180_000);
