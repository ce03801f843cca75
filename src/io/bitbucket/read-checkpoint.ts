import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Stop } from '../../error.ts';
import { entry, type Heading, heading, type Line, linesOf, parseLine } from './checkpoint-lines.ts';

/** Where in the file the answer to a GET is. */
export type Places = Map<string, { readonly offset: number; readonly length: number }>;

export interface CheckpointOptions extends Omit<Heading, 'format'> {
  /** Answers from before this time, in milliseconds since 1970, do not count. */
  readonly notBefore: number;
}

/** What a checkpoint knows. */
export interface Known {
  readonly places: Places;
  readonly times: number[];
  /** Where its last whole line ends. */
  size: number;
}

/** Reads a checkpoint from its file; refuses one of another API, account or policy, and a file that is something else. */
export async function readCheckpoint(
  file: string,
  handle: FileHandle,
  options: CheckpointOptions,
): Promise<Known> {
  const known: Known = { places: new Map(), times: [], size: 0 };
  for await (const line of linesOf(createReadStream(file))) {
    if (line.offset === 0) checkHeading(file, line, options);
    else take(file, line, { known, notBefore: options.notBefore });
    known.size = line.offset + line.length + 1;
  }
  if (known.size === 0) await checkBeginning(file, handle);
  return known;
}

/** Takes back what was remembered at and below an address. */
export function drop(places: Places, address: string): void {
  for (const path of places.keys()) {
    if (address === '' || isBelow(path, address)) places.delete(path);
  }
}

/** The refusal of a file. */
export function cannotUse(file: string, why: string): Stop {
  return new Stop('usage', `Cannot use "${file}" as a checkpoint: ${why}`, {
    hint: 'Name another file, or remove this one to begin anew',
  });
}

function isBelow(path: string, address: string): boolean {
  return path.startsWith(address) && ['', '/', '?'].includes(path.charAt(address.length));
}

function checkHeading(file: string, { text }: Line, options: CheckpointOptions): void {
  const { api, account, policy } = options;
  const found = parseLine(heading, text);
  if (found === undefined) throw cannotUse(file, 'it is something else');
  if (found.api !== api) throw cannotUse(file, `it is of ${found.api}`);
  if (found.account !== account) throw cannotUse(file, `it is of ${found.account}`);
  if (found.policy !== policy) throw cannotUse(file, 'the policy has changed since it was begun');
}

function take(
  file: string,
  { text, offset, length }: Line,
  { known, notBefore }: { readonly known: Known; readonly notBefore: number },
): void {
  const line = parseLine(entry, text);
  if (line === undefined) throw cannotUse(file, `what begins at byte ${offset} is broken`);
  if ('forget' in line) {
    drop(known.places, line.forget);
    return;
  }
  known.times.push(line.at);
  if (line.at >= notBefore) known.places.set(line.get, { offset, length });
}

/** A file without a whole line is ours only if a run was killed while it wrote the first one. */
async function checkBeginning(file: string, handle: FileHandle): Promise<void> {
  const ours = Buffer.from('{"format":"cutover-checkpoint/1"');
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(ours.length), 0, ours.length, 0);
  if (ours.indexOf(buffer.subarray(0, bytesRead)) !== 0) {
    throw cannotUse(file, 'it is something else');
  }
}
