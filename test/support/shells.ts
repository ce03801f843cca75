import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './scratch.ts';

/** A shell with its tools, as a host may have them. */
export interface Shell {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

const system = '/usr/bin:/bin';

/** The shells of this machine that hosts have: its own `sh`, bash as `sh`, and BusyBox with its own tools. */
export function shells(): readonly Shell[] {
  return [{ name: 'sh', environment: { PATH: system } }, ...bash(), ...busybox()];
}

function bash(): Shell[] {
  const path = '/usr/bin/bash';
  if (!existsSync(path)) return [];
  const bin = aBin();
  symlinkSync(path, join(bin, 'sh'));
  return [{ name: 'bash', environment: { PATH: `${bin}:${system}` } }];
}

function busybox(): Shell[] {
  const path = ['/usr/bin/busybox', '/bin/busybox'].find(existsSync);
  if (path === undefined) return [];
  const bin = aBin();
  const applets = execFileSync(path, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const applet of applets) symlinkSync(path, join(bin, applet));
  return [{ name: 'busybox', environment: { PATH: `${bin}:${system}` } }];
}

/** A shell whose `cp` cannot link, as POSIX has it. */
export function aPlainShell(): Shell {
  const text = `case $1 in -al) exit 64 ;; esac\nPATH=${system}; exec cp "$@"`;
  return { ...aShellWhere('cp', text), name: 'a cp that cannot link' };
}

/** A shell with another tool of that name: a script. */
export function aShellWhere(tool: string, text: string): Shell {
  const bin = aBin();
  writeFileSync(join(bin, tool), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return { name: `another ${tool}`, environment: { PATH: `${bin}:${system}` } };
}

/**
 * A shell that is killed when it has run its commands but the last few: at the `fatal`th of those that change a disk. One
 * that it has started beside it may be killed in its place: `reached` says whether there was a fatal command at all.
 */
export function aMortalShell(fatal: number): Shell & { readonly reached: () => boolean } {
  const bin = aBin();
  const count = join(bin, 'count');
  mkdirSync(count);
  for (const tool of ['mkdir', 'mv', 'rm', 'cp', 'ln', 'chmod', 'sync', 'find']) {
    const file = join(bin, tool);
    // A mark for each call: whoever makes the fatal one takes the shell with it.
    const text = [
      '#!/bin/sh',
      `: > "${count}/$$"`,
      `[ "$(ls "${count}" | wc -l)" -ne ${fatal} ] || { kill -s KILL "$PPID"; exit 1; }`,
      `PATH=${system}; exec ${tool} "$@"`,
    ];
    writeFileSync(file, `${text.join('\n')}\n`);
    chmodSync(file, 0o755);
  }
  return {
    name: `killed at command ${fatal}`,
    environment: { PATH: `${bin}:${system}` },
    reached: () => readdirSync(count).length >= fatal,
  };
}

/**
 * A shell whose mv exchanges, as that of GNU coreutils 9.5 does: it calls renameat2(2) itself, and keeps what it was
 * called with.
 */
export function anExchangingShell(): Shell & { readonly calls: string } {
  const bin = aBin();
  const calls = join(bin, 'calls');
  // 316 on x86_64 and 276 on arm64; -100 is AT_FDCWD, 2 RENAME_EXCHANGE (linux/fs.h, last verified 2026-11-21).
  const number = process.arch === 'arm64' ? 276 : 316;
  const exchange = `exit(syscall(${number}, -100, $ARGV[2], -100, $ARGV[3], 2) == 0 ? 0 : 1)`;
  const text = [
    '#!/bin/sh',
    `echo "$*" >> "${calls}"`,
    '[ "$1" = --help ] && echo "      --exchange  exchange source and destination" && exit',
    `[ "$1" = --exchange ] && exec perl -e '${exchange}' -- "$@"`,
    'exec /bin/mv "$@"',
  ];
  writeFileSync(join(bin, 'mv'), `${text.join('\n')}\n`);
  chmodSync(join(bin, 'mv'), 0o755);
  return { name: 'exchanging', environment: { PATH: `${bin}:${system}` }, calls };
}

function aBin(): string {
  return scratch('bin');
}
