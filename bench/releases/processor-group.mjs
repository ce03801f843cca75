import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const older = '/sys/fs/cgroup/cpuacct';

/**
 * A control group that counts what its processes use, and theirs. What a parent has waited for is no measure: sshd does
 * not wait for a session whose client has gone. Last verified 2026-11-21, OpenSSH 9.2p1.
 */
export function processorGroup() {
  const at = (file) => join(existsSync(older) ? older : '/sys/fs/cgroup', 'cutover-bench', file);
  try {
    mkdirSync(at(''), { recursive: true });
  } catch {
    return { add: () => undefined, seconds: () => undefined, remove: () => undefined };
  }
  return {
    add: (pid) => writeFileSync(at('cgroup.procs'), String(pid)),
    seconds: () =>
      existsSync(older)
        ? Number(readFileSync(at('cpuacct.usage'), 'utf8')) / 1e9
        : Number(readFileSync(at('cpu.stat'), 'utf8').split(/\s/)[1]) / 1e6,
    /** With what is left in it: sessions of a client that keeps its connections open. */
    remove: () => {
      try {
        const pids = readFileSync(at('cgroup.procs'), 'utf8').split('\n').filter(Boolean);
        for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
        rmdirSync(at(''));
      } catch {
        // Something is still on its way out: the next run takes the group as it is.
      }
    },
  };
}
