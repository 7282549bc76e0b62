import path from 'node:path';

export const ROOT = path.join(__dirname, '..');

/** Arguments of node that run one of our TypeScript entry points, from the project's root, without a build. */
export const tsxArgs = (entry: string): string[] => ['--import', 'tsx', path.join(ROOT, entry)];
