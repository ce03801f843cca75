import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import { below } from '../release/delta.ts';
import { differences } from '../release/differences.ts';
import { byPath, type Entry } from '../release/entry.ts';
import { inventoryScript, readInventory } from '../release/inventory.ts';
import { entryOf, readListing } from '../release/listing.ts';
import { asPlaced } from '../release/placed-mode.ts';
import type { UploadCall } from '../release/plan.ts';
import { script, toShell } from '../shell.ts';
import { choose, type Way, wayOf } from './choose-way.ts';
import type { EarlyChoice } from './early-choice.ts';
import { type Feeding, feeding } from './feeding.ts';
import { hear } from './hear.ts';
import type { Connection } from './io.ts';
import { mend } from './mend.ts';
import type { Parcel } from './parcel.ts';
import { sha256 } from './sha256.ts';
import { contentsDigest, treeDigest } from './tree-digest.ts';
import { readOffer } from './upload-offer.ts';
import { offerChanged, uploadScript } from './upload-script.ts';

/** What is sent to a host. */
export interface Sending {
  readonly parcel: Parcel;
  /** What was chosen before the host was locked; it is asked where that is not what it has. */
  readonly early?: EarlyChoice | undefined;
  readonly signal: AbortSignal | undefined;
  readonly emit: Emit;
}

/**
 * Puts a release into a new directory of the host: what an earlier one has is linked, the rest is sent. What is there
 * in the end is what the manifest says, or the promise rejects: what was sent is compared by digest, what was linked
 * by what it looked like when it was sealed (or by digest), and what is damaged is sent again.
 */
export async function upload(
  connection: Connection,
  call: UploadCall,
  sending: Sending,
): Promise<void> {
  const { manifest, text } = sending.parcel;
  const all = [...manifest.files, manifestEntry(text)].toSorted(byPath);
  const early = isOf(call, sending.early) ? sending.early : undefined;
  const { way, told } = await converse(connection, call, { ...sending, early });
  if (isRight(told, way, { all, call })) return;
  await mend(connection, call, { ...sending, all, isLinked: way.part !== undefined });
}

function isOf({ base, own = [] }: UploadCall, early: EarlyChoice | undefined): boolean {
  return (
    base !== undefined &&
    early?.build === base.seal.split('/').at(-1) &&
    isDeepStrictEqual(own, early?.choice.own)
  );
}

/** One command for all of it: the host offers what it has, if it has not done so before, and gets the rest. */
async function converse(
  connection: Connection,
  call: UploadCall,
  sending: Sending,
): Promise<{ way: Way; told: string }> {
  const { signal, parcel, early } = sending;
  const fed = feeding(connection.host);
  const heard = hear();
  const running = connection.run(commandOf(call, early), {
    stdin: fed.input,
    onOutput: heard.add,
    repeatable: true,
    ...(signal === undefined ? {} : { signal }),
  });
  // Where no command ever took it, nobody else ends it.
  running.catch(() => fed.input.destroy());
  const next = () => Promise.race([heard.next(), running.then(neverSaid(call))]);
  const ask = (question: string) => {
    fed.input.write(question);
    return next();
  };
  const answer = async () => {
    const choice =
      early?.choice ?? choose(readOffer(await next()), parcel.manifest.files, call.own);
    const chosen = await wayOf(choice, { parcel, ask });
    feed(fed, chosen, { ...sending, host: connection.host });
    return chosen;
  };
  const [way, { exit, stderr }] = await Promise.all([answer().catch(fed.breakOff), running]);
  // It may have ended so in the middle of an answer.
  if (early && exit === offerChanged)
    return converse(connection, call, { ...sending, early: undefined });
  fed.check();
  if (exit !== 0 || way === undefined) throw cannotUnpack(call, stderr);
  return { way, told: gunzipSync(heard.rest()).toString() };
}

function commandOf(
  { to, base, own = [], verify = 'quick', closes }: UploadCall,
  early: EarlyChoice | undefined,
): string {
  const place = to.replace(/\/[^/]*$/, '');
  const trust = verify === 'quick' ? 'linked' : 'nothing';
  const { directory = '', seal = '' } = base ?? {};
  const closing = closes ? 'closed' : 'open';
  const known = early?.sum ?? '';
  const words = [place, directory, seal, trust, closing, known, inventoryScript, ...own];
  return toShell(script(uploadScript, ...words));
}

function neverSaid(call: UploadCall) {
  return ({ stderr }: { readonly stderr: string }): never => {
    throw cannotUnpack(call, stderr);
  };
}

function feed(
  { input, from }: Feeding,
  { sent: { compression, stream }, part }: Way,
  { host, emit, parcel }: Pick<Sending, 'parcel' | 'emit'> & { readonly host: string },
): void {
  const { files } = parcel.manifest;
  emit({ type: 'sending', host, entries: part?.sent.length ?? files.length, of: files.length });
  let bytes = 0;
  const names = () => (files.every(isUnescaped) ? 'plain' : 'odd');
  input.write(part ? `part ${compression}\n` : `whole ${compression} ${names()}\n`);
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    emit({ type: 'sent', host, bytes });
  });
  from(stream);
}

/** Is what the host tells of what it has now what it shall have? */
function isRight(
  told: string,
  { part }: Way,
  { all, call }: { readonly all: readonly Entry[]; readonly call: UploadCall },
): boolean {
  const [kind, rest] = cut(told);
  const isOwn = below(call.own ?? []);
  if (kind === 'all') {
    const found = readListing(rest);
    // What was unpacked here has the modes the file system gives; what was linked, those that somebody gave it.
    const there = found.map((each) => (part ? asPlaced(each, isOwn) : entryOf(each)));
    return differences(all, there).length === 0;
  }
  const [tree, more] = cut(rest);
  if (!tree.startsWith(treeDigest(all, isOwn))) return false;
  if (kind === 'whole') return areWhole(more, all);
  const { sent = [] } = part ?? {};
  const paths = new Set(sent.map(({ path }) => path));
  const isNew = ({ type, path }: Entry) =>
    path === 'manifest.json' || (type !== 'directory' && paths.has(path));
  return differences(all.filter(isNew), readInventory(more)).length === 0;
}

/** One digest of all contents, and what the links say. */
function areWhole(told: string, all: readonly Entry[]): boolean {
  const [contents, links] = cut(told);
  return (
    contents.startsWith(contentsDigest(all)) &&
    differences(all.filter(isLink), readInventory(links)).length === 0
  );
}

function isLink({ type }: Entry): boolean {
  return type === 'link';
}

/** GNU and BusyBox write it the same way in a list of digests. */
function isUnescaped({ path }: Entry): boolean {
  return !/[\n\r\\]/.test(path);
}

function cut(text: string): [string, string] {
  const end = text.indexOf('\n');
  return [text.slice(0, end), text.slice(end + 1)];
}

function manifestEntry(text: string): Entry {
  const size = Buffer.byteLength(text);
  return { type: 'file', path: 'manifest.json', mode: '0644', size, sha256: sha256(text) };
}

function cannotUnpack({ to }: UploadCall, stderr: string): Stop {
  const said = stderr.trim().split('\n').slice(-3).join('; ');
  return new Stop('failed', `Cannot unpack into ${to}: ${said || 'nobody knows why'}`);
}
