import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { connect, type SshMaterial } from '../../src/io/connect.ts';
import type { Connection } from '../../src/io/io.ts';
import { type Hook, runHook } from '../../src/io/run-hook.ts';
import { host } from '../../src/release/host.ts';
import { aMaterial } from './a-material.ts';
import { hasOpenssh, openssh } from './openssh.ts';

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((file) => existsSync(file));

const candidates = [
  { title: 'this machine (dash)', shell: '/bin/dash', possible: true, ssh: false },
  { title: 'this machine (bash)', shell: '/bin/bash', possible: true, ssh: false },
  {
    title: 'this machine (BusyBox)',
    shell: busybox ?? '',
    possible: busybox !== undefined,
    ssh: false,
  },
  {
    title: 'this machine, without setsid',
    shell: '/bin/bash',
    possible: true,
    ssh: false,
    setsid: false,
  },
  { title: 'OpenSSH', shell: '', possible: hasOpenssh(), ssh: true },
];
export type HookPlace = (typeof candidates)[number];

/** Where hooks run: on this machine with the shell that `sh` is there, or over SSH. */
export const places =
  process.platform === 'linux'
    ? candidates.filter(({ possible, shell }) => possible && (shell === '' || existsSync(shell)))
    : [];

/** A time to sleep that names its process. */
export const aMark = () => `300.${Math.floor(Math.random() * 1e9)}`;

/** A place with somewhere to write. */
export interface Way {
  readonly host: string;
  readonly material: SshMaterial;
  /** Where hooks may write. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** Makes it ready for hooks. */
async function wayTo(place: HookPlace): Promise<Way> {
  return place.ssh ? overSsh() : here(place);
}

async function overSsh(): Promise<Way> {
  // Tests that go side by side share a connection: with 10, as is usual, they would wait for one another in vain.
  const server = await openssh({ config: ['MaxSessions 100'] });
  return {
    host: `${server.user}@127.0.0.1:${server.port}`,
    material: aMaterial({ key: server.privateKey, knownHosts: server.knownHosts }),
    directory: server.home,
    stop: server.stop,
  };
}

/** What a host needs beside its shell. */
const toolsOfHooks = [
  ...['cat', 'env', 'grep', 'head', 'mkdir', 'mkfifo', 'rm', 'sleep', 'tail', 'tr', 'wc', 'yes'],
];

/** Puts the shell in front of the path, as `sh`; without `setsid`, only what a hook needs is there. */
function here({ shell, setsid }: { readonly shell: string; readonly setsid?: boolean }): Way {
  const directory = mkdtempSync('/tmp/cutover-hook-');
  const tools = join(directory, 'tools');
  mkdirSync(tools);
  if (shell === busybox) execFileSync(shell, ['--install', '-s', tools]);
  else symlinkSync(shell, join(tools, 'sh'));
  if (setsid === false)
    for (const tool of toolsOfHooks) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
  const PATH = setsid === false || shell === busybox ? tools : `${tools}:/usr/bin:/bin`;
  return {
    host: 'local',
    material: aMaterial({ localEnvironment: { PATH } }),
    directory,
    stop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A program that runs one hook and does nothing else; `{{sources}}` in it is the compiled tree. */
export function runnerText(way: Way, hook: Hook): string {
  const material = join(way.directory, '..', `material-${randomBytes(4).toString('hex')}`);
  const key = way.material.sshKey?.open();
  writeFileSync(material, key ?? '', { mode: 0o600 });
  const { sshKey: _, ...rest } = way.material;
  return `
import { readFileSync, rmSync } from 'node:fs';
import { connect } from '{{sources}}/src/io/connect.js';
import { runHook } from '{{sources}}/src/io/run-hook.js';
import { host } from '{{sources}}/src/release/host.js';
import { Secret } from '{{sources}}/src/secret.js';
const key = readFileSync(${JSON.stringify(material)}, 'utf8');
rmSync(${JSON.stringify(material)});
const material = { ...${JSON.stringify(rest)}, ...(key === '' ? {} : { sshKey: new Secret(key) }) };
const connection = await connect(host.parse(${JSON.stringify(way.host)}), material);
await runHook(connection, { ...${JSON.stringify(hook)}, now: () => 0 });
`;
}

/** Hooks at a place, over one connection for all tests of a describe. */
export function hooksAt(place: HookPlace) {
  let way: Way;
  let connection: Connection;
  beforeAll(async () => {
    way = await wayTo(place);
    connection = await connect(host.parse(way.host), way.material);
  });
  afterAll(async () => {
    connection?.close();
    await way?.stop();
  });
  return {
    way: () => way,
    connection: () => connection,
    hook: (line: string, options: Partial<Hook> = {}) =>
      runHook(connection, aHook({ line, ...placeOf(way), ...options })),
  };
}

/** Where hooks run, and where their output and result are kept. */
export function placeOf({ directory }: Way) {
  return { directory, run: join(directory, 'run') };
}

/** A hook with a name of its own, on a clock that goes two seconds at each look. */
export function aHook(options: Partial<Hook> & Pick<Hook, 'run'>): Hook {
  let seconds = 0;
  return {
    line: 'true',
    directory: '/',
    environment: anEnvironment,
    timeout: 60,
    nonce: randomBytes(16).toString('hex'),
    now: () => {
      seconds += 2;
      return seconds * 1_000;
    },
    ...options,
  };
}

/** The processes that sleep for exactly this long. */
export function sleepers(seconds: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandOf(name).endsWith(`sleep\0${seconds}\0`))
    .map(Number);
}

/** A file’s text; empty when it is not there. */
export function read(directory: string, file: string): string {
  const path = join(directory, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Values that shells like to trip over. */
export const anEnvironment = { CUTOVER_BUILD: '118', CUTOVER_NAME: `a 'b' "c" $(id) \n d=e` };
