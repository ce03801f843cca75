import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import type { TestHost } from './hosts.ts';

/** A file system of its own in a host’s view; this test sees it at `path`. Takes root. */
export interface Disk {
  readonly path: string;
  /** Mounts it anew with other options, `ro` or `size=8m`: what is on it stays. */
  remount(options: string): void;
  unmount(): void;
}

/** Mounts an empty tmpfs over a directory of the host, and of no other. */
export function aDisk(host: TestHost, at: string, options: string): Disk {
  const { uid, gid } = statSync(host.home);
  const owner = `mode=755,uid=${uid},gid=${gid}`;
  asHost(host, 'mkdir', '-p', at);
  asHost(host, 'mount', '-t', 'tmpfs', '-o', `${owner},${options}`, 'tmpfs', at);
  return {
    path: seenAt(host, at),
    remount: (other) => asHost(host, 'mount', '-o', `remount,${other}`, at),
    unmount: () => asHost(host, 'umount', at),
  };
}

/** Runs a command as root where the host’s file systems are. */
export function asHost({ pid }: TestHost, ...words: readonly string[]): void {
  execFileSync('nsenter', [`--mount=/proc/${pid}/ns/mnt`, ...words], { stdio: 'pipe' });
}

/** Where this test finds what the host has at `path`. */
export function seenAt({ pid }: TestHost, path: string): string {
  return `/proc/${pid}/root${path}`;
}
