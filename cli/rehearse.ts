import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BUILTIN_NAMES, scenarioOf } from '../rehearsal/builtin';
import { costTable, type Cost } from '../rehearsal/count';
import type { Judgement } from '../rehearsal/expectations';
import { describe, summary } from '../rehearsal/format';
import type { Line } from '../rehearsal/lines';
import { ScenarioError } from '../rehearsal/scenario';
import { listing } from '../rehearsal/listing';
import { keep } from './rehearsal/keep';
import { listLines } from './rehearsal/list';
import { findOrStart, type Stage } from './rehearsal/product';

const USAGE = `用法: npm run rehearse -- [--scenario NAME 或 FILE] [--json] [--out DIR] [--count] [--list]
内置剧本: ${BUILTIN_NAMES.join(', ')}`;

/** What the caller got wrong: exit 2. */
class BadCall extends Error {}

const OPTIONS = {
  scenario: { type: 'string', default: 'happy' },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  count: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
} as const;

/** Plays a scenario and returns the exit code: 0 expectations held, 1 they did not, 2 a bad scenario file or call. */
async function main(): Promise<number> {
  const values = options();
  if (values.list) return say(values.json ? JSON.stringify(listing()) : listLines().join('\n'));
  const request = requestFor(values.scenario);
  const stop = onSignal();
  const stage = await findOrStart(tell, stop);
  try {
    const lines = await play(stage, { ...request, ...(values.count && { count: true }) }, values.json, stop);
    if (values.out !== undefined) {
      const { documents, sheets, words, mails } = await keep(lines, stage, values.out);
      tell(`${values.out}: 文书 ${documents} 份 (另有表格 ${sheets} 份, Word 文件 ${words} 份), 邮件 ${mails} 封`);
    }
    return verdict(lines, values.json);
  } finally {
    await stage.close();
  }
}

function options() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new BadCall(`${(error as Error).message}\n${USAGE}`);
  }
}

interface PlayRequest {
  scenario: string;
  files?: Record<string, string>;
  count?: boolean;
}

/** Reads the scenario and the agreement that it names, and refuses what is wrong before anything is started. */
function requestFor(nameOrFile: string): PlayRequest {
  if (BUILTIN_NAMES.includes(nameOrFile)) return { scenario: nameOrFile };
  if (!fs.existsSync(nameOrFile)) throw new BadCall(`没有名为 ${nameOrFile} 的内置剧本或文件\n${USAGE}`);
  const scenario = fs.readFileSync(nameOrFile, 'utf8');
  const files: Record<string, string> = {};
  const readFile = (named: string): string | undefined => {
    const found = path.resolve(path.dirname(nameOrFile), named);
    return fs.existsSync(found) ? (files[named] = fs.readFileSync(found, 'utf8')) : undefined;
  };
  try {
    scenarioOf(scenario, Date.now(), readFile);
  } catch (error) {
    if (error instanceof ScenarioError) throw new BadCall(`${nameOrFile}:\n${error.message}`);
    throw error;
  }
  return { scenario, ...(Object.keys(files).length > 0 && { files }) };
}

/** Prints the lines as they come, and returns them all. */
async function play(stage: Stage, request: PlayRequest, json: boolean, signal: AbortSignal): Promise<Line[]> {
  const response = await fetch(`${stage.url}/v1/rehearsals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok) {
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    const message = `${detail ?? '彩排没有开始'} (HTTP ${response.status})`;
    throw response.status === 422 ? new BadCall(message) : new Error(message);
  }
  const lines: Line[] = [];
  for await (const text of linesOf(response.body!)) {
    const line = JSON.parse(text) as Line;
    if (line.event === 'error') throw new Error(String(line['detail']));
    lines.push(line);
    const words = json ? text : describe(line, lines[0]!.workflowId);
    if (words !== undefined) say(words);
  }
  return lines;
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const parts = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = parts.pop()!;
    yield* parts;
  }
}

function verdict(lines: Line[], json: boolean): number {
  const result = lines.at(-1);
  if (result?.event !== 'result') throw new Error('彩排中断, 没有结果');
  if (!json) {
    for (const line of summary(result)) say(line);
    if (result['costs']) say(`\n${costTable(result['costs'] as Cost[])}`);
  }
  return (result['expected'] as Judgement[]).every(({ held }) => held) ? 0 : 1;
}

/** The first Ctrl-C breaks the play off and tidies up. */
function onSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** Beside the lines of the play, which others may read. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

process.stdout.on('error', () => undefined); // the reader has gone; the play is still tidied up

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    tell(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof BadCall ? 2 : 1);
  },
);
