import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { reasonOf, Stop } from '../error.ts';
import { problemsOf } from '../problems.ts';
import {
  contentOf,
  type Manifest,
  type ManifestHead,
  manifest,
  manifestHead,
} from '../release/manifest.ts';
import { sha256 } from './sha256.ts';

const hint = 'Remove it from the store and package the commit again';

/** The manifest in a file. Stops at one of another form or app, and at one whose files are not those of its digest. */
export async function readManifest(file: string, app: string): Promise<Manifest> {
  const read = await readAs(manifest, file, app);
  if (sha256(contentOf(read)) === read.digest) return read;
  throw new Stop('failed', `Cannot use "${file}": its digest is not that of its files`, { hint });
}

/** The manifest in a file without its files, which are not looked at. */
export async function readManifestHead(file: string, app: string): Promise<ManifestHead> {
  return readAs(manifestHead, file, app);
}

async function readAs<Read extends ManifestHead>(
  schema: z.ZodType<Read>,
  file: string,
  app: string,
): Promise<Read> {
  const parsed = schema.safeParse(await readJson(file));
  if (!parsed.success) {
    const details = problemsOf(parsed.error.issues).map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
    throw new Stop('failed', `Cannot use "${file}": it is no manifest of this version`, {
      details,
      hint,
    });
  }
  if (parsed.data.app === app) return parsed.data;
  throw new Stop(
    'failed',
    `Cannot use "${file}": it is of the app "${parsed.data.app}", not "${app}"`,
    { hint: 'Package again, into a store of its own' },
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Stop('failed', `Cannot use "${file}": ${reasonOf(error)}`, { cause: error, hint });
  }
}
