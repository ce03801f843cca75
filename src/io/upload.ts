import type { Readable } from 'node:stream';
import { Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Manifest } from '../release/manifest.ts';
import { script, toShell } from '../shell.ts';
import type { Connection } from './io.ts';
import { sha256 } from './sha256.ts';

/** What is sent to a host. */
export interface Sending {
  readonly manifest: Manifest;
  /** The archive as a gzip stream. */
  open(): Promise<Readable>;
  readonly signal: AbortSignal | undefined;
  readonly emit: Emit;
}

/** Modes come from the manifest, not from the user’s umask. */
const unpackScript = `
umask 022
rm -rf "$1" && mkdir -p "$1" || exit 1
gzip -dc | tar -xpomf - -C "$1"`;

const manifestScript = `
umask 022
cat > "$1/manifest.json" && sha256sum < "$1/manifest.json"`;

/** Unpacks the release into a new directory of the host, its manifest beside the files. */
export async function upload(connection: Connection, to: string, sending: Sending): Promise<void> {
  const { manifest, signal, emit } = sending;
  const { host } = connection;
  const archive = await sending.open();
  let bytes = 0;
  archive.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    emit({ type: 'sent', host, bytes });
  });
  archive.pause();
  const options = signal === undefined ? {} : { signal };
  const unpacked = await connection.run(toShell(script(unpackScript, to)), {
    ...options,
    stdin: archive,
  });
  if (unpacked.exit !== 0) throw cannotUnpack(to, unpacked.stderr);
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const written = await connection.run(toShell(script(manifestScript, to)), {
    ...options,
    stdin: text,
  });
  if (written.exit !== 0) throw cannotUnpack(to, written.stderr);
  if (!written.stdout.startsWith(sha256(text)))
    throw cannotUnpack(to, 'the manifest arrived damaged');
}

function cannotUnpack(to: string, stderr: string): Stop {
  const said = stderr.trim().split('\n').slice(0, 3).join('; ');
  return new Stop('failed', `Cannot unpack into ${to}: ${said || 'nobody knows why'}`);
}
