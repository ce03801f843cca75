import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface Finished {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the images of the tests lie, apart from the machine's own: stand-ins never hide a real image. */
export const store = '/var/cache/cutover-tests';

/** What this machine lacks for building and running the image, or undefined. */
export function podmanMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'root';
  if (!mayContain()) return 'the right to start containers';
  return ['/usr/bin/podman', '/usr/sbin/runc', '/usr/bin/mmdebstrap'].find(
    (path) => !existsSync(path),
  );
}

// CAP_SYS_ADMIN, the 22nd capability: root has it on a machine, and seldom in a container.
function mayContain(): boolean {
  const [, mask = '0'] =
    /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${mask}`) >> 21n) % 2n === 1n;
}

/** Runs podman and gives how it ended: of `podman run`, how the container ended. */
export function podman(...words: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 64 * 2 ** 20, cwd: '/' };
    execFile('podman', [...engine, ...words], options, (error, stdout, stderr) => {
      const exit = error === null ? 0 : error.code;
      if (typeof exit === 'number') resolve({ exit, stdout, stderr });
      else reject(error);
    });
  });
}

/** Runs podman and gives what it printed; rejects with everything it said when it fails. */
export async function podmanText(...words: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await podman(...words);
  if (exit !== 0)
    throw new Error(`Cannot run podman ${words[0]}: exit ${exit}\n${stdout}${stderr}`);
  return stdout.trim();
}

// runc, cgroupfs and file: they work where there is no systemd and in a container, as in a build step.
const engine = [
  ...['--root', `${store}/storage`, '--runroot', `${store}/run`],
  ...['--runtime', '/usr/sbin/runc', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'],
];

/** Below what a container may raise on its own; podman's default needs more rights than some machines give root. */
export const limits = ['--ulimit', 'nofile=20000:20000', '--ulimit', 'nproc=32768:32768'];
