import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Does what no other process of the tests may do at the same time: whoever comes later finds what was made. The kernel
 * unlocks the file when we end, however that is.
 */
export async function oneAtATime<Result>(
  file: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await once(holder, 'exit');
  }
}
