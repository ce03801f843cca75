import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { environment } from './environment.mjs';

/** Runs a script of the client over a link and tells what it cost: here, on the hosts, and between. */
export async function measure(bed, { link, hosts, script, after, env = {}, cwd }) {
  const out = (name) => join(bed.directory, name);
  const timed = ['/usr/bin/time', '-q', '-o', out('cost'), '-f', '%U %S %M'];
  const [command, ...words] = [...bed.network.enter(link), ...timed, 'sh', '-ec', script];
  const options = { cwd: cwd ?? bed.directory, env: { ...environment(bed), ...env } };
  const onHosts = async () =>
    (await Promise.all(hosts.map((host) => host.processor()))).reduce((sum, each) => sum + each, 0);
  const before = { bytes: bed.network.bytes(link), processor: await onHosts() };
  const files = ['out', 'err'].map((name) => openSync(out(name), 'w'));
  const begin = performance.now();
  const exit = await new Promise((resolve, reject) => {
    spawn(command, words, { ...options, stdio: ['ignore', ...files] })
      .once('error', reject)
      .once('exit', resolve);
  });
  const seconds = (performance.now() - begin) / 1000;
  if (after !== undefined) spawnSync('sh', ['-c', after], { ...options, stdio: 'ignore' });
  const [told, errors] = ['out', 'err'].map((name) => readFileSync(out(name), 'utf8'));
  if (exit !== 0) throw new Error(`exit ${exit}\n${told}${errors}`);
  const [user, system, peak] = readFileSync(out('cost'), 'utf8').trim().split(' ').map(Number);
  return {
    ...{ seconds, told },
    bytes: bed.network.bytes(link) - before.bytes,
    here: user + system,
    there: (await onHosts()) - before.processor,
    megabytes: peak / 1024,
  };
}
