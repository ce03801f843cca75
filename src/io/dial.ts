import { connect, type Socket } from 'node:net';

interface Place {
  readonly address: string;
  readonly port: number;
}

/** A socket on its way to a host. Where it does not arrive, `errored` says why: there may be nobody to hear it yet. */
export function dial({ address, port }: Place): Socket {
  return connect({ host: address, port, noDelay: true }).on('error', () => undefined);
}
