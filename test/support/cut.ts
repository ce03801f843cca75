import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { freePort } from './free-port.ts';

/** A TCP proxy that can lose its connections. */
export interface Cut {
  readonly port: number;
  /** How many connections were opened through it. */
  opened(): number;
  /** Ends every connection properly (FIN). */
  drop(): void;
  /** Resets every connection (RST). */
  reset(): void;
  /** Passes nothing on any more, and says nothing: an unplugged cable. */
  freeze(): void;
  /** Passes on what goes to the host, and nothing that comes from it. */
  mute(): void;
  /** Resets every connection, and refuses new ones until it is plugged in again, to this port or another. */
  unplug(): Promise<void>;
  plug(target?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Stands between a client and a port on loopback; a slow one lets 64 KiB through, waits, and goes on. */
export async function cut(first: number, { pause = 0 } = {}): Promise<Cut> {
  const inner = new Set<Socket>();
  const outer = new Set<Socket>();
  let target = first;
  let opened = 0;
  const server = createServer((client) => {
    opened++;
    const host = connect(target, '127.0.0.1');
    tie(client, host, inner);
    tie(host, client, outer);
    if (pause > 0) client.pipe(slowly(pause)).pipe(host);
    else client.pipe(host);
    host.pipe(client);
  });
  // One that nobody else gets, even while this server is away.
  const port = await freePort();
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen();
  const each = (act: (socket: Socket) => void) => () => [...inner, ...outer].forEach(act);
  const reset = each((socket) => socket.resetAndDestroy());
  const unplug = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      reset();
    });
  return {
    port,
    opened: () => opened,
    drop: each((socket) => socket.destroy()),
    reset,
    freeze: each((socket) => socket.unpipe().pause()),
    mute: () => [...outer].forEach((socket) => void socket.unpipe().pause()),
    unplug,
    plug: (other = target) => {
      target = other;
      return listen();
    },
    stop: unplug,
  };
}

function tie(socket: Socket, other: Socket, among: Set<Socket>): void {
  among.add(socket);
  socket.on('error', () => other.destroy()).on('close', () => among.delete(socket));
}

function slowly(pause: number): Transform {
  return new Transform({
    transform: (chunk, _, done) => void setTimeout(() => done(null, chunk), pause),
  });
}
