import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { env } from 'node:process';

/** How many ports each of the processes that test at once has for itself. */
const share = 400;

let next = Math.floor(Math.random() * share);

/**
 * A TCP port on loopback that nobody listens on, and that nobody else takes before its server does: below those that the
 * kernel gives to connections, in the share of this process, and another one each time.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < share; attempt += 1) {
    next = (next + 1) % share;
    const port = firstPort() + next;
    if (await isFree(port)) return port;
  }
  throw new Error(`Cannot find a free port from ${firstPort()} on`);
}

function firstPort(): number {
  // biome-ignore lint/style/noProcessEnv: this is how Vitest numbers the processes that run at once, from 1 on.
  const number = Number(env.VITEST_POOL_ID ?? 1) % 16;
  const [lowest = ''] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t');
  return Math.max(Number(lowest) - 16 * share, 1024) + number * share;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
