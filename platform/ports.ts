import { randomInt } from 'node:crypto';
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

/**
 * Below the ports of outgoing connections (Linux from 32768, macOS from 49152), one of which could take a port between
 * its choice and its use.
 */
const [FROM, BELOW] = [20_000, 32_768];

/** Ports that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: net.Server[] = [];
  while (servers.length < count) {
    const server = await listenIfFree(randomInt(FROM, BELOW), '127.0.0.1');
    if (server) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

async function canListen(port: number, host?: string): Promise<boolean> {
  const server = await listenIfFree(port, host);
  if (server) await close(server);
  return server !== undefined;
}

async function listenIfFree(port: number, host?: string): Promise<net.Server | undefined> {
  try {
    return await listen(port, host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
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
