import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';

const policy = `workspace: zentra
defaults:
  branches: { main: { push: nobody, approvals: 2 } }
`;
const commit = '0123456789abcdef0123456789abcdef01234567';
const build = {
  CI: 'true',
  NO_COLOR: '1',
  BITBUCKET_WORKSPACE: 'zentra',
  BITBUCKET_REPO_SLUG: 'shop',
  BITBUCKET_COMMIT: commit,
  BITBUCKET_BUILD_NUMBER: '7',
};

/** A desk in a build whose token may also read the repository that it builds. */
async function aBuild(text = policy, slugs = ['shop']) {
  const desk = await aDesk(text, slugs);
  const { secret } = desk.bitbucket.issueToken({ kind: 'access' });
  const audit = (more = {}) =>
    desk.runWith(
      { ...build, BITBUCKET_ACCESS_TOKEN: secret, ...more },
      ...['govern', 'audit', '--policy', 'policy.yml'],
    );
  const reports = () => desk.bitbucket.state.repositories.shop!.reports;
  /** What is annotated about the repository; the audit may have more to say about its project. */
  const annotations = () =>
    reports()
      .flatMap((report) => report.annotations)
      .filter(({ summary }) => String(summary).startsWith('zentra/shop: '));
  return { ...desk, audit, reports, annotations };
}

test('an audit in a build puts its report on the commit, with the lines of the policy', async () => {
  const { audit, reports, annotations } = await aBuild();
  expect((await audit()).exit).toBe(2);
  const [report] = reports();
  expect(report).toMatchObject({
    commit,
    external_id: 'cutover-govern-audit',
    content: {
      title: 'Cutover',
      result: 'FAILED',
      details: expect.stringContaining('zentra/shop: branches/main/push: missing (nobody)'),
      link: 'https://bitbucket.org/zentra/shop/pipelines/results/7',
    },
  });
  expect(annotations()).toMatchObject([
    {
      summary: 'zentra/shop: branches/main/push: missing (nobody)',
      severity: 'HIGH',
      path: 'policy.yml',
      line: 3,
      link: 'https://bitbucket.org/zentra/shop/admin/branch-restrictions',
    },
    { summary: expect.stringContaining('approvals'), path: 'policy.yml', line: 3 },
  ]);
});

test('a second audit of the commit replaces the first: nothing stays that is right by now', async () => {
  const { audit, reports, annotations, run } = await aBuild();
  await audit();
  await run('govern', 'apply', '--yes');
  expect((await audit()).exit).toBe(0);
  const [report, ...others] = reports();
  expect(others).toEqual([]);
  expect(report?.content).toMatchObject({ result: 'PASSED' });
  expect(annotations().map(({ summary }) => summary)).toEqual([
    'zentra/shop: the merge checks of "main" only warn: "enforceMergeChecks" is off',
  ]);
});

test('more findings than a report holds: the worst thousand, a hundred at a time', async () => {
  const variables = Array.from({ length: 1010 }, (_, index) => `V_${index}: x`);
  const { audit, reports, writes } = await aBuild(
    `workspace: zentra\ndefaults: { variables: { ${variables.join(', ')} } }`,
  );
  await audit();
  expect(reports()[0]?.annotations).toHaveLength(1000);
  expect(writes().filter(({ path }) => path.endsWith('/annotations'))).toHaveLength(10);
});

test('outside a build nothing is sent', async () => {
  const { audit, writes } = await aBuild();
  await audit({ CI: undefined });
  await audit({ BITBUCKET_COMMIT: undefined });
  expect(writes()).toEqual([]);
});

test('a report that Bitbucket does not take is a warning, and changes nothing about the audit', async () => {
  const { audit, bitbucket } = await aBuild();
  bitbucket.faults.push({
    does: 'fail',
    status: 500,
    on: 'PUT /2.0/repositories/zentra/shop/commit',
    times: 9,
  });
  const { exit, out } = await audit();
  expect(exit).toBe(2);
  expect(out).toContain('WARNING: No report on the commit: Bitbucket answered 500');
});

test('without a token the build’s proxy takes it, over plain HTTP and without credentials of ours', async () => {
  const { runWith, annotations, bitbucket } = await aBuild();
  const { secret } = bitbucket.issueToken({ kind: 'access' });
  const asked: string[] = [];
  const proxy = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.headers.authorization}`);
    const headers = { ...incoming.headers, authorization: `Bearer ${secret}` };
    const onward = request(incoming.url ?? '', { method: incoming.method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 0, reply.headers);
      reply.pipe(answer);
    });
    incoming.pipe(onward);
  });
  onTestFinished(() => void proxy.close());
  await new Promise<void>((listening) => proxy.listen(29_418, '127.31.7.9', listening));
  expect((proxy.address() as AddressInfo).port).toBe(29_418);
  const { exit } = await runWith(
    { ...build, DOCKER_HOST: 'tcp://127.31.7.9:2375' },
    ...['govern', 'audit', '--policy', 'policy.yml'],
  );
  expect(exit).toBe(2);
  expect(asked).toEqual(['DELETE undefined', 'PUT undefined', 'POST undefined']);
  expect(annotations()).toHaveLength(2);
});

test('a build without a proxy has no report, and that is no warning', async () => {
  const { runWith } = await aBuild();
  const { out } = await runWith(
    { ...build, DOCKER_HOST: 'tcp://127.31.7.10:2375' },
    ...['govern', 'audit', '--policy', 'policy.yml'],
  );
  expect(out).toContain('INFO: No report on the commit: ECONNREFUSED');
});
