import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../../src/io/connect.ts';
import type { Connection, RenameMethod } from '../../../src/io/io.ts';
import { performStep } from '../../../src/io/perform-step.ts';
import { host as parseHost } from '../../../src/release/host.ts';
import type { Step } from '../../../src/release/plan.ts';
import { symlink } from '../../../src/strategies/symlink.ts';
import { aHostState } from '../../support/a-host-state.ts';
import { aMaterial } from '../../support/a-material.ts';
import { hammer } from '../../support/hammer.ts';
import { canMount, startHosts, type TestHost } from '../../support/hosts.ts';
import { type LaravelHost, laravelHost, laravelMissing } from '../../support/laravel.ts';
import { hasOpenssh, type OpensshOptions } from '../../support/openssh.ts';
import { startReader } from '../../support/reader.ts';

const able = hasOpenssh() && canMount() && laravelMissing() === undefined;
const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path));
const switches = 400;

interface Kind {
  readonly title: string;
  readonly possible: boolean;
  /** What the host’s sshd is told; `tools` is a directory of BusyBox’s. */
  openssh(tools: string): OpensshOptions;
  readonly method: RenameMethod;
  /** The program behind `mv` there. */
  readonly mv: string;
}

const kinds: readonly Kind[] = [
  {
    title: 'SFTP',
    possible: true,
    openssh: () => ({}),
    method: 'posix-rename',
    mv: 'mv',
  },
  {
    title: 'the mv of GNU and no SFTP',
    possible: true,
    openssh: () => ({ sftp: false }),
    method: 'mv',
    mv: 'mv',
  },
  {
    title: 'the tools of BusyBox and no SFTP',
    possible: busybox !== undefined,
    openssh: (tools) => ({ sftp: false, path: `${tools}:/usr/bin:/bin` }),
    method: 'mv',
    mv: 'busybox',
  },
];

describe.skipIf(!able)(`${switches} switches under readers that never stop (T-15)`, () => {
  const ends: (() => unknown)[] = [];
  let tools: string;

  beforeAll(() => {
    tools = mkdtempSync('/tmp/cutover-busybox-');
    ends.push(() => rmSync(tools, { recursive: true }));
    chmodSync(tools, 0o755);
    if (busybox !== undefined) execFileSync(busybox, ['--install', '-s', tools]);
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  test.each(kinds.filter(({ possible }) => possible))(
    'fail nobody and show nobody two releases on a host with $title',
    async (kind) => {
      const [host] = await startHosts(1, kind.openssh(tools));
      if (host === undefined) throw new Error('Cannot start a host');
      ends.push(host.stop);
      const site = await startSite(host);
      ends.push(site.stop);
      const connection = await reach(host);
      ends.push(connection.close);
      const mv = await connection.run('readlink -f "$(command -v mv)"');
      expect(basename(mv.stdout.trim())).toBe(kind.mv);

      const clients = ['/', '/page.txt'].map((path) =>
        hammer(site.url + path, { clients: 2, rest: 5 }),
      );
      const reader = startReader(join(host.outside, 'current'));
      await makeLive(connection, host.root, turns('red', 'blue'));
      const { looks, problems } = await reader.stop();
      expect(problems).toEqual([]);
      expect(looks).toBeGreaterThan(switches);
      for (const seen of await Promise.all(clients.map((each) => each.stop()))) {
        expect(seen).toMatchObject({ failed: 0, mixed: 0, problems: [] });
        expect(Object.keys(seen.byRelease).toSorted()).toEqual(['blue', 'red']);
      }
      expect(await connection.renameMethod()).toBe(kind.method);
    },
  );
});

function turns(...builds: readonly string[]): string[] {
  return Array.from({ length: switches }, (_, index) => builds[index % builds.length] ?? '');
}

/** A release without a framework: a page of two files, and one file that is a page. */
function placeByHand(root: string, build: string): void {
  const at = (...names: string[]) => join(root, build, ...names);
  const line = `release ${build}\n`;
  mkdirSync(at('public'), { recursive: true });
  writeFileSync(at('head.txt'), line);
  writeFileSync(at('foot.txt'), line);
  writeFileSync(at('public/page.txt'), line.repeat(200));
  writeFileSync(
    at('public/index.php'),
    `<?php header('X-Release: ${build}'); readfile(__DIR__.'/../head.txt'); readfile(__DIR__.'/../foot.txt');`,
  );
}

async function startSite({ outside, root, user, pid }: TestHost): Promise<LaravelHost> {
  for (const build of ['red', 'blue']) placeByHand(outside, build);
  symlinkSync('blue', join(outside, 'current'));
  return laravelHost({ root: outside, user, inside: { pid, seen: root } });
}

function reach({ user, address, port, privateKey: key, knownHosts }: TestHost) {
  const there = parseHost.parse(`${user}@${address}:${port}`);
  return connect(there, aMaterial({ key, knownHosts }));
}

/** Makes one build after the other live, by the very steps of a release. */
async function makeLive(connection: Connection, root: string, builds: readonly string[]) {
  const places = { type: 'symlink', root } as const;
  const state = aHostState({ pointer: { is: 'link', text: 'blue' } });
  await performAll(connection, symlink.open('run-1', places));
  for (const build of builds) {
    const { stage, switch: over } = symlink.cutOver({ run: 'run-1', build }, state, places);
    await performAll(connection, [...stage, ...over]);
  }
}

async function performAll(connection: Connection, steps: readonly Step[]): Promise<void> {
  const world = {
    connections: new Map([[connection.host, connection]]),
    release: undefined,
    emit: () => undefined,
    seconds: () => performance.now() / 1000,
    nonce: () => 'unused',
    directory: '/nowhere',
  };
  for (const step of steps)
    await performStep({ host: connection.host, phase: 'switch', step, signal: undefined }, world);
}
