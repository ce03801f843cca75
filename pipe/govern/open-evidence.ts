import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { type EvidenceManifest, evidenceManifest } from '../../governance/evidence/evidence.ts';
import type { ReadEvidence } from '../../governance/evidence/evidence-source.ts';
import { reasonOf, Stop } from '../../src/error.ts';
import { isSystemError } from '../../src/io/system-error.ts';
import { problemsOf } from '../../src/problems.ts';

/** A bundle that an audit wrote. */
export interface Bundle {
  readonly directory: string;
  readonly manifest: EvidenceManifest;
  readonly read: ReadEvidence;
  /** The policy’s text. */
  readonly policy: string;
}

export const manifestName = 'manifest.json';

/** Opens a bundle; throws a Stop where it is none, or cannot be read. */
export async function openEvidence(named: string, base: string): Promise<Bundle> {
  const directory = resolve(base, named);
  const read = openedAt(directory, named);
  const manifest = await read(manifestName, evidenceManifest);
  if (manifest === undefined) throw cannotRead(named, manifestName, 'it is not there');
  const policy = await textOf(directory, 'policy.yml', named);
  if (policy === undefined) throw cannotRead(named, 'policy.yml', 'it is not there');
  return { directory, manifest, read, policy };
}

/** Reads the files of a bundle, each checked for its form. */
export function openedAt(directory: string, named: string): ReadEvidence {
  return async <Shape extends z.ZodType>(path: string, shape: Shape) => {
    const text = await textOf(directory, path, named);
    return text === undefined ? undefined : parse(text, shape, { named, path });
  };
}

async function textOf(directory: string, path: string, named: string) {
  try {
    return await readFile(join(directory, path), 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw cannotRead(named, path, error.code ?? error.message);
  }
}

function parse<Shape extends z.ZodType>(
  text: string,
  shape: Shape,
  { named, path }: { readonly named: string; readonly path: string },
): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    const [first] = cause instanceof z.ZodError ? problemsOf(cause.issues) : [];
    throw cannotRead(named, path, first?.message ?? reasonOf(cause));
  }
}

function cannotRead(named: string, path: string, reason: string): Stop {
  return new Stop('failed', `Cannot read the evidence "${named}": ${path}: ${reason}`, {
    hint: 'Name a directory that "govern audit --evidence" has written',
  });
}
