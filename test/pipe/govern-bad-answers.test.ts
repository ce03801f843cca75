import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../pipe/demo/bitbucket/faults.ts';
import { aDesk } from '../support/a-desk.ts';

// Everything that is there and not named goes: what cannot be read must stay all the same.
const policy = `
workspace: zentra
defaults:
  unmanaged: prune
  branches: { main: { push: nobody } }
  variables: { URL: https://example.com }
`;
const audit = ['govern', 'audit', '--format', 'json'] as const;
const apply = ['govern', 'apply', '--yes', '--allow-deletions'] as const;

/** A repository with a rule and a variable that the policy does not name. */
async function aDeskWithMore() {
  const desk = await aDesk(policy);
  const { restrictions, variables } = desk.bitbucket.state.repositories.shop!;
  restrictions.push({
    ...{ id: 900, kind: 'force', branch_match_kind: 'glob', pattern: 'old', branch_type: null },
    ...{ value: null, users: [], groups: [] },
  });
  variables.push({ uuid: '{old}', key: 'OLD', value: 'x', secured: false });
  const fault = (one: Fault) => desk.bitbucket.faults.push({ times: 1000, ...one });
  const deleted = () => desk.writes().filter(({ method }) => method === 'DELETE');
  return { ...desk, fault, deleted };
}

describe('credentials', () => {
  test('that have expired end the run at once: what to renew is said, and the token is not', async () => {
    const { bitbucket, runWith } = await aDesk(policy, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    const { secret } = bitbucket.issueToken({ kind: 'api', expires: '2020-01-01' });
    const words = ['govern', 'plan', '--policy', 'policy.yml', '--verbose'];
    const { exit, out, err } = await runWith({ BITBUCKET_API_TOKEN: secret }, ...words);
    expect(exit).toBe(1);
    expect(err).toContain('Bitbucket answered 401');
    expect(err).toContain('BITBUCKET_API_TOKEN one of its API tokens: they expire');
    expect(out + err).not.toContain(secret);
    expect(bitbucket.requests.entries).toHaveLength(1);
  });

  test('that are revoked on the way end it as well: the repositories that follow are left alone', async () => {
    const slugs = Array.from({ length: 40 }, (_, number) => `shop-${number + 10}`);
    const { bitbucket, run } = await aDesk(policy, slugs);
    bitbucket.faults.push({ does: 'fail', status: 401, on: '/shop-15/', times: 1000 });
    const { exit, err } = await run('govern', 'plan');
    expect(exit).toBe(1);
    expect(err).toContain('Bitbucket answered 401');
    expect(bitbucket.requests.count('/2.0/repositories/zentra/shop-49')).toBe(0);
  });
});

describe('what cannot be read', () => {
  test.each<[string, Fault, string]>([
    ['HTML', { does: 'html' }, 'the answer is text/html, not JSON'],
    ['HTML that says no', { does: 'html', status: 403 }, 'Bitbucket answered 403'],
    ['an error', { does: 'fail', status: 501 }, 'Bitbucket answered 501'],
    ['nothing, though there is more', { does: 'empty-page', size: 'kept' }, 'it has 1 items'],
  ])('as %s is told, the rest goes on, and nothing is deleted', async (_, fault, why) => {
    const desk = await aDeskWithMore();
    desk.fault({ ...fault, on: 'GET /2.0/repositories/zentra/shop/branch-restrictions' });
    const { exit, out } = await desk.run(...audit);
    expect(exit).toBe(2);
    expect(JSON.parse(out).controls).toMatchObject([
      { control: 'branches/main/push', coverage: expect.stringMatching(/no-access|unverifiable/) },
      { control: 'variables/URL', coverage: 'drift' },
      { control: 'variables/OLD', coverage: 'drift' },
    ]);
    expect(out).toContain(why);

    expect((await desk.run(...apply)).exit).toBe(3);
    expect(desk.deleted().map(({ path }) => path)).toEqual([
      '/2.0/repositories/zentra/shop/pipelines_config/variables/%7Bold%7D',
    ]);
    expect(desk.bitbucket.state.repositories.shop!.restrictions).toHaveLength(1);
  });

  test.each<[string, Fault]>([
    ['HTML', { does: 'html' }],
    ['text', { does: 'fail', status: 501 }],
    ['a page of nothing', { does: 'empty-page', size: 'kept' }],
  ])('of the list of repositories, as it is %s, ends the run with 3', async (_, fault) => {
    const desk = await aDeskWithMore();
    desk.fault({ ...fault, on: 'GET /2.0/repositories/zentra' });
    expect((await desk.run('govern', 'plan')).exit).toBe(3);
    expect((await desk.run(...apply)).exit).toBe(3);
    expect(desk.writes()).toEqual([]);
  });
});

test('a missing scope is named with its section, and the rest goes on', async () => {
  const desk = await aDeskWithMore();
  const scopes = ['read:repository:bitbucket', 'admin:repository:bitbucket'];
  const { secret } = desk.bitbucket.issueToken({ kind: 'api', scopes });
  const run = (...words: readonly string[]) =>
    desk.runWith({ BITBUCKET_API_TOKEN: secret }, ...words, '--policy', 'policy.yml');
  const { exit, out } = await run(...audit);
  expect(exit).toBe(2);
  const { controls, findings } = JSON.parse(out);
  expect(controls).toContainEqual(
    expect.objectContaining({ control: 'variables/URL', coverage: 'no-access' }),
  );
  expect(controls).toContainEqual(
    expect.objectContaining({ control: 'branches/main/push', coverage: 'drift' }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: 'missing-scope',
      subject: 'zentra/shop variables',
      hint: expect.stringContaining('"read:pipeline:bitbucket"'),
    }),
  );
  expect((await run(...apply)).exit).toBe(3);
  expect(desk.bitbucket.state.repositories.shop!.variables).toHaveLength(1);
  expect(desk.deleted()).toHaveLength(1);
});

test('a redirect to another server is not followed: no credentials go there, and nothing is deleted', async () => {
  const came: unknown[] = [];
  const other = createServer((request, response) => {
    came.push(request.headers);
    response.end('{"values":[]}');
  });
  await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void other.close());
  const to = `http://127.0.0.1:${(other.address() as AddressInfo).port}/2.0/x`;
  const desk = await aDeskWithMore();
  desk.fault({ does: 'redirect', to, on: '/branch-restrictions' });
  const { exit, out } = await desk.run('govern', 'plan');
  expect(exit).toBe(3);
  expect(out).toContain('it redirects to another server');
  expect(out).toContain('The credentials were not sent there');
  expect((await desk.run(...apply)).exit).toBe(3);
  expect(came).toEqual([]);
  expect(desk.deleted()).toHaveLength(1);
});
