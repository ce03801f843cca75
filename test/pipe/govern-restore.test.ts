import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';

const policy = `
workspace: zentra
defaults:
  branches: { main: { push: nobody, approvals: 2 }, 'type:hotfix': { forcePush: false } }
  defaultReviewers: [owner@example.com]
  pipelines: { enabled: true }
  environments: { live: { type: Production, adminOnly: true, variables: { URL: x } } }
  variables: { URL: https://example.com, DEPLOY_KEY: { secured: true, from: KEY } }
  permissions: { groups: { developers: write } }
  webhooks: [{ description: board, url: 'https://x.example', events: ['repo:push'] }]
`;

const journalFile = '.cutover/governance/journal.jsonl';

/** A workspace that is what the policy says. */
async function aGoverned(text = policy) {
  const desk = await aDesk(text, ['shop', 'web']);
  desk.bitbucket.addGroup({ name: 'developers' });
  const words = ['govern', 'apply', '--yes', '--policy', 'policy.yml'];
  expect(await desk.runWith({ KEY: 'hidden' }, ...words)).toMatchObject({ exit: 0, err: '' });
  const { shop, web } = desk.bitbucket.state.repositories;
  const restore = (...more: string[]) => desk.runBare('govern', 'restore', ...more);
  const takeBack = (run: string, ...more: string[]) =>
    restore('--from', journalFile, '--run', run, ...more);
  return { ...desk, shop: shop!, web: web!, restore, takeBack };
}

const runOf = (number: number) => `20261121T120000-00000${number}`;

describe('restore from evidence', () => {
  async function withEvidence(text = policy) {
    const desk = await aGoverned(text);
    expect((await desk.run('govern', 'audit', '--evidence', 'evidence')).exit).toBe(0);
    return desk;
  }

  test('rebuilds what was lost, and then nothing is left to do', async () => {
    const { shop, restore, run, bitbucket } = await withEvidence();
    const was = structuredClone(shop);
    shop.restrictions = [];
    shop.environments = [];
    shop.hooks = [];
    shop.reviewers = [];
    shop.pipelines = { enabled: false };
    shop.variables[0]!.value = 'elsewhere';
    delete shop.grants.groups.developers;
    const dry = await restore('--from', 'evidence', '--dry-run');
    expect(dry.exit).toBe(0);
    expect(dry.out).toContain('settings are not what they were');
    expect(dry.out).toContain('+ branches/main/approvals  value 2');
    expect(shop.restrictions).toEqual([]);

    const { exit, out } = await restore('--from', 'evidence', '--yes');
    expect(exit).toBe(0);
    expect(out).toContain('no evidence holds secured values');
    expect((await run('govern', 'plan', '--exit-code')).exit).toBe(0);
    expect(shop.restrictions.map(({ kind }) => kind).toSorted()).toEqual(
      was.restrictions.map(({ kind }) => kind).toSorted(),
    );
    bitbucket.requests.clear();
    const again = await restore('--from', 'evidence', '--yes');
    expect(again).toMatchObject({ exit: 0, out: expect.stringContaining('nothing to do') });
  });

  test('a lost secured variable is said, and a person must make it', async () => {
    const { shop, restore } = await withEvidence();
    shop.variables = shop.variables.filter(({ secured }) => !secured);
    const { exit, out } = await restore('--from', 'evidence', '--yes');
    expect(exit).toBe(2);
    expect(out).toContain('variables/DEPLOY_KEY');
    expect(out).toContain('its value is kept nowhere');
  });

  test('a value that was withheld is compared, and not written', async () => {
    const { shop, restore } = await withEvidence(
      'workspace: zentra\ndefaults: { variables: { NPM_TOKEN: plain } }',
    );
    expect((await restore('--from', 'evidence', '--yes')).exit).toBe(0);
    shop.variables[0]!.value = 'other';
    const { exit, out } = await restore('--from', 'evidence', '--yes');
    expect({ exit, out }).toEqual({ exit: 2, out: expect.stringContaining('was withheld') });
    expect(shop.variables).toMatchObject([{ value: 'other' }]);
  });

  test('what came since is left, and told', async () => {
    const { shop, restore } = await withEvidence();
    shop.variables.push({ uuid: '{n}', key: 'NEW', value: '', secured: false });
    const { exit, out } = await restore('--from', 'evidence', '--yes');
    expect(exit).toBe(0);
    expect(out).toContain('variables/NEW was not there then, and is left as it is');
    expect(shop.variables.map(({ key }) => key)).toContain('NEW');
  });

  test('evidence that was changed restores nothing', async () => {
    const { directory, restore, writes } = await withEvidence();
    appendFileSync(join(directory, 'evidence/live/repositories/shop.json'), ' ');
    const before = writes().length;
    const { exit, err } = await restore('--from', 'evidence', '--yes');
    expect({ exit, err }).toEqual({
      exit: 1,
      err: expect.stringContaining('live/repositories/shop.json was changed'),
    });
    expect(writes()).toHaveLength(before);
  });

  test('--repository restores only that one; without --yes nobody agreed', async () => {
    const { shop, web, restore } = await withEvidence();
    shop.restrictions = [];
    web.restrictions = [];
    expect((await restore('--from', 'evidence')).exit).toBe(4);
    expect((await restore('--from', 'evidence', '--yes', '--repository', 'web')).exit).toBe(0);
    expect([shop.restrictions.length, web.restrictions.length]).toEqual([0, 3]);
  });
});

describe('restore from the journal', () => {
  test('takes a run back, and leaves what was before it', async () => {
    const { shop, web, write, run, takeBack } = await aGoverned();
    const before = structuredClone([shop, web]);
    write(
      policy
        .replace('approvals: 2', 'approvals: 0')
        .replace('URL: https://example.com', 'URL: https://other.example, MORE: x')
        .replace('adminOnly: true', 'adminOnly: false')
        .replace('developers: write', 'developers: none'),
    );
    expect((await run('govern', 'apply', '--yes')).exit).toBe(0);
    expect(shop.variables.map(({ key }) => key)).toContain('MORE');

    const dry = await takeBack(runOf(2), '--dry-run');
    expect(dry.out).toContain('4 to add, 4 to change, 2 to remove');
    expect((await takeBack(runOf(2), '--yes')).exit).toBe(0);
    const facts = ({ restrictions, ...rest }: typeof shop) => ({
      ...rest,
      restrictions: restrictions.map(({ id: _, ...rule }) => JSON.stringify(rule)).toSorted(),
    });
    expect([shop, web].map(facts)).toEqual(before.map(facts));
    expect((await takeBack(runOf(2), '--yes')).out).toContain('nothing to do');
  });

  test('what somebody has changed since is not taken back: said, the rest is', async () => {
    const { shop, write, run, takeBack } = await aGoverned();
    write(
      policy
        .replace('https://example.com', 'https://other.example')
        .replace('approvals: 2', 'approvals: 3'),
    );
    await run('govern', 'apply', '--yes', '--repository', 'shop');
    shop.variables.find(({ key }) => key === 'URL')!.value = 'theirs';
    const { exit, out } = await takeBack(runOf(2), '--yes');
    expect(exit).toBe(2);
    expect(out).toContain(`it is no longer as the run ${runOf(2)} left it`);
    expect(shop.variables.find(({ key }) => key === 'URL')).toMatchObject({ value: 'theirs' });
    expect(shop.restrictions.find(({ value }) => value !== null)).toMatchObject({ value: 2 });
  });

  test('the first run made much: taking it back needs --allow-deletions, and then all is gone', async () => {
    const { shop, takeBack } = await aGoverned();
    expect((await takeBack(runOf(1), '--yes')).exit).toBe(4);
    expect((await takeBack(runOf(1), '--yes', '--allow-deletions')).exit).toBe(0);
    const { restrictions, environments, variables, hooks, reviewers, grants } = shop;
    expect([restrictions, environments, variables, hooks, reviewers]).toEqual([[], [], [], [], []]);
    expect(grants.groups).toEqual({});
  });

  test('a repository that got its own branching model inherits again', async () => {
    const { shop, write, run, takeBack } = await aGoverned('workspace: zentra');
    shop.inherits = { ...shop.inherits, branching_model: true };
    const own = 'defaults: { branchingModel: { development: main, prefixes: { hotfix: fix/ } } }';
    write(`workspace: zentra\n${own}`);
    expect((await run('govern', 'apply', '--yes', '--repository', 'shop')).exit).toBe(0);
    expect(shop.inherits.branching_model).toBe(false);
    expect((await takeBack(runOf(2), '--yes')).exit).toBe(0);
    expect(shop.inherits.branching_model).toBe(true);
    expect((await takeBack(runOf(2), '--yes')).out).toContain('nothing to do');
  });

  test('a renamed environment gets its name back', async () => {
    const { shop, write, run, takeBack } = await aGoverned();
    const { uuid } = shop.environments[0]!;
    write(policy.replace('live: {', 'production: { was: live,'));
    expect((await run('govern', 'apply', '--yes')).exit).toBe(0);
    expect(shop.environments).toMatchObject([{ uuid, name: 'production' }]);
    expect((await takeBack(runOf(2), '--yes')).exit).toBe(0);
    expect(shop.environments).toMatchObject([{ uuid, name: 'live', admin_only: true }]);
  });

  test('an environment that was removed comes back with its variables, but not with secured values', async () => {
    const { shop, write, run, takeBack } = await aGoverned();
    const secured = { uuid: '{s}', key: 'KEY', value: 'hidden', secured: true };
    shop.environments[0]!.variables.push(secured);
    write(policy.replace(/environments: .*/, 'environments: {}\n  unmanaged: prune'));
    const words = ['govern', 'apply', '--yes', '--repository', 'shop'];
    expect((await run(...words)).exit).toBe(0);
    expect(shop.environments).toEqual([]);
    const { exit, out } = await takeBack(runOf(2), '--yes');
    expect({ exit, out }).toEqual({ exit: 2, out: expect.stringContaining('kept nowhere') });
    expect(shop.environments).toMatchObject([{ name: 'live', admin_only: true }]);
    expect(shop.environments[0]!.variables).toMatchObject([{ key: 'URL', value: 'x' }]);
  });

  test('a replaced secured value cannot be taken back: said, exit 2', async () => {
    const { runWith, shop, takeBack } = await aGoverned();
    await runWith({ KEY: 'newer' }, 'govern', 'rotate', '--yes', '--policy', 'policy.yml');
    const { exit, out } = await takeBack(runOf(2), '--yes');
    expect({ exit, out }).toEqual({ exit: 2, out: expect.stringContaining('is kept nowhere') });
    expect(shop.variables.find(({ secured }) => secured)).toMatchObject({ value: 'newer' });
  });

  test.each([
    ['a write that was begun and made', 'https://other.example', 'https://example.com'],
    ['a write that was begun and not made', 'https://example.com', 'https://example.com'],
  ])('of a killed run, %s is judged by what is there', async (_, live, after) => {
    const { directory, shop, takeBack, journal } = await aGoverned();
    const variable = shop.variables.find(({ key }) => key === 'URL')!;
    variable.value = live;
    const entry = {
      ...journal().find(
        ({ control, place }) => control === 'variables/URL' && place.slug === 'shop',
      ),
      ...{ run: 'killed', outcome: 'begun', action: 'update', ref: variable.uuid },
      before: { key: 'URL', secured: false, value: 'https://example.com' },
      after: { key: 'URL', secured: false, value: 'https://other.example' },
    };
    appendFileSync(join(directory, journalFile), `${JSON.stringify(entry)}\n{"run":"kil`);
    const { exit, out } = await takeBack('killed', '--yes');
    expect(exit).toBe(0);
    expect(out).toContain('this line of the journal cannot be read');
    expect(variable.value).toBe(after);
  });

  test.each([
    ['no --from', [], 'nobody said from what'],
    ['no such file', ['--from', 'nothing'], 'there is no such file'],
    ['a directory that is no evidence', ['--from', '.'], 'manifest.json: it is not there'],
    ['no --run', ['--from', journalFile], `${runOf(1)}  2026-11-21T12:00:00.000Z  22 writes`],
    ['a run that is not there', ['--from', journalFile, '--run', 'x'], 'no writes of a run "x"'],
  ])('%s: told, and nothing is asked', async (_, words, said) => {
    const { restore, bitbucket } = await aGoverned();
    bitbucket.requests.clear();
    const { exit, err } = await restore(...words, '--yes');
    expect([1, 64]).toContain(exit);
    expect(err).toContain(said);
    expect(bitbucket.requests.entries).toEqual([]);
  });
});
