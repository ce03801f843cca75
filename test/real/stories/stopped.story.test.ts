import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { fullFaults } from '../../support/full-faults.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

/** What a run has said when it is stopped: it is in this phase, or about to begin it. */
const phases = fullFaults
  ? ['upload', 'prepare', 'migrate', 'stage', 'switch', 'reload', 'verify', 'finish']
  : ['prepare', 'switch', 'reload'];

describe.skipIf(!(hasOpenssh() && canMount()))(
  'a run that is stopped for longer than its lease, and wakes up when another has taken over',
  () => {
    let stand: Stand;
    let edits = 0;
    beforeAll(async () => {
      const hooks = ['prepare', 'migrate', 'reload', 'verify']
        .map((phase) => `  ${phase}: echo ${phase} $CUTOVER_RUN >> /srv/releases/shop/said\n`)
        .join('');
      stand = await aStand({ hosts: 2, config: `lease: 2s\nkeep: 2\nhooks:\n${hooks}` });
      await stand.run('release');
      edit();
      await stand.run('release');
    });
    afterAll(() => stand?.stop());

    function edit() {
      edits += 1;
      stand.project.commit({ 'index.html': `release ${edits}\n` });
    }

    const seen = () =>
      [0, 1].map((host) => [
        stand.live()[host],
        stand.read(host, 'said'),
        stand.read(host, '.cutover/records.jsonl'),
        stand.read(host, '.cutover/journal.jsonl'),
        readdirSync(stand.path(host, '')).toSorted(),
        ...['seals', 'incoming', 'runs', 'placing', 'trash'].map((place) =>
          readdirSync(stand.path(host, `.cutover/${place}`)),
        ),
      ]);

    test.each(phases)('in %s changes nothing any more', async (phase) => {
      edit();
      const old = stand.start('release', '--debug');
      await old.saw(`INFO: ${phase}`);
      old.process.kill('SIGSTOP');
      edit();
      const next = await stand.run('release');
      expect(next.exit, next.stdout + next.stderr).toBe(0);
      const [live] = stand.live();
      expect(stand.live()).toEqual([live, live]);
      const before = seen();
      old.process.kill('SIGCONT');
      const ended = await old.ended;
      expect(seen(), `${ended.stdout}${ended.stderr}`).toEqual(before);
      expect((await stand.run('status')).exit).toBe(0);
      expect((await stand.run('history', '--check')).exit).toBe(0);
    });
  },
);
