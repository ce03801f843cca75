import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const packageFile = z.object({ version: z.string() });

/** Cutover’s own version. */
export async function version(): Promise<string> {
  // One folder up in the sources, two in what is built.
  for (const path of ['../package.json', '../../package.json']) {
    const text = await readFile(new URL(path, import.meta.url), 'utf8').catch(() => undefined);
    if (text !== undefined) return packageFile.parse(JSON.parse(text)).version;
  }
  return 'unknown';
}
