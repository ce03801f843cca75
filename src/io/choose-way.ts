import { gunzipSync } from 'node:zlib';
import { askForBlockSums, type Patch, readBlockSums } from '../release/block-sums.ts';
import { below, type Delta, delta, isPlain, isSmaller } from '../release/delta.ts';
import type { Entry } from '../release/entry.ts';
import { type Patchable, patchable } from '../release/patchable.ts';
import type { Compression } from './compression.ts';
import type { Message } from './hear.ts';
import type { Parcel, Sent } from './parcel.ts';
import type { Offer } from './upload-offer.ts';

/** How a release goes to a host. */
export interface Way {
  readonly sent: Sent;
  /** Undefined when all of it is sent. */
  readonly part: Delta | undefined;
}

/** How little can be sent to a host, before anything of it is made. */
export interface Choice {
  /** What the host can read. */
  readonly host: Compression;
  /** Paths that hooks may write to: each release has its own. */
  readonly own: readonly string[];
  /** What changed, and the files of which only a part has; undefined when all of it is sent. */
  readonly part: { readonly delta: Delta; readonly like: readonly Patchable[] } | undefined;
}

/** What is made of a choice, and how a host is asked for more. */
interface Asking {
  readonly parcel: Parcel;
  readonly ask: (question: string) => Promise<Message>;
}

/** Chooses how little can be sent: all of it, or what changed, and of a big file what changed in it. */
export function choose(
  { compression: host, have: offered, links }: Offer,
  files: readonly Entry[],
  own: readonly string[] = [],
): Choice {
  const have = offered();
  const whole = { host, own, part: undefined };
  if (have === undefined || !isPlain(have) || !isPlain(files)) return whole;
  const part = delta(have, files, { isOwn: below(own), links });
  const like = patchable(have, part);
  return isSmaller(without(part, like), files) ? { host, own, part: { delta: part, like } } : whole;
}

/** Begins to make what was chosen. */
export async function wayOf({ host, own, part }: Choice, { parcel, ask }: Asking): Promise<Way> {
  if (part === undefined) return { part, sent: await parcel.whole(host) };
  const { delta, like } = part;
  const patches = like.length === 0 ? [] : readPatches(await ask(askForBlockSums(like)), like);
  return { part: delta, sent: await parcel.part(delta, { host, own, patches }) };
}

/** What is left to send if of these files nearly nothing is. */
function without({ sent, deleted }: Delta, like: readonly Patchable[]): Delta {
  const paths = new Set(like.map(({ path }) => path));
  return { deleted, sent: sent.filter(({ path }) => !paths.has(path)) };
}

function readPatches({ body }: Message, like: readonly Patchable[]): Patch[] {
  return readBlockSums(gunzipSync(body).toString(), like);
}
