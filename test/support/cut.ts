import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

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
  stop(): Promise<void>;
}

/** Stands between a client and a port on loopback; a slow one lets 64 KiB through, waits, and goes on. */
export async function cut(target: number, { pause = 0 } = {}): Promise<Cut> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((inner) => {
    opened++;
    const outer = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => sockets.delete(from));
      if (from === inner && pause > 0) from.pipe(slowly(pause)).pipe(to);
      else from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const each = (act: (socket: Socket) => void) => () => [...sockets].forEach(act);
  return {
    port: (server.address() as { port: number }).port,
    opened: () => opened,
    drop: each((socket) => socket.destroy()),
    reset: each((socket) => socket.resetAndDestroy()),
    freeze: each((socket) => socket.unpipe().pause()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function slowly(pause: number): Transform {
  return new Transform({
    transform: (chunk, _, done) => void setTimeout(() => done(null, chunk), pause),
  });
}
