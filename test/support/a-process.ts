import type { Process } from '../../pipe/context.ts';

/** A process that keeps what it is told: no terminal, nothing in its environment but what is given. */
export function aProcess(directory: string, environment: Process['environment'] = {}) {
  const told = { out: '', err: '' };
  const process: Process = {
    directory,
    environment: { HOME: directory, ...environment },
    signal: new AbortController().signal,
    out: { write: (text) => (told.out += text) },
    err: { write: (text) => (told.err += text) },
    now: () => '2026-11-21T12:00:00.000Z',
    seconds: () => 0,
    sleep: async () => undefined,
    random: () => '0123456789abcdef0123456789abcdef',
  };
  return { process, told };
}
