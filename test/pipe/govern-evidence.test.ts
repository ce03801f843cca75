import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';

const policy = `
workspace: zentra
defaults:
  branches: { main: { push: nobody, approvals: 1 } }
  defaultReviewers: [owner@example.com]
  variables: { URL: https://example.com, DEPLOY_KEY: { secured: true } }
exceptions:
  - { repository: shop, control: branches/main/approvals, owner: ana, reason: later, until: 2026-12-31 }
`;

async function withEvidence(text = policy) {
  const desk = await aDesk(text, ['shop', 'web']);
  const { shop } = desk.bitbucket.state.repositories;
  const variable = { uuid: '{s}', key: 'DEPLOY_KEY', value: 'hidden', secured: true };
  shop!.variables.push(variable);
  const audit = await desk.run('govern', 'audit', '--evidence', 'evidence');
  const at = (path: string) => join(desk.directory, 'evidence', path);
  const edit = (path: string, from: string, to: string) =>
    writeFileSync(at(path), readFileSync(at(path), 'utf8').replace(from, to));
  const again = () => desk.runBare('govern', 'audit', '--from', 'evidence');
  return { ...desk, audit, at, edit, again };
}

const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

const linesOf = (text: string) =>
  text.split('\n').filter((line) => /^ +(error|warning|note):/.test(line));

describe('evidence', () => {
  test('says again what the audit said, without a single request', async () => {
    const { audit, again, bitbucket } = await withEvidence();
    expect(audit.exit).toBe(2);
    bitbucket.requests.clear();
    const { exit, out } = await again();
    expect(exit).toBe(2);
    expect(linesOf(out)).toEqual(linesOf(audit.out));
    expect(linesOf(out).length).toBeGreaterThan(5);
    expect(bitbucket.requests.entries).toEqual([]);
  });

  test('holds policy, live state place by place, findings, digests, who and when', async () => {
    const { at, audit } = await withEvidence();
    expect(
      filesIn(at(''))
        .map((file) => file.slice(at('').length + 1))
        .toSorted(),
    ).toEqual([
      'findings.json',
      'live/repositories/shop.json',
      'live/repositories/web.json',
      'manifest.json',
      'people.json',
      'policy.yml',
      'report.html',
      'repositories.json',
    ]);
    expect(JSON.parse(readFileSync(at('manifest.json'), 'utf8'))).toMatchObject({
      by: 'ana',
      account: { display_name: expect.any(String) },
      workspace: 'zentra',
      started: '2026-11-21T12:00:00.000Z',
      exit: 2,
      versions: { node: process.versions.node },
    });
    const digest = createHash('sha256')
      .update(readFileSync(at('manifest.json')))
      .digest('hex');
    expect(audit.out).toContain(`evidence, SHA-256 of its manifest: ${digest}`);
  });

  test('judges exceptions by the day of the audit, not of the check', async () => {
    const { again, directory } = await withEvidence();
    writeFileSync(join(directory, 'policy.yml'), 'workspace: other');
    const { out } = await again();
    expect(out).toContain('until 2026-12-31, for ana');
  });

  test('is never written over', async () => {
    const { run, bitbucket } = await withEvidence();
    bitbucket.requests.clear();
    const { exit, err } = await run('govern', 'audit', '--evidence', 'evidence');
    expect(exit).toBe(64);
    expect(err).toContain('it is not empty');
    expect(bitbucket.requests.entries).toEqual([]);
  });

  test('is written or checked, not both in one run', async () => {
    const { runBare } = await aDesk(policy);
    expect(await runBare('govern', 'audit', '--evidence', 'e', '--from', 'e')).toMatchObject({
      exit: 64,
    });
  });

  test('of an audit that could not end is not there, and can be written by the next', async () => {
    const { run, bitbucket, directory } = await aDesk(policy, ['shop']);
    bitbucket.faults.push({ on: 'GET', does: 'fail', status: 401 });
    expect((await run('govern', 'audit', '--evidence', 'e')).exit).toBe(1);
    expect(readdirSync(directory).filter((name) => name.startsWith('e'))).toEqual([]);
    expect((await run('govern', 'audit', '--evidence', 'e', '--repository', 'shop')).exit).toBe(2);
    const { exit } = await run('govern', 'audit', '--from', 'e');
    expect(exit).toBe(2);
  });

  test('is whole and good where the settings are what the policy says', async () => {
    const desk = await aDesk('workspace: zentra\ndefaults: { variables: { URL: x } }');
    await desk.run('govern', 'apply', '--yes');
    expect((await desk.run('govern', 'audit', '--evidence', 'e')).exit).toBe(0);
    const { exit, out } = await desk.runBare('govern', 'audit', '--from', 'e');
    expect(exit).toBe(0);
    expect(out).toContain('Evidence of 2026-11-21T12:00:00Z by ana: zentra: settings are');
  });
});

describe('evidence that was changed', () => {
  test.each([
    ['a file was changed', 'live/repositories/web.json: its content is not what its digest'],
    ['a file is missing', 'people.json: it is in the manifest, and not there'],
    ['a file was added', 'more.txt: it is there, and not in the manifest'],
  ])('%s: said, exit 1', async (what, said) => {
    const { again, at, edit } = await withEvidence();
    if (what.includes('changed')) edit('live/repositories/web.json', '"sections"', ' "sections"');
    if (what.includes('missing')) rmSync(at('people.json'));
    if (what.includes('added')) appendFileSync(at('more.txt'), '');
    const { exit, out, err } = await again();
    expect({ exit, text: out + err }).toEqual({ exit: 1, text: expect.stringContaining(said) });
  });

  test('with all digests made anew, findings that policy and live state do not give are told', async () => {
    const { again, at, edit } = await withEvidence();
    const before = readFileSync(at('findings.json'));
    edit('findings.json', '"coverage": "drift"', '"coverage": "ok"');
    const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
    edit('manifest.json', digest(before), digest(readFileSync(at('findings.json'))));
    const { exit, out } = await again();
    expect(exit).toBe(1);
    expect(out).toContain('findings.json says "ok", policy and live state say "drift"');
    expect(out).not.toContain('digest in the manifest says');
  });

  test.each([
    ['no manifest', 'manifest.json', undefined],
    ['a manifest that is none', 'manifest.json', '{'],
    ['live state that is none', 'live/repositories/shop.json', '{"place":{},"sections":[]}'],
    ['a policy that is none', 'policy.yml', 'workspace: [}'],
  ])('%s: the run ends with a sentence', async (_, path, content) => {
    const { again, at } = await withEvidence();
    if (content === undefined) rmSync(at(path));
    else writeFileSync(at(path), content);
    const { exit, out, err } = await again();
    expect(exit).toBe(1);
    expect(`${out}${err}`).toContain(path);
    expect(`${out}${err}`).not.toContain('bug');
  });
});

test.each(['../policy.yml', '/etc/passwd', 'live/../../policy.yml', 'live//x', ''])(
  'a manifest that lists "%s" leads out of its bundle: refused',
  async (path) => {
    const { again, edit } = await withEvidence();
    edit('manifest.json', '"path": "policy.yml"', `"path": ${JSON.stringify(path)}`);
    const { exit, err } = await again();
    expect({ exit, err }).toEqual({
      exit: 1,
      err: expect.stringContaining('leads out of the bundle'),
    });
  },
);

test('no secret is in the evidence, and what was withheld is still compared', async () => {
  const desk = await aDesk(`
workspace: zentra
defaults:
  variables: { NPM_TOKEN: plain-but-secret, OTHER_TOKEN: as-it-is }
  webhooks: [{ description: board, url: 'https://x.example/\${HOOK_TOKEN}', events: ['repo:push'] }]
`);
  const shop = desk.bitbucket.state.repositories.shop!;
  for (const [key, value] of [
    ['NPM_TOKEN', 'leaked-value'],
    ['OTHER_TOKEN', 'as-it-is'],
  ] as const)
    shop.variables.push({ uuid: `{${key}}`, key, value, secured: false });
  shop.variables.push({ uuid: '{s}', key: 'SECURED', value: 'hidden', secured: true });
  const environment = { HOOK_TOKEN: 'hook-secret' };
  const words = ['govern', 'audit', '--policy', 'policy.yml', '--evidence', 'e'];
  expect((await desk.runWith(environment, ...words)).exit).toBe(2);
  const all = filesIn(join(desk.directory, 'e'))
    .filter((file) => !file.endsWith('policy.yml'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  for (const secret of ['leaked-value', 'hidden', 'hook-secret', 'plain-but-secret'])
    expect(all).not.toContain(secret);
  const { exit, out } = await desk.runBare('govern', 'audit', '--from', 'e', '--format', 'json');
  expect(exit).toBe(2);
  const coverage = JSON.parse(out).controls.map((each: { control: string; coverage: string }) => [
    each.control,
    each.coverage,
  ]);
  expect(Object.fromEntries(coverage)).toEqual({
    'variables/NPM_TOKEN': 'drift',
    'variables/OTHER_TOKEN': 'ok',
    'webhooks/board': 'drift',
  });
});
