import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Adds a line of JSON to a file that only grows; its directory is made when it is missing. */
export async function journalFile(file: string): Promise<(entry: unknown) => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  return (entry) => appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}
