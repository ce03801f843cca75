import type { ClientChannel } from 'ssh2';
import { script, toShell } from '../shell.ts';
import type { Start } from './shell-loop.ts';

/** A channel that is open before somebody has something for it: what runs there begins a round trip earlier. */
export interface SpareChannel {
  /** Opens it; a host that refuses has none to spare. */
  open(): void;
  /** The channel, with this text of shell on its way; undefined where there is none. */
  take(line: string): ClientChannel | undefined;
}

/**
 * Reads how many lines there are, becomes them, and leaves what comes then to them: `read` takes byte after byte, where
 * `head` would take more than it was asked for (BusyBox 1.35, last verified 2026-11-21). What did not come whole is not run.
 */
const becoming = script(`
read -r left && text= || exit 1
while [ "$left" -gt 0 ] && IFS= read -r line; do
  text="$text$line
"
  left=$((left - 1))
done
[ "$left" = 0 ] && exec sh -c "$text"`);

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
      channel?.write(`${line.split('\n').length}\n${line}\n`);
      return channel;
    },
  };
}
