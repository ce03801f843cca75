import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../pipe/run-command.ts';
import { aDesk } from '../support/a-desk.ts';
import { aProcess } from '../support/a-process.ts';

const policy = `
workspace: zentra
defaults:
  branches: { main: { push: nobody, approvals: 1 } }
  variables: { URL: https://example.com }
  pipelines: { enabled: true }
`;
const slugs = ['a', 'b', 'c', 'd', 'e', 'f'];
const within = (budget: string) => ['--checkpoint', 'run.checkpoint', '--budget', budget];

test.each(['plan', 'audit'])(
  '%s stops with 3 when its hour is used up, goes on there when it is repeated, and asks nothing twice',
  async (name) => {
    const { bitbucket, directory, run } = await aDesk(policy, slugs);
    const asked = () => bitbucket.requests.entries.map(({ path }) => path);
    const first = await run('govern', name, ...within('10/h'));
    expect(first.exit).toBe(3);
    expect(first.err).toMatch(/the budget is used up until \d{4}-\d\d-\d\dT\d\d:\d\dZ/);
    expect(first.err).toContain('Run it again later with --checkpoint run.checkpoint');
    expect(asked()).toHaveLength(10);

    const still = await run('govern', name, ...within('10/h'));
    expect(still.exit).toBe(3);
    expect(asked()).toHaveLength(10);

    const second = await run('govern', name, '--checkpoint', 'run.checkpoint');
    expect(second.exit).toBe(name === 'audit' ? 2 : 0);
    expect(second.out).toContain('Going on from run.checkpoint: it holds 10 answers');
    expect(asked()).toHaveLength(1 + 3 * slugs.length);
    expect(new Set(asked()).size).toBe(asked().length);
    expect(existsSync(join(directory, 'run.checkpoint'))).toBe(false);
  },
);

test('export goes on with its checkpoint, and asks nothing twice', async () => {
  const { bitbucket, directory, runBare } = await aDesk(policy, slugs);
  const words = ['govern', 'export', '--workspace', 'zentra', '--output', 'exported.yml'];
  expect(await runBare(...words, ...within('30/h'))).toMatchObject({ exit: 3 });
  expect(existsSync(join(directory, 'exported.yml'))).toBe(false);
  expect(await runBare(...words, ...within('1000/h'))).toMatchObject({ exit: 0 });
  const asked = bitbucket.requests.entries.map(({ path }) => path);
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
  expect(existsSync(join(directory, 'run.checkpoint'))).toBe(false);
});

test('a plan over many places says beforehand how many requests it will need, and how long a budget makes it wait', async () => {
  const everything = `
workspace: zentra
defaults:
  branches: { main: { push: nobody } }
  defaultReviewers: []
  branchingModel: { deleteAfterMerge: true }
  inherit: { branchingModel: false }
  pipelines: { enabled: true }
  environments: { live: { variables: { URL: x } }, test: { variables: { URL: y } } }
  variables: { URL: https://example.com }
  repository: { private: true }
  permissions: { users: { owner@example.com: admin }, groups: {} }
  webhooks: []
  schedules: []
  knownHosts: []
  deployKeys: []
`;
  const { bitbucket, run } = await aDesk(everything, slugs);
  for (const { environments } of Object.values(bitbucket.state.repositories)) {
    for (const name of ['live', 'test']) environments.push(anEnvironment(name));
  }
  const { out } = await run('govern', 'plan', '--budget', '10000/h');
  const ahead = Number(/Looking at 6 places: about (\d+) requests\n/.exec(out)?.[1]);
  const [list, members] = [bitbucket.requests.count('/2.0/repositories/zentra?'), 1];
  expect([list, bitbucket.requests.count('/2.0/workspaces/zentra/members')]).toEqual([1, members]);
  expect(bitbucket.requests.entries).toHaveLength(ahead + list + members);

  const slow = await run('govern', 'plan', ...within('40/h'));
  expect(slow.out).toContain(
    `about ${ahead} requests, at 40 an hour ${Math.ceil(ahead / 40) - 1} hour`,
  );
});

function anEnvironment(name: string) {
  const type = { environment_type: 'Test', admin_only: false } as const;
  return { uuid: `{${name}}`, name, slug: name, ...type, variables: [] };
}

test.each<[string, readonly string[], boolean]>([
  ['--verbose', ['--verbose'], true],
  ['--debug', ['--debug'], true],
  ['neither', [], false],
])('with %s: is each request told, and never a secret', async (_, words, isTold) => {
  const { environment, run } = await aDesk(policy, ['shop']);
  const { out, err } = await run('govern', 'apply', '--yes', '--budget', '900/h', ...words);
  const path = '/2.0/repositories/zentra/shop/branch-restrictions';
  const [get, post] = [`GET    ${path}?pagelen=100 → 200`, `POST   ${path} → 201`];
  expect([out.includes(get), out.includes(post)]).toEqual([isTold, isTold]);
  expect(/\(\d+ ms, \d+ left of the budget\)/.test(out)).toBe(isTold);
  expect(out + err).not.toContain(environment.BITBUCKET_API_TOKEN);
});

test('a checkpoint holds no credentials, and nobody else may read it', async () => {
  const { bitbucket, directory, run } = await aDesk(policy, slugs);
  await run('govern', 'plan', ...within('5/h'));
  const file = join(directory, 'run.checkpoint');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain('ATATT');
  expect(bitbucket.requests.entries).toHaveLength(5);
});

test.each<[string, Record<string, string>, string]>([
  ['somebody else', { BITBUCKET_EMAIL: 'bob@example.com' }, 'it is of owner@example.com'],
  ['another API', { BITBUCKET_API_URL: 'http://127.0.0.1:1/2.0' }, 'it is of http://127.0.0.1:'],
])('a checkpoint of %s is refused, and left as it is', async (_, environment, why) => {
  const { directory, run, runWith } = await aDesk(policy, slugs);
  await run('govern', 'plan', ...within('5/h'));
  const before = readFileSync(join(directory, 'run.checkpoint'), 'utf8');
  const words = ['govern', 'plan', '--policy', 'policy.yml', '--checkpoint', 'run.checkpoint'];
  const { exit, err } = await runWith(environment, ...words);
  expect(exit).toBe(64);
  expect(err).toContain(why);
  expect(err).toContain('Name another file, or remove this one to begin anew');
  expect(readFileSync(join(directory, 'run.checkpoint'), 'utf8')).toBe(before);
});

test('a checkpoint of another policy is refused', async () => {
  const { run, write } = await aDesk(policy, slugs);
  await run('govern', 'plan', ...within('5/h'));
  write(policy.replace('approvals: 1', 'approvals: 2'));
  const { exit, err } = await run('govern', 'plan', ...within('900/h'));
  expect(exit).toBe(64);
  expect(err).toContain('the policy has changed since it was begun');
});

test('apply stops between its writes with 3, claims nothing that it did not see, and converges when it is repeated', async () => {
  const { bitbucket, directory, run, writes } = await aDesk(policy, slugs);
  const first = await run('govern', 'apply', '--yes', ...within('32/h'));
  expect(first.exit).toBe(3);
  expect(first.out).toContain('--checkpoint run.checkpoint');
  expect(first.out).not.toContain('did not make it');
  expect(bitbucket.requests.entries).toHaveLength(32);
  expect(existsSync(join(directory, 'run.checkpoint'))).toBe(true);

  expect((await run('govern', 'apply', '--yes', '--checkpoint', 'run.checkpoint')).exit).toBe(0);
  expect(existsSync(join(directory, 'run.checkpoint'))).toBe(false);
  expect(writes()).toHaveLength(4 * slugs.length);
  expect((await run('govern', 'plan', '--exit-code')).exit).toBe(0);
});

test.each<[string, boolean, RegExp]>([
  ['a log', false, /\d\d:\d\d:\d\d INFO: Waiting 01:00:00, until .*Z: the budget is used up\n/],
  ['a terminal', true, /\r\S*Waiting 01:00:00, until .*Z: the budget is used up/],
])(
  'without a checkpoint a run waits, %s shows it, and a signal ends it',
  async (_, isTTY, shown) => {
    const { directory, environment } = await aDesk(policy, slugs);
    const stop = new AbortController();
    let out = '';
    const write = (text: string) => {
      out += text;
      if (text.includes('Waiting')) stop.abort();
    };
    const { process, told } = aProcess(directory, environment);
    const words = ['govern', 'plan', '--policy', 'policy.yml', '--budget', '5/h'];
    const signal = stop.signal;
    expect(await runCommand(words, { ...process, signal, out: { isTTY, write } })).toBe(1);
    expect(out).toMatch(shown);
    expect(told.err).toContain('Cannot go on: interrupted');
  },
);
