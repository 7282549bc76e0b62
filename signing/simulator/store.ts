import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SimRefusal, type SimFlow } from './flow';

/** Flows and files in a folder: a restart loses none. Read once, written through. */
export class SimStore {
  private readonly flows = new Map<string, SimFlow>();

  constructor(readonly dir: string) {
    for (const folder of ['flows', 'files', 'signed'])
      fs.mkdirSync(path.join(dir, folder), { recursive: true, mode: 0o700 });
    for (const name of fs.readdirSync(path.join(dir, 'flows'))) {
      if (!name.endsWith('.json')) continue; // half a file of a crash
      const flow = JSON.parse(fs.readFileSync(path.join(dir, 'flows', name), 'utf8')) as SimFlow;
      this.flows.set(flow.id, flow);
    }
  }

  /** In the order of their making. */
  all(): SimFlow[] {
    return [...this.flows.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  get(id: string): SimFlow | undefined {
    return this.flows.get(id);
  }

  save(flow: SimFlow): void {
    this.flows.set(flow.id, flow);
    this.write(path.join('flows', `${flow.id}.json`), Buffer.from(JSON.stringify(flow), 'utf8'));
  }

  keepFile(bytes: Buffer): string {
    const id = randomBytes(16).toString('hex');
    this.write(path.join('files', `${id}.pdf`), bytes);
    return id;
  }

  /** The bytes of a file whose id was given out before. */
  fill(id: string, bytes: Buffer): void {
    this.write(path.join('files', `${named(id)}.pdf`), bytes);
  }

  file(id: string): Buffer {
    return this.read(path.join('files', `${named(id)}.pdf`));
  }

  keepSigned(flowId: string, bytes: Buffer): void {
    this.write(path.join('signed', `${flowId}.pdf`), bytes);
  }

  /** The file as it is now: with the signatures so far, or as it was uploaded. */
  current({ id, fileId }: SimFlow): Buffer {
    const signed = path.join('signed', `${id}.pdf`);
    return fs.existsSync(path.join(this.dir, signed)) ? this.read(signed) : this.file(fileId);
  }

  private read(name: string): Buffer {
    try {
      return fs.readFileSync(path.join(this.dir, name));
    } catch {
      throw new SimRefusal('not-found', '没有这个文件');
    }
  }

  private write(name: string, bytes: Buffer): void {
    const file = path.join(this.dir, name);
    const fresh = `${file}.${randomBytes(4).toString('hex')}.new`;
    fs.writeFileSync(fresh, bytes, { mode: 0o600 });
    fs.renameSync(fresh, file);
  }
}

/** Ids come from outside. */
function named(id: string): string {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new SimRefusal('not-found', '没有这个文件');
  return id;
}
