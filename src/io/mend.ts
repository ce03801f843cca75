import { gunzipSync } from 'node:zlib';
import { Stop } from '../error.ts';
import { below } from '../release/delta.ts';
import { type Difference, differences, lineOfDifferences } from '../release/differences.ts';
import type { Entry } from '../release/entry.ts';
import { inventoryScript } from '../release/inventory.ts';
import { entryOf, type Found, readListing } from '../release/listing.ts';
import { asPlaced } from '../release/placed-mode.ts';
import type { UploadCall } from '../release/plan.ts';
import { script, toShell } from '../shell.ts';
import { feeding } from './feeding.ts';
import type { Connection, RunOptions } from './io.ts';
import type { Sending } from './upload.ts';
import { mendScript, tellScript } from './upload-script.ts';

/** What is to be put right, and what shall be there. */
export interface Mending extends Sending {
  readonly all: readonly Entry[];
  /** Is some of it linked? Then it has the modes that somebody gave it, else those that the file system gives. */
  readonly isLinked: boolean;
}

/** Reads every content of a release that is being placed, and sends again what is not what it should be, once. */
export async function mend(
  connection: Connection,
  call: UploadCall,
  mending: Mending,
): Promise<void> {
  const place = call.to.replace(/\/[^/]*$/, '');
  const { all, isLinked, signal, parcel, emit } = mending;
  const options = signal === undefined ? {} : { signal };
  const tell = toShell(script(tellScript, place, inventoryScript));
  const isOwn = below(call.own ?? []);
  const found = await told(connection, tell, options);
  const before = differences(
    all,
    found.map((each) => (isLinked ? asPlaced(each, isOwn) : entryOf(each))),
  );
  if (before.length === 0) return;
  const { host } = connection;
  const message = `${host}: ${before.length} paths are sent again: ${lineOfDifferences(before)}`;
  emit({ type: 'noted', severity: 'warning', message });
  const again = await parcel.part(repair(all, before), { host: 'gzip', own: call.own ?? [] });
  const put = toShell(script(mendScript, place, again.compression, inventoryScript));
  const fed = feeding(host);
  fed.from(again.stream);
  const mended = await told(connection, put, { ...options, stdin: fed.input }).finally(fed.check);
  // There are file systems that know no modes: what is there now is all there can be.
  const after = differences(all, mended.map(entryOf));
  if (after.length > 0) throw isNot(call, after);
}

/** What is wrong is taken away, and what belongs there sent. */
function repair(all: readonly Entry[], list: readonly Difference[]) {
  const wrong = new Set(list.map(({ path }) => path));
  return {
    deleted: list.filter(({ change }) => change !== 'missing').map(({ path }) => path),
    sent: all.filter(({ path }) => wrong.has(path) && path !== 'manifest.json'),
  };
}

async function told(connection: Connection, line: string, options: RunOptions): Promise<Found[]> {
  const chunks: Buffer[] = [];
  const onOutput = (chunk: Buffer) => void chunks.push(chunk);
  const { exit, stderr } = await connection.run(line, { ...options, onOutput });
  if (exit !== 0) throw new Stop('failed', stderr.trim() || `it ended with ${exit}`);
  const text = gunzipSync(Buffer.concat(chunks)).toString();
  return readListing(text.slice(text.indexOf('\n') + 1));
}

function isNot({ to }: UploadCall, list: readonly Difference[]): Stop {
  return new Stop(
    'failed',
    `${list.length} paths in ${to} are not what the manifest says: ${lineOfDifferences(list)}`,
  );
}
