import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the numbers depend on. */
export function aboutMachine() {
  return {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    ...{ kernel: release(), node: process.version },
    congestion: readFileSync('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8').trim(),
    load: loadavg().map((load) => Math.round(load * 10) / 10),
    tools: Object.fromEntries(
      packages.map((name) => [name, versionOf(name)]).filter(([, version]) => version !== ''),
    ),
  };
}

const packages = ['openssh-server', 'rsync', 'capistrano', 'ansible', 'zstd', 'tar', 'git'];

function versionOf(name) {
  try {
    const words = ['--show', '--showformat', '$' + '{Version}', name];
    return execFileSync('dpkg-query', words, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  } catch {
    return '';
  }
}
