import type { ClientChannel } from 'ssh2';
import { toShell } from '../shell.ts';
import type { Start } from './shell-loop.ts';

/** A channel that is open before somebody has something for it: what runs there begins a round trip earlier. */
export interface SpareChannel {
  /** Opens it; a host that refuses has none to spare. */
  open(): void;
  /** The channel, with this line of shell on its way; undefined where there is none. */
  take(line: string): ClientChannel | undefined;
}

/** Reads how many bytes a line is, the line, and becomes it; what comes then is the line’s own input. */
const becoming = ['sh', '-c', 'read -r size && line=$(head -c "$size") && exec sh -c "$line"'];

/** None is opened until somebody asks for it. */
export function spareChannel(start: Start): SpareChannel {
  let spare: ClientChannel | undefined;
  const drop = () => {
    spare = undefined;
  };
  return {
    open: () => {
      const took = (channel: ClientChannel) => {
        spare = channel;
        channel.on('close', drop).on('error', drop);
      };
      start(toShell(becoming), took, drop);
    },
    take: (line) => {
      const channel = spare;
      spare = undefined;
      channel?.write(`${Buffer.byteLength(line)}\n${line}`);
      return channel;
    },
  };
}
