import net from 'node:net';

/** A port that somebody else holds, with the variable that moves ours. The message is for the terminal. */
export class PortTaken extends Error {
  constructor(
    readonly port: number,
    readonly variable: string,
    label: string,
  ) {
    super(`端口 ${port} 已被占用 (${label})。请先停止占用它的程序，或换一个端口：${variable}=<端口>
port ${port} is taken (${label}); stop whatever holds it, or set ${variable} to another port`);
    this.name = 'PortTaken';
  }
}

export interface WantedPort {
  port: number;
  /** Environment variable that changes it. */
  variable: string;
  label: string;
}

/** Throws `PortTaken` for the first port that somebody listens on, on any address of this machine. */
export async function requireFree(wanted: WantedPort[]): Promise<void> {
  for (const { port, variable, label } of wanted) {
    // Both: macOS lets the wildcard be bound beside a listener on 127.0.0.1, Linux does not.
    if (!(await canListen(port)) || !(await canListen(port, '127.0.0.1'))) throw new PortTaken(port, variable, label);
  }
}

/** Ports that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1')));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

async function canListen(port: number, host?: string): Promise<boolean> {
  try {
    await close(await listen(port, host));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function listen(port: number, host?: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
