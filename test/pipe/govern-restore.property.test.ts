import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';
import { fc } from '../support/fc.ts';
import { runs } from '../support/runs.ts';

/** What can be said of a repository: of each thing one of several, or nothing. */
const said: Readonly<Record<string, readonly string[]>> = {
  branches: [
    'main: { push: nobody, approvals: 1 }',
    'main: { push: { users: [owner@example.com] }, approvals: 2, forcePush: false }',
    "'*': { delete: false }, 'type:hotfix': { approvals: 1 }",
  ],
  defaultReviewers: ['', 'owner@example.com'],
  pipelines: ['enabled: true', 'enabled: false'],
  environments: [
    'live: { type: Production, adminOnly: true, variables: { URL: x } }',
    'live: { type: Production, adminOnly: false, variables: { URL: y, MORE: z } }',
    'test: { type: Test }',
  ],
  variables: ['URL: one', 'URL: two, MORE: x', 'OTHER: x'],
  repository: ['description: one, private: true', 'description: two, private: false'],
  branchingModel: ['prefixes: { hotfix: fix/ }', 'development: main, prefixes: { hotfix: false }'],
  permissions: ['groups: { developers: write }', 'groups: { developers: admin }', 'groups: {}'],
  webhooks: [
    '{ description: a, url: https://a.example, events: [repo:push] }',
    '{ description: a, url: https://b.example, events: [repo:push], active: false }',
  ],
  schedules: ["{ branch: main, pipeline: nightly, cron: '0 0 3 * * ? *' }"],
  deployKeys: ['{ label: a, key: ssh-ed25519 AAAA }', '{ label: a, key: ssh-ed25519 BBBB }'],
};
const lists = ['defaultReviewers', 'webhooks', 'schedules', 'deployKeys'];

const policies = fc
  .record(
    Object.fromEntries(Object.entries(said).map(([name, all]) => [name, fc.constantFrom(...all)])),
  )
  .map((chosen) => {
    const lines = Object.entries(chosen).map(([name, text]) =>
      lists.includes(name) ? `  ${name}: [${text}]` : `  ${name}: { ${text} }`,
    );
    return ['workspace: zentra', 'unmanaged: prune', 'defaults:', ...lines, ''].join('\n');
  });

const journal = '.cutover/governance/journal.jsonl';

async function govern(before: string, after: string) {
  const desk = await aDesk(before);
  desk.bitbucket.addGroup({ name: 'developers' });
  const allowed = ['--yes', '--allow-deletions', '--allow-lockout'];
  const run = async (...words: string[]) => {
    const ended = await desk.run('govern', ...words);
    expect(ended, ended.out).toMatchObject({ exit: 0, err: '' });
    return ended;
  };
  await run('apply', ...allowed);
  await run('audit', '--evidence', 'evidence');
  desk.write(after);
  await run('apply', ...allowed);
  return {
    ...desk,
    allowed,
    run,
    expectBefore: async () => {
      desk.write(before);
      await run('plan', '--exit-code');
    },
  };
}

const settings = { numRuns: runs(4) };

test('apply one policy, then another: taking the second run back leaves what the first says', async () => {
  await fc.assert(
    fc.asyncProperty(policies, policies, async (before, after) => {
      const {
        runBare,
        allowed,
        journal: lines,
        directory,
        expectBefore,
      } = await govern(before, after);
      const wrote = lines().at(-1)?.run;
      // Two policies may want the same.
      if (wrote !== '20261121T120000-000003') return;
      const from = ['--from', join(directory, journal), '--run', wrote];
      const { exit, out, err } = await runBare('govern', 'restore', ...from, ...allowed);
      expect({ exit, out, err }).toMatchObject({ exit: 0, err: '' });
      await expectBefore();
    }),
    settings,
  );
});

test('evidence of the first policy restores all that is gone or other; what came since is pruned by the policy', async () => {
  await fc.assert(
    fc.asyncProperty(policies, policies, async (before, after) => {
      const { runBare, allowed, run, write, expectBefore } = await govern(before, after);
      const words = ['govern', 'restore', '--from', 'evidence', ...allowed];
      expect(await runBare(...words)).toMatchObject({ exit: 0, err: '' });
      write(before.replace('unmanaged: prune', 'unmanaged: report'));
      await run('plan', '--exit-code');
      write(before);
      await run('apply', ...allowed);
      await expectBefore();
    }),
    settings,
  );
});
