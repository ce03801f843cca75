import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { fullFaults } from '../../support/full-faults.ts';
import { canMount } from '../../support/hosts.ts';
import { killAt, linesOfHosts } from '../../support/kill-at.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';

const root = '/srv/releases/shop';

/** Each hook leaves a line, and goes on while it is held. */
const hooks = ['prepare', 'migrate', 'reload', 'verify']
  .map(
    (phase) =>
      `  ${phase}: echo ${phase} >> ${root}/said; while [ -e ${root}/hold-${phase} ]; do sleep 0.1; done\n`,
  )
  .join('');

/** Kills, evenly over all that a run does; --full of test:faults has them at every place. */
const kills = fullFaults ? 66 : 6;

describe.skipIf(!(hasOpenssh() && canMount()))('a run killed with -9 (T-1)', () => {
  let stand: Stand;
  let calling: Parameters<typeof killAt>[2];
  let length = 0;
  let edits = 0;
  beforeAll(async () => {
    stand = await aStand({ hosts: 3, config: `lease: 2s\nkeep: 3\nhooks:\n${hooks}` });
    const key = Buffer.from(stand.hosts[0]?.privateKey ?? '').toString('base64');
    calling = { cwd: stand.project.directory, env: { SSH_KEY: key } };
    await stand.run('release');
    edit();
    const whole = await stand.run('release', '--debug');
    expect(whole.exit).toBe(0);
    length = linesOfHosts(whole.stdout);
  });
  afterAll(() => stand?.stop());

  function edit() {
    edits += 1;
    stand.project.commit({ 'index.html': `release ${edits}\n` });
  }

  /** Kills a release amid a hook that nobody lets end before; gives what it had said. */
  async function killIn(phase: string): Promise<string> {
    edit();
    const hooksOnHosts = () => each.map((host) => stand.read(host, 'said')).join('');
    const before = hooksOnHosts().split(phase).length;
    for (const host of each) writeFileSync(stand.path(host, `hold-${phase}`), '');
    const run = stand.start('release');
    await until(`the hook of ${phase}`, () => hooksOnHosts().split(phase).length > before);
    run.process.kill('SIGKILL');
    for (const host of each) rmSync(stand.path(host, `hold-${phase}`));
    return (await run.ended).stdout;
  }

  const each = [0, 1, 2];
  const recordsOf = (host: number) =>
    (stand.read(host, '.cutover/records.jsonl') ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { run: string; outcome: string; live: string | null });

  /** Every host the same, nothing of the run left, and the run on record on all or on none. */
  function expectEnded(said: string, before: string | undefined) {
    const run = /\(run ([\w-]+)\)/.exec(said)?.[1] ?? '';
    const [now] = stand.live();
    expect(stand.live()).toEqual([now, now, now]);
    for (const host of each) expectClean(host);
    const outcomes = each.map((host) =>
      recordsOf(host)
        .filter((record) => record.run === run)
        .map(({ outcome }) => outcome),
    );
    expect([...new Set(outcomes.map(String))]).toHaveLength(1);
    expect(outcomes[0]?.length).toBeLessThanOrEqual(1);
    expect(outcomes[0]?.[0] === 'activated').toBe(now !== before);
  }

  function expectClean(host: number) {
    const left = readdirSync(stand.path(host, '.cutover'));
    expect(left).not.toContain('lock');
    expect(left).not.toContain('journal.jsonl');
    for (const place of ['incoming', 'runs', 'placing'])
      expect(readdirSync(stand.path(host, `.cutover/${place}`))).toEqual([]);
  }

  test.each(Array.from({ length: kills }, (_, index) => index + 1))(
    'after part %i of what it does is recovered: all hosts old or all new, nothing left, all on record',
    async (part) => {
      const [before] = stand.live();
      edit();
      const line = Math.max(1, Math.floor((part * length) / (kills + 1)));
      const { said } = await killAt(line, ['release'], calling);
      const recovered = await stand.run('recover');
      expect(recovered.exit, `${said}\n---\n${recovered.stdout}${recovered.stderr}`).toBe(0);
      expectEnded(said, before);
    },
  );

  test('leaves records whose chain holds, and a release that is what it was', async () => {
    expect((await stand.run('history', '--check')).exit).toBe(0);
    expect((await stand.run('drift')).exit).toBe(0);
  });

  test('is put right by the next release itself, which says whose run it was', async () => {
    const said = await killIn('reload');
    const run = /\(run ([\w-]+)\)/.exec(said)?.[1] ?? '';
    edit();
    const next = await stand.run('release');
    expect(next.exit).toBe(0);
    expect(next.stdout).toContain(`the lock of run ${run} of ana`);
    expect(next.stdout).toContain('was taken over: it gave no sign of life for 2 s');
    expect(next.stdout).toContain(`run ${run} of ana (release of`);
    const [now] = stand.live();
    expect(stand.live()).toEqual([now, now, now]);
    expect(recordsOf(0).at(-1)?.live).toBe(now);
    expect(recordsOf(0).filter((record) => record.run === run)).toHaveLength(1);
  });

  test('can be looked at before it is ended: status tells it, recover --dry-run tells what would be done', async () => {
    await killIn('verify');
    const status = await stand.run('status');
    expect(status.stdout).toContain('cutover recover');
    const before = existsSync(stand.path(0, '.cutover/journal.jsonl'));
    expect(before).toBe(true);
    const dry = await stand.run('recover', '--dry-run');
    expect(dry.stdout).toContain('this would end a run, and has touched no host');
    expect(readFileSync(stand.path(0, '.cutover/journal.jsonl'), 'utf8')).not.toBe('');
    expect(existsSync(join(stand.path(0, '.cutover/lock')))).toBe(true);
    expect((await stand.run('recover')).exit).toBe(0);
    expect((await stand.run('recover')).stdout).toContain('no run has died here');
  });
});
