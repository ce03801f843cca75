import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

const looked = z.object({ looks: z.number(), problems: z.array(z.string()) });

/** What a program that never stopped looking through `current` has seen: a link, a directory and a whole file, or a problem. */
export type Looked = z.output<typeof looked>;

// As fast as one processor goes, where nobody else needs it; a pause now and then, to hear that it is over.
const program = `
const { readFileSync, readlinkSync, statSync } = require('node:fs');
require('node:os').setPriority(10);
const [, current] = process.argv;
const seen = { looks: 0, problems: [] };
function look() {
  seen.looks += 1;
  readlinkSync(current);
  if (!statSync(current).isDirectory()) throw new Error('no directory');
  const lines = readFileSync(current + '/public/page.txt', 'utf8').split('\\n');
  if (lines.length < 3 || new Set(lines.slice(0, -1)).size !== 1) throw new Error('a mix');
}
function loop() {
  for (let each = 0; each < 100; each += 1) {
    try { look(); } catch (error) { seen.problems.push(error.message); }
  }
  setImmediate(loop);
}
process.stdin.resume().once('end', () => {
  process.stdout.write(JSON.stringify({ ...seen, problems: seen.problems.slice(0, 5) }), () => process.exit());
});
loop();
`;

/**
 * Starts a process that reads a release's page through its pointer, again and again, until stopped; with the `pid` of a
 * host's server it sees what the host sees.
 */
export function startReader(current: string, pid?: number): { stop(): Promise<Looked> } {
  const inside = pid === undefined ? [] : ['nsenter', `--mount=/proc/${pid}/ns/mnt`];
  const [command = '', ...words] = [...inside, process.execPath, '-e', program, current];
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  return {
    async stop() {
      const said = text(child.stdout);
      child.stdin.end();
      await once(child, 'close');
      return looked.parse(JSON.parse(await said));
    },
  };
}
