import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/release/record.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { running } from '../../support/running.ts';

describe.skipIf(!(hasOpenssh() && canMount()))('a hook', () => {
  let stand: Stand;
  let config = '';
  beforeAll(async () => {
    stand = await aStand({ hosts: 1, config: 'keep: 100\n' });
    config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    await stand.run('release');
  });
  afterAll(() => stand?.stop());

  /** A release whose only hook is this, what was live before, and its record. */
  async function release(hook: object) {
    const text = `${config}hooks: ${JSON.stringify(hook)}\n`;
    stand.project.commit({ 'cutover.yml': text });
    const [before] = stand.live();
    const ended = await stand.run('release');
    const last = stand.read(0, '.cutover/records.jsonl')?.trim().split('\n').at(-1) ?? '{}';
    return { ...ended, before, record: JSON.parse(last) as AuditRecord };
  }

  test.each<[string, object, string, object]>([
    [
      'that outlives its time is ended, with all it started',
      { run: 'echo begun; sleep 987 & sleep 987', timeout: '3s' },
      'it timed out after 3s',
      { exit: null, output: 'begun\n' },
    ],
    [
      'that is killed has failed',
      { run: 'echo begun; kill -9 $$' },
      'it ended with 137, as by signal 9',
      { exit: 137, output: 'begun\n' },
    ],
    [
      'that ends with 255 has failed, and is not taken for a lost connection',
      { run: 'echo no >&2; exit 255' },
      'it ended with 255',
      { exit: 255, output: 'no\n' },
    ],
    [
      'that waits for input gets none',
      { run: 'cat; read answer || { echo no input; exit 3; }' },
      'it ended with 3',
      { exit: 3, output: 'no input\n' },
    ],
  ])('%s', async (_, hook, says, command) => {
    const { exit, stdout, record, before } = await release({ prepare: hook });
    expect(stdout).toContain(says);
    expect(stdout).toContain('failed on production (1 host): what is live was not touched');
    expect(exit).toBe(1);
    expect(record).toMatchObject({
      outcome: 'failed',
      commands: [{ phase: 'prepare', ...command }],
    });
    expect(stand.live()).toEqual([before]);
    expect(running('987')).toEqual([]);
  });

  test('that prints megabytes in one line is kept by its end', async () => {
    const { exit, record } = await release({
      prepare: 'yes | head -c 5000000 | tr -d "\\n"; echo the end',
    });
    expect(exit).toBe(0);
    expect(record.commands[0]?.output).toMatch(/^y{1900,}the end\n$/);
    expect(record.commands[0]?.output.length).toBe(2000);
  });

  test('that leaves something running in the background is not waited for', async () => {
    const { exit, record } = await release({ prepare: 'sleep 54321 & echo $!' });
    expect(exit).toBe(0);
    expect(record.commands).toMatchObject([{ exit: 0, output: expect.stringMatching(/^\d+\n$/) }]);
    expect(running('54321')).toHaveLength(1);
    process.kill(Number(record.commands[0]?.output));
  });

  test('that steers a terminal steers none', async () => {
    const { exit, stdout } = await release({
      prepare: "printf '\\033[2J\\033]0;title\\007red\\r\\n10 %%\\r20 %%\\n'",
    });
    expect(exit).toBe(0);
    expect(stdout).toMatch(/│ red\n.*│ 20 %\n/);
    expect(stdout.replaceAll(/\n/g, '')).not.toMatch(/\p{Cc}/u);
  });

  test('that fails after the switch is run again for what was live before', async () => {
    const { exit, stdout, record, before } = await release({
      reload: 'echo for "$CUTOVER_BUILD"; test "$CUTOVER_BUILD" = "$(cat /srv/releases/shop/good)"',
    });
    // Nobody has written "good": the way back fails as well, and says so.
    expect(stdout).toContain('on the way back, 127.0.0.1');
    expect(exit).toBe(6);
    expect(record.commands).toHaveLength(2);
    expect(stand.live()).toEqual([before]);
  });

  test('leaves nothing of the run behind, and no lock', () => {
    for (const place of ['incoming', 'runs', 'trash'])
      expect(readdirSync(stand.path(0, `.cutover/${place}`))).toEqual([]);
    expect(existsSync(stand.path(0, '.cutover/lock'))).toBe(false);
  });
});
