import { spawn } from 'node:child_process';

/** Starts a program that ends when we do, and waits until it has said `ready`. */
export async function daemon(words, ready) {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  const said = (count) =>
    new Promise((resolve, reject) => {
      const look = () => told.split(ready).length > count && resolve();
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      child.once('exit', () => reject(new Error(`${words.join(' ')}: ${told}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (told += text));
  await said(1);
  return {
    pid: child.pid,
    /** Resolves when `ready` was said so many times. */
    said,
    stop: () => child.kill('SIGTERM'),
    signal: (name) => child.kill(name),
  };
}
