import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBitbucket } from '../../../pipe/demo/bitbucket/start-bitbucket.ts';
import { type Ended, start } from '../../support/cutover.ts';
import { fc } from '../../support/fc.ts';
import { until } from '../../support/until.ts';

const policy = `
workspace: zentra
defaults:
  branches:
    main: { push: nobody, forcePush: false, delete: false, approvals: 2, passingBuilds: 1 }
    'type:hotfix': { approvals: 1 }
  defaultReviewers: [owner@example.com]
  pipelines: { enabled: true }
  environments: { live: { type: Production, adminOnly: true, variables: { URL: x } } }
  variables: { URL: https://example.com, DEPLOY_KEY: { secured: true, from: KEY } }
  repository: { description: A shop }
  webhooks: [{ description: board, url: 'https://x.example', events: ['repo:push'] }]
  deployKeys: [{ label: host, key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBB' }]
  permissions: { groups: { developers: write } }
`;
const slugs = ['one', 'two', 'three', 'four'];
/** What the policy wants of each repository, and so how many writes there are. */
const wanted = 16 * slugs.length;

interface Line {
  readonly run: string;
  readonly outcome: string;
  readonly control: string;
  readonly place: { readonly slug: string };
}

/** A Bitbucket that takes its time, and a command line that can be killed. */
async function aSlowDesk() {
  const directory = mkdtempSync(join(tmpdir(), 'govern-killed-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'policy.yml'), policy);
  const bitbucket = await startBitbucket({ plan: 'premium', queue: 20, latency: 8 });
  onTestFinished(() => bitbucket.close());
  bitbucket.addGroup({ name: 'developers' });
  for (const slug of slugs) bitbucket.addRepository({ slug });
  const { email = '', secret } = bitbucket.issueToken({ kind: 'api' });
  const env = {
    BITBUCKET_API_URL: bitbucket.url,
    BITBUCKET_EMAIL: email,
    BITBUCKET_API_TOKEN: secret,
    KEY: 'hidden',
  };
  const call = (...words: string[]) =>
    start(['govern', ...words, '--policy', 'policy.yml'], { cwd: directory, env });
  const writes = () => bitbucket.requests.entries.filter(({ method }) => method !== 'GET');
  const file = join(directory, '.cutover/governance/journal.jsonl');
  return {
    ...{ bitbucket, directory, call, writes },
    apply: () => call('apply', '--yes').ended,
    /** Kills an apply the moment Bitbucket has been sent that many writes; gives how many there were. */
    async killAt(count: number): Promise<number> {
      const before = writes().length;
      const running = call('apply', '--yes');
      while (running.process.exitCode === null && writes().length < before + count) await sleep(1);
      running.process.kill('SIGKILL');
      await running.ended;
      await until('the end of what was under way', () => bitbucket.requests.inFlight === 0);
      return writes().length - before;
    },
    /** Whole lines only: the last may be half. */
    journal: (): Line[] =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : [])),
  };
}

const nameOf = ({ place, control }: Line) => `${place.slug} ${control}`;

/** No write that a run has confirmed is begun again, by it or by another. */
function expectNothingTwice(lines: readonly Line[]) {
  const confirmed = new Set<string>();
  for (const line of lines) {
    if (line.outcome === 'done') confirmed.add(nameOf(line));
    else expect(confirmed).not.toContain(nameOf(line));
  }
  expect(confirmed.size).toBeGreaterThan(0);
}

type Desk = Awaited<ReturnType<typeof aSlowDesk>>;

/** Every thing is there once, and no more was made than is there. */
function expectEverythingOnce({ bitbucket, writes }: Desk) {
  const all = Object.values(bitbucket.state.repositories);
  for (const { restrictions, variables, environments, hooks, deployKeys } of all) {
    expect(new Set(restrictions.map(({ kind, pattern }) => `${kind} ${pattern}`)).size).toBe(6);
    const counts = [restrictions, variables, environments, hooks, deployKeys];
    expect(counts.map(({ length }) => length)).toEqual([6, 2, 1, 1, 1]);
  }
  const made = writes().filter(({ method, status }) => method === 'POST' && status === 201);
  expect(made.length).toBeLessThanOrEqual(12 * slugs.length);
}

async function expectConverged(desk: Desk, last: Ended) {
  expect(last.stderr).toBe('');
  expect(last.exit).toBe(0);
  expectEverythingOnce(desk);
  expectNothingTwice(desk.journal());
  expect((await desk.call('plan', '--exit-code').ended).exit).toBe(0);
  expect(readdirSync(join(desk.directory, '.cutover/governance/lock'))).toEqual([]);
}

const [one = 1, other = 1] = fc.sample(fc.integer({ min: 1, max: wanted - 2 }), 2);

describe('an apply that is killed', () => {
  test.each([1, wanted - 1, one, other])(
    'amid write %i: run again, it converges, nothing is done twice, and the journal tells both runs',
    async (count) => {
      const desk = await aSlowDesk();
      expect(await desk.killAt(count)).toBeGreaterThanOrEqual(count);
      const before = desk.journal();
      expect(new Set(before.map(({ run }) => run)).size).toBe(1);
      const sent = desk.writes().length;
      await expectConverged(desk, await desk.apply());
      const lines = desk.journal();
      // Several writes are under way at once: with the last but one, all may have been sent.
      const runs = desk.writes().length > sent ? 2 : 1;
      expect(lines.slice(0, before.length)).toEqual(before);
      expect(new Set(lines.map(({ run }) => run)).size).toBe(runs);
    },
  );

  test('again and again, at random points, converges all the same', async () => {
    const desk = await aSlowDesk();
    for (const count of fc.sample(fc.integer({ min: 1, max: 9 }), 4)) await desk.killAt(count);
    await expectConverged(desk, await desk.apply());
    expect(new Set(desk.journal().map(({ run }) => run)).size).toBeGreaterThan(3);
  });

  test('and what it had begun is told by the next', async () => {
    const desk = await aSlowDesk();
    await desk.killAt(10);
    const [{ run } = { run: '' }] = desk.journal();
    expect((await desk.apply()).stdout).toContain(`The run ${run} ended amid`);
  });
});
