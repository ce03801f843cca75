import { gunzipSync } from 'node:zlib';
import { askForBlockSums, type Patch, readBlockSums } from '../release/block-sums.ts';
import { below, type Delta, delta, isPlain, isSmaller } from '../release/delta.ts';
import { type Patchable, patchable } from '../release/patchable.ts';
import type { UploadCall } from '../release/plan.ts';
import type { Message } from './hear.ts';
import type { Parcel, Sent } from './parcel.ts';
import type { Offer } from './upload-offer.ts';

/** How a release goes to a host. */
export interface Way {
  readonly sent: Sent;
  /** Undefined when all of it is sent. */
  readonly part: Delta | undefined;
}

/** What a choice needs beside what the host offers. */
interface Asking {
  readonly parcel: Parcel;
  /** Asks the host for more. */
  readonly ask: (question: string) => Promise<Message>;
}

/** Chooses how little can be sent: all of it, or what changed, and of a big file what changed in it. */
export async function chooseWay(
  { compression: host, have: offered, links }: Offer,
  { own = [] }: UploadCall,
  { parcel, ask }: Asking,
): Promise<Way> {
  const { files } = parcel.manifest;
  const isOwn = below(own);
  const have = offered();
  if (have !== undefined && isPlain(have) && isPlain(files)) {
    const part = delta(have, files, { isOwn, links });
    const like = patchable(have, part);
    if (isSmaller(without(part, like), files)) {
      const patches = like.length === 0 ? [] : readPatches(await ask(askForBlockSums(like)), like);
      return { part, sent: await parcel.part(part, { host, isOwn, patches }) };
    }
  }
  return { part: undefined, sent: await parcel.whole(host) };
}

/** What is left to send if of these files nearly nothing is. */
function without({ sent, deleted }: Delta, like: readonly Patchable[]): Delta {
  const paths = new Set(like.map(({ path }) => path));
  return { deleted, sent: sent.filter(({ path }) => !paths.has(path)) };
}

function readPatches({ body }: Message, like: readonly Patchable[]): Patch[] {
  return readBlockSums(gunzipSync(body).toString(), like);
}
