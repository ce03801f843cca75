import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from './environment.mjs';
import { runLimited } from './run-limited.mjs';

/** Runs a script of the client over a link and tells what it cost: here, on the hosts, and between. */
export async function measure(bed, { link, script, after, env = {}, cwd }) {
  const at = (name) => join(bed.directory, name);
  const timed = ['/usr/bin/time', '-q', '-o', at('cost'), '-f', '%U %S %M'];
  const words = [...bed.network.enter(link), ...timed, 'sh', '-ec', script];
  const options = { cwd: cwd ?? bed.directory, env: { ...environment(bed), ...env } };
  const before = { bytes: bed.network.bytes(link), there: bed.processor.seconds() };
  const files = { out: at('out'), err: at('err'), limit: bed.limit };
  const { exit, seconds } = await runLimited(words, { ...options, ...files });
  if (after !== undefined) spawnSync('sh', ['-c', after], { ...options, stdio: 'ignore' });
  // A session’s processes end a moment after its client.
  await sleep(100);
  if (exit === undefined) return { seconds, over: true };
  const told = readFileSync(at('out'), 'utf8');
  if (exit !== 0) throw new Error(`exit ${exit}\n${told}${readFileSync(at('err'), 'utf8')}`);
  const [user, system, peak] = readFileSync(at('cost'), 'utf8').trim().split(' ').map(Number);
  return {
    ...{ seconds, told },
    bytes: bed.network.bytes(link) - before.bytes,
    here: user + system,
    there: bed.processor.seconds() - before.there,
    megabytes: peak / 1024,
  };
}
