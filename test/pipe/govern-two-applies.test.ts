import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aBitbucket } from '../support/a-bitbucket.ts';
import { aDesk } from '../support/a-desk.ts';
import { until } from '../support/until.ts';

const slugs = ['one', 'two', 'three'];
const policy = (url: string) => `
workspace: zentra
defaults:
  branches: { main: { push: nobody, forcePush: false, approvals: 1 } }
  variables: { URL: ${url} }
  webhooks: [{ description: board, url: 'https://x.example', events: ['repo:push'] }]
`;

const outcomes = (deeds: readonly { change: { control: string }; outcome: string }[]) =>
  Object.fromEntries(deeds.map(({ change, outcome }) => [change.control, outcome]));

describe('two applies at once on one machine', () => {
  test('the second is blocked before it looks, and says by whom', async () => {
    const { run, bitbucket } = await aDesk(policy('x'), slugs, { latency: 60 });
    const first = run('govern', 'apply', '--yes');
    await until('a request', () => bitbucket.requests.inFlight > 0);
    const before = bitbucket.requests.count();
    const second = await run('govern', 'apply', '--yes');
    expect(second.exit).toBe(4);
    expect(second.err).toContain('the run 20261121T120000-000001 of ana has been at it since');
    expect(second.err).toContain('remove "');
    expect((await first).exit).toBe(0);
    expect(before).toBeLessThan(bitbucket.requests.count());
    expect((await run('govern', 'apply', '--yes')).out).toContain('nothing to do');
  });

  test('a run that fails gives the lock back', async () => {
    const { run, directory } = await aDesk(
      'workspace: zentra\ndefaults: { defaultReviewers: [ghost@x] }',
    );
    expect((await run('govern', 'apply', '--yes')).exit).toBe(64);
    expect(readdirSync(join(directory, '.cutover/governance/lock'))).toEqual([]);
  });

  test('a run of another machine in the same directory blocks until its file is removed', async () => {
    const { run, directory, writes } = await aDesk(policy('x'));
    const lock = join(directory, '.cutover/governance/lock');
    mkdirSync(lock, { recursive: true });
    const holder = { run: 'r', who: 'ben', since: 's', host: 'elsewhere', pid: 1 };
    writeFileSync(join(lock, 'x.lock'), JSON.stringify({ ...holder, machine: 'm', birth: '' }));
    const { exit, err } = await run('govern', 'apply', '--yes');
    expect({ exit, err }).toEqual({ exit: 4, err: expect.stringContaining('on elsewhere') });
    expect(writes()).toEqual([]);
    for (const words of [
      ['restore', '--from', lock],
      ['rotate', '--yes'],
    ])
      expect((await run('govern', ...words)).exit).not.toBe(0);
  });
});

describe('two applies at once on two machines', () => {
  test('what the first has made the second does not make again; what it changed stops the second', async () => {
    const { bitbucket, apply } = await aBitbucket();
    const shop = bitbucket.addRepository({ slug: 'shop' });
    shop.variables.push({ uuid: '{v}', key: 'URL', value: 'old', secured: false });
    const second = await apply(policy('second'), () => apply(policy('first')));
    expect(outcomes(second)).toEqual({
      'branches/main/push': 'already',
      'branches/main/forcePush': 'already',
      'branches/main/approvals': 'already',
      'variables/URL': 'failed',
      'webhooks/board': 'not reached',
    });
    expect(second).toContainEqual(
      expect.objectContaining({ reason: 'it is no longer as it was when planned' }),
    );
    expect(shop.variables).toMatchObject([{ value: 'first' }]);
    const writes = bitbucket.requests.entries.filter(({ method }) => method !== 'GET');
    expect(writes).toHaveLength(5);
  });

  test('side by side, with one policy: what is made twice, where Bitbucket lets it, is told', async () => {
    const [one, other] = [
      await aDesk(policy('x'), slugs, { latency: 3 }),
      await aDesk(policy('x')),
    ];
    const elsewhere = (...words: string[]) =>
      other.runWith(one.environment, 'govern', ...words, '--policy', 'policy.yml');
    const ends = await Promise.all([
      one.run('govern', 'apply', '--yes'),
      elsewhere('apply', '--yes'),
    ]);
    const all = Object.values(one.bitbucket.state.repositories);
    for (const { restrictions, variables } of all)
      expect([restrictions.length, variables.length]).toEqual([3, 1]);
    const twice = all.filter(({ hooks }) => hooks.length > 1).length;
    const told = ends.map(({ out }) => out.split('it is there twice').length - 1);
    expect(Math.max(...told)).toBeGreaterThanOrEqual(Math.min(twice, 1));
    expect(told[0]! + told[1]!).toBeGreaterThanOrEqual(twice);
    expect((await elsewhere('plan', '--exit-code')).exit).toBe(0);
  });
});
