import { appendFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Stop } from '../error.ts';
import { isSystemError } from './system-error.ts';

/**
 * Adds a line of JSON to a file that only grows; its directory is made when it is missing. A line is on the disk when
 * this resolves. Half a line that a killed run or a full disk left stays for itself: the next begins on its own.
 */
export async function journalFile(file: string): Promise<(entry: unknown) => Promise<void>> {
  const write = (text: string) =>
    appendFile(file, text, { mode: 0o600, flush: true }).catch(refuse);
  const refuse = (cause: unknown): never => {
    if (!isSystemError(cause)) throw cause;
    throw new Stop('failed', `Cannot write the journal "${file}": ${cause.code}`, {
      cause,
      hint: 'Nothing is changed that is not journalled: make room for it, or run in another directory',
    });
  };
  await mkdir(dirname(file), { recursive: true }).catch(refuse);
  if (await endsAmidLine(file).catch(refuse)) await write('\n');
  return (entry) => write(`${JSON.stringify(entry)}\n`);
}

async function endsAmidLine(file: string): Promise<boolean> {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return size > 0 && buffer.toString() !== '\n';
  } finally {
    await handle.close();
  }
}
