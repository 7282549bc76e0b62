import type { CommandName } from '../../domain/agreement/commands';
import { SCHEMAS } from './commands';
import { z } from './zod';

/** True for a command whose body names an upload. */
export function takesUploads(name: CommandName): boolean {
  if (!(name in SCHEMAS)) return false;
  return JSON.stringify(z.toJSONSchema(SCHEMAS[name as keyof typeof SCHEMAS], { io: 'input' })).includes('"uploadId"');
}
