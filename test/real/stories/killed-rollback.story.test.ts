import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { fullFaults } from '../../support/full-faults.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

const migrate = `  migrate:
    run: 'echo "+ $(cat version)" >> /srv/releases/shop/database'
    undo: 'echo "- $(cat version)" >> /srv/releases/shop/database'
`;
const reload =
  'echo reload >> /srv/releases/shop/said; while [ -e /srv/releases/shop/hold ]; do sleep 0.1; done';
const hooks = `  reload: ${reload}\n${migrate}`;
const config = `lease: 2s\nmigrations: { kind: reversible, files: migrations }\nhooks:\n${hooks}`;

/** What a rollback has said when it is killed. */
const moments = fullFaults
  ? [
      'INFO: stage',
      'Stage ',
      'INFO: switch',
      'Switch to',
      'INFO: migrate',
      'INFO: reload',
      'INFO: verify',
    ]
  : ['INFO: stage', 'INFO: switch', 'INFO: migrate'];

describe.skipIf(!(hasOpenssh() && canMount()))('a rollback killed with -9', () => {
  let stand: Stand;
  let edits = 0;
  beforeAll(async () => {
    stand = await aStand({ hosts: 2, config });
    await release();
  });
  afterAll(() => stand?.stop());

  async function release() {
    edits += 1;
    stand.project.commit({ version: `${edits}\n`, [`migrations/${edits}.sql`]: '' });
    const ended = await stand.run('release');
    expect(ended.exit, ended.stdout + ended.stderr).toBe(0);
    return stand.live()[0];
  }

  const database = () =>
    [0, 1].flatMap((host) => (stand.read(host, 'database') ?? '').split('\n')).filter(Boolean);

  test.each(moments)(
    'after it said "%s" goes back or on as a whole, and takes migrations back once, from the release it leaves',
    async (moment) => {
      const old = stand.live()[0];
      const left = await release();
      const before = database().length;
      const run = stand.start('rollback', '--debug');
      await run.saw(moment);
      run.process.kill('SIGKILL');
      await run.ended;
      const recovered = await stand.run('recover');
      const said = recovered.stdout + recovered.stderr;
      expect(recovered.exit, said).toBe(0);
      const [live] = stand.live();
      expect([old, left]).toContain(live);
      expect(stand.live()).toEqual([live, live]);
      const since = database().slice(before);
      const undone = said.includes('nobody knows how far the migrations') ? since : [`- ${edits}`];
      expect(since, said).toEqual(live === left ? [] : undone);
      for (const host of [0, 1]) {
        const names = readdirSync(stand.path(host, '.cutover'));
        expect(names.filter((name) => /^(lock|journal)/.test(name))).toEqual([]);
        const records = readFileSync(stand.path(host, '.cutover/records.jsonl'), 'utf8');
        expect(JSON.parse(records.trim().split('\n').at(-1) ?? '').live).toBe(live);
      }
      expect((await stand.run('history', '--check')).exit).toBe(0);
      expect((await stand.run('recover', '--dry-run')).stdout).toContain(
        'no run has left a journal',
      );
    },
  );

  test('and whose recovery is interrupted stays open, and is ended by the next', async () => {
    await release();
    // Neither is over before it is killed.
    for (const host of [0, 1]) writeFileSync(stand.path(host, 'hold'), '');
    const run = stand.start('rollback', '--debug');
    await run.saw('INFO: reload');
    run.process.kill('SIGKILL');
    await run.ended;
    const first = stand.start('recover', '--debug');
    await first.saw('goes on, as');
    first.process.kill('SIGKILL');
    await first.ended;
    for (const host of [0, 1]) rmSync(stand.path(host, 'hold'));
    const second = await stand.run('recover');
    expect(second.exit, second.stdout + second.stderr).toBe(0);
    const [live] = stand.live();
    expect(stand.live()).toEqual([live, live]);
    expect((await stand.run('status')).exit).toBe(0);
    expect((await stand.run('history', '--check')).exit).toBe(0);
  });
});
