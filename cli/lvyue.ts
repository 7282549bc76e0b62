import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * `lvyue COMMAND …`: a command is a file in `commands/`, loaded only when it is asked for, so that a small one does not
 * pay for the libraries of a big one. Exit codes: what `run` returns; 2 for bad arguments.
 */
export interface Command {
  run(argv: string[]): Promise<number>;
  /** Lines for the overview, without the leading `lvyue`. */
  usage?: readonly string[];
}

const FOLDER = join(__dirname, 'commands');
const load = createRequire(__filename);
const nameOf = (file: string): string => file.replace(/\.ts$/, '');

const command = (name: string): Command => load(join(FOLDER, `${name}.ts`)) as Command;

function overview(): string {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const lines = names.flatMap((file) => command(nameOf(file)).usage ?? [nameOf(file)]);
  return ['用法:', ...lines.map((line) => `  lvyue ${line}`)].join('\n');
}

export async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help') {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  if (!/^[a-z-]+$/.test(name) || !existsSync(join(FOLDER, `${name}.ts`))) {
    console.error(`未知命令: ${name}\n${overview()}`);
    return 2;
  }
  return command(name).run(rest);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
