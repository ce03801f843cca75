import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { startBitbucket } from '../../pipe/demo/bitbucket/start-bitbucket.ts';
import { runCommand } from '../../pipe/run-command.ts';

const policy = `
workspace: zentra
repositories:
  - match: ame-*
    branches:
      main: { push: nobody, approvals: 1 }
    variables: { URL: https://example.com }
`;

async function aDesk(text = policy) {
  const directory = mkdtempSync(join(tmpdir(), 'govern-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'policy.yml'), text);
  const bitbucket = await startBitbucket({ plan: 'premium', queue: 5 });
  onTestFinished(() => bitbucket.close());
  for (const slug of ['ame-api', 'ame-web', 'other']) bitbucket.addRepository({ slug });
  const { email = '', secret } = bitbucket.issueToken({ kind: 'api' });
  const runBare = async (...words: string[]) => {
    let out = '';
    let err = '';
    const exit = await runCommand(words, {
      environment: {
        HOME: directory,
        BITBUCKET_API_URL: bitbucket.url,
        BITBUCKET_EMAIL: email,
        BITBUCKET_API_TOKEN: secret,
      },
      directory,
      signal: new AbortController().signal,
      out: { write: (each) => (out += each) },
      err: { write: (each) => (err += each) },
      now: () => '2026-11-21T12:00:00.000Z',
      seconds: () => 0,
      sleep: async () => undefined,
      random: () => '0'.repeat(32),
    });
    return { exit, out, err };
  };
  const run = (...words: string[]) => runBare(...words, '--policy', 'policy.yml');
  return { bitbucket, directory, run, runBare };
}

function linesOf(file: string) {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('plan, apply, a change behind our back, audit, apply again, plan of nothing', async () => {
  const { bitbucket, directory, run } = await aDesk();
  const plan = await run('govern', 'plan', '--exit-code');
  expect(plan.exit).toBe(2);
  expect(plan.out).toContain('6 to add, 0 to change, 0 to remove');
  expect(plan.out).toContain('+ branches/main/push  nobody');
  expect(plan.out).toContain('+ branches/main/approvals  value 1');
  expect((await run('govern', 'apply', '--yes')).exit).toBe(0);

  const somebody = bitbucket.state.members[0]!.uuid;
  bitbucket.state.repositories['ame-web']!.restrictions[0]!.users.push(somebody);
  const audit = await run('govern', 'audit');
  expect(audit.exit).toBe(2);
  expect(audit.out).toContain(
    `zentra/ame-web: branches/main/push: users is ${somebody}, the policy says nobody`,
  );
  expect(audit.out).toContain('https://bitbucket.org/zentra/ame-web/admin/branch-restrictions');

  expect((await run('govern', 'apply', '--yes')).exit).toBe(0);
  expect((await run('govern', 'plan', '--exit-code')).exit).toBe(0);
  const journal = linesOf(join(directory, '.cutover/governance/journal.jsonl'));
  expect(journal.map(({ outcome }) => outcome)).toHaveLength(14);
  expect(journal.at(-1)).toMatchObject({
    outcome: 'done',
    control: 'branches/main/push',
    before: { users: [somebody] },
    after: { users: [] },
  });
});

test('a repository that the policy does not match is not even read', async () => {
  const { bitbucket, run } = await aDesk();
  await run('govern', 'plan');
  expect(bitbucket.requests.count('/2.0/repositories/zentra/other')).toBe(0);
});

test('nobody agreed: nothing is written without --yes where there is no terminal', async () => {
  const { bitbucket, run } = await aDesk();
  const { exit, err } = await run('govern', 'apply');
  expect(exit).toBe(4);
  expect(err).toContain('--yes');
  expect(bitbucket.requests.entries.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('a saved plan is applied only while it is still the plan', async () => {
  const { bitbucket, directory, run } = await aDesk();
  await run('govern', 'plan', '--output', 'plan.json');
  bitbucket.state.repositories['ame-api']!.variables.push({
    uuid: '{1}',
    key: 'URL',
    value: 'elsewhere',
    secured: false,
  });
  const moved = await run('govern', 'apply', '--yes', '--plan', 'plan.json');
  expect(moved).toMatchObject({ exit: 4 });
  expect(moved.err).toContain('the settings have changed since');
  await run('govern', 'plan', '--output', 'plan.json');
  expect((await run('govern', 'apply', '--yes', '--plan', 'plan.json')).exit).toBe(0);
  writeFileSync(join(directory, 'plan.json'), '{"version":2}');
  expect((await run('govern', 'apply', '--yes', '--plan', 'plan.json')).exit).toBe(64);
});

test('more than ten deletions need to be allowed', async () => {
  const { bitbucket, run } = await aDesk(
    `${policy.replace('    branches:', '    unmanaged: prune\n    branches:')}`,
  );
  await run('govern', 'apply', '--yes');
  for (let number = 0; number < 11; number += 1) {
    const variable = { uuid: `{${number}}`, key: `OLD_${number}`, value: '', secured: false };
    bitbucket.state.repositories['ame-api']!.variables.push(variable);
  }
  const braked = await run('govern', 'apply', '--yes');
  expect(braked.exit).toBe(4);
  expect(braked.err).toContain('it removes 11 of');
  expect(bitbucket.state.repositories['ame-api']!.variables).toHaveLength(12);
  expect((await run('govern', 'apply', '--yes', '--allow-deletions')).exit).toBe(0);
  expect(bitbucket.state.repositories['ame-api']!.variables).toHaveLength(1);
});

test('a plan that takes the rights of whoever applies it needs to be allowed', async () => {
  const { bitbucket, run } = await aDesk(`
workspace: zentra
repositories:
  - { match: ame-api, permissions: { users: { owner@example.com: write } } }
`);
  const me = bitbucket.state.members[0]!.uuid;
  bitbucket.state.repositories['ame-api']!.grants.users[me] = 'admin';
  const { exit, err } = await run('govern', 'apply', '--yes');
  expect(exit).toBe(4);
  expect(err).toContain('--allow-lockout');
});

test('somebody whom the policy names and nobody knows: refused before anything is read of a repository', async () => {
  const { run } = await aDesk(
    'workspace: zentra\ndefaults: { defaultReviewers: [ghost@example.com] }',
  );
  const { exit, err } = await run('govern', 'plan');
  expect(exit).toBe(64);
  expect(err).toContain('"ghost@example.com" is nobody in the workspace "zentra"');
});

test('explain tells who said what, and where', async () => {
  const { run } = await aDesk(`
workspace: zentra
defaults:
  branches: { main: { approvals: 1 } }
repositories:
  - { match: ame-*, branches: { main: { approvals: 2 } } }
`);
  const { exit, out } = await run(
    'govern',
    'explain',
    '--repository',
    'ame-api',
    '--control',
    'branches/main',
    '--format',
    'json',
  );
  expect(exit).toBe(0);
  const [{ control, value, said }] = JSON.parse(out).explained;
  expect([control, value]).toEqual(['branches/main/approvals', 2]);
  expect(said).toMatchObject([{ layer: 'defaults', line: 4 }, { line: 6 }]);
});

test('export: the live settings as a policy that plans to nothing, what is common in one profile', async () => {
  const { bitbucket, directory, run, runBare } = await aDesk(`
workspace: zentra
defaults:
  branches: { main: { push: nobody, approvals: 2, forcePush: false }, 'type:hotfix': { passingBuilds: 1 } }
  environments: { live: { type: Production, adminOnly: true, variables: { URL: 'https://x' } } }
  variables: { BRANCH: main, TRICKY: 'a $\${b}' }
  webhooks: [{ description: board, url: 'https://x.example', events: ['repo:push'] }]
repositories:
  - { match: ame-api, variables: { BRANCH: other, MORE: x } }
`);
  for (let number = 0; number < 12; number += 1)
    bitbucket.addRepository({ slug: `more-${number}` });
  expect((await run('govern', 'apply', '--yes')).exit).toBe(0);
  bitbucket.state.repositories['ame-web']!.variables.push({
    uuid: '{s}',
    key: 'TOKEN',
    value: 'hidden',
    secured: true,
  });
  const exported = await runBare(
    'govern',
    'export',
    '--workspace',
    'zentra',
    '--output',
    'policy.yml',
  );
  expect(exported).toMatchObject({ exit: 0 });
  const text = readFileSync(join(directory, 'policy.yml'), 'utf8');
  expect(text).not.toContain('hidden');
  const plan = await run('govern', 'plan', '--exit-code');
  expect(plan).toMatchObject({ exit: 0 });
  expect(plan.out).toContain('no changes');
  const { profiles, repositories } = parse(text);
  expect(profiles.shared.branches.main).toEqual({ push: 'nobody', forcePush: false, approvals: 2 });
  expect(repositories).toEqual([
    { match: '*', use: ['shared'] },
    { match: 'ame-api', variables: { BRANCH: 'other', MORE: 'x' } },
    { match: 'ame-web', variables: { TOKEN: { secured: true } } },
  ]);
});

test('a budget is a number of requests an hour; a plan within it is made as ever', async () => {
  const { run } = await aDesk();
  const refused = await run('govern', 'plan', '--budget', 'few');
  expect(refused.exit).toBe(64);
  expect(refused.err).toContain('--budget: is a number of requests an hour, as in "900/h"');
  expect((await run('govern', 'plan', '--budget', '900/h')).exit).toBe(0);
});
