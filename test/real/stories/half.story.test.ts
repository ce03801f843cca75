import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { type Cut, cut } from '../../support/cut.ts';
import { fullFaults } from '../../support/full-faults.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

/** The third host, by what the tests call it. */
const bad = 2;
const root = '/srv/releases/shop';

/** A hook that fails on the third host alone, and only in a release that is not the good one. */
const failing = (name: string, line: string) =>
  `case "$CUTOVER_HOST,$CUTOVER_BUILD" in ${name},"$(cat ${root}/good)") ;; ${name},*) ${line} ;; esac`;

interface Fault {
  /** More of the config, with the third host's name. */
  readonly config?: (name: string) => string;
  /** What is broken on the host, or between it and us. */
  readonly break?: (stand: Stand, cable: Cut) => void;
  readonly mend?: (stand: Stand, cable: Cut) => void;
  /** How the run ends when all go back. */
  readonly exit: 1 | 5;
}

const hook = (phase: string, line: string) => (name: string) =>
  `hooks:\n  ${phase}: { run: '${failing(name, line)}', once: false }\n`;
const readOnly = (path: string) => (stand: Stand) => chmodSync(stand.path(bad, path), 0o555);
const writable = (path: string) => (stand: Stand) => {
  if (existsSync(stand.path(bad, path))) chmodSync(stand.path(bad, path), 0o755);
};

const faults: Readonly<Record<string, Fault>> = {
  connect: {
    break: (_, cable) => cable.unplug(),
    mend: (_, cable) => cable.plug(),
    exit: 1,
  },
  preflight: { break: readOnly(''), mend: writable(''), exit: 1 },
  upload: {
    break: (stand) => {
      rmSync(stand.path(bad, '.cutover/incoming'), { recursive: true });
      writeFileSync(stand.path(bad, '.cutover/incoming'), 'a file in its place');
    },
    mend: (stand) => rmSync(stand.path(bad, '.cutover/incoming'), { recursive: true, force: true }),
    exit: 1,
  },
  prepare: { config: hook('prepare', 'exit 3'), exit: 1 },
  migrate: { config: hook('migrate', 'exit 3'), exit: 1 },
  stage: {
    config: hook('migrate', `chmod 555 ${root}/.cutover/runs/$CUTOVER_RUN`),
    mend: (stand) => {
      for (const run of readdirSync(stand.path(bad, '.cutover/runs')))
        chmodSync(stand.path(bad, `.cutover/runs/${run}`), 0o755);
    },
    exit: 1,
  },
  switch: { config: hook('migrate', `chmod 555 ${root}`), mend: writable(''), exit: 5 },
  reload: { config: hook('reload', 'exit 3'), exit: 5 },
  verify: { config: hook('verify', 'exit 3'), exit: 5 },
};

describe.skipIf(!(hasOpenssh() && canMount()))('five hosts, the third fails (T-10)', () => {
  let stand: Stand;
  let cable: Cut;
  let config = '';
  let good: string | undefined;
  let name = '';
  let edits = 0;
  beforeAll(async () => {
    stand = await aStand({ hosts: 5 });
    cable = await cut(stand.hosts[bad]!.port);
    name = `127.0.0.1:${cable.port}`;
    config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8').replace(
      `127.0.0.1:${stand.hosts[bad]!.port}`,
      name,
    );
    stand.project.commit({ 'cutover.yml': config });
    await stand.run('release');
  });
  afterAll(async () => {
    await stand?.stop();
    await cable?.stop();
  });

  let mend: Fault['mend'];
  beforeEach(() => {
    [good] = stand.live();
    for (const host of [0, 1, 2, 3, 4]) writeFileSync(stand.path(host, 'good'), String(good));
  });
  afterEach(() => mend?.(stand, cable));

  async function releaseWith(fault: Fault, policy: string) {
    edits += 1;
    const own = fault.config?.(name) ?? '';
    const target = `targets:\n  production:\n    onHostFailure: ${policy}\n`;
    stand.project.commit({
      'index.html': `release ${edits}\n`,
      'cutover.yml': config.replace('targets:\n  production:\n', `${own}${target}`),
    });
    mend = fault.mend;
    fault.break?.(stand, cable);
    return stand.run('release');
  }

  const most = ['connect', 'upload', 'migrate', 'switch', 'reload', 'verify'];
  test.each(fullFaults ? Object.keys(faults) : most)(
    'in %s: all hosts are on the old release',
    async (phase) => {
      const fault = faults[phase]!;
      const ended = await releaseWith(fault, 'revert');
      expect(ended.exit, ended.stdout + ended.stderr).toBe(fault.exit);
      expect(stand.live()).toEqual([good, good, good, good, good]);
      fault.mend?.(stand, cable);
      mend = undefined;
      for (const host of [0, 1, 2, 3, 4])
        expect(existsSync(stand.path(host, '.cutover/lock'))).toBe(false);
      const status = await stand.run('status', '--format', 'json');
      const { hosts } = JSON.parse(status.stdout);
      expect(hosts.map((row: { unfinished: unknown }) => row.unfinished)).toEqual([
        null,
        null,
        null,
        null,
        null,
      ]);
    },
  );

  const others = fullFaults ? Object.keys(faults) : ['connect', 'upload', 'switch', 'reload'];
  test.each(others.filter((phase) => phase !== 'migrate'))(
    'in %s, where the others go on: four are on the new release, the third on the old',
    async (phase) => {
      const fault = faults[phase]!;
      const ended = await releaseWith(fault, 'continue');
      expect(ended.exit, ended.stdout + ended.stderr).toBe(6);
      expect(ended.stdout).toContain(`but not on ${name}`);
      const live = stand.live();
      expect(live[bad]).toBe(good);
      expect(new Set(live.filter((_, host) => host !== bad)).size).toBe(1);
      expect(live[0]).not.toBe(good);
      fault.mend?.(stand, cable);
      mend = undefined;
      // Everybody together again, from where they are.
      stand.project.commit({ 'cutover.yml': config });
      expect((await stand.run('release')).exit).toBe(0);
      expect(new Set(stand.live()).size).toBe(1);
    },
  );

  test('in migrate: nobody goes on to code whose migration failed, whatever the policy', async () => {
    const ended = await releaseWith(faults.migrate!, 'continue');
    expect(ended.exit).toBe(1);
    expect(stand.live()).toEqual([good, good, good, good, good]);
  });
});
