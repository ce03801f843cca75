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
    remove: () => {
      try {
        rmdirSync(at(''));
      } catch {
        // A session is still on its way out: the next run takes the group as it is.
      }
    },
  };
}
