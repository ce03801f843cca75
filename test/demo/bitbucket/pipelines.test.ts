import { describe, expect, test } from 'vitest';
import { type Ask, aBitbucket, shop } from './a-bitbucket.ts';

const config = `${shop}/pipelines_config`;

test('Pipelines is not found until it was enabled once', async () => {
  const { ask } = await aBitbucket();
  expect((await ask('GET', config)).status).toBe(404);
  expect((await ask('PUT', config, { enabled: true })).body.enabled).toBe(true);
  expect((await ask('PUT', config, { enabled: false })).body.enabled).toBe(false);
  expect((await ask('GET', config)).status).toBe(200);
});

describe.each([
  ['a repository', async () => `${config}/variables`],
  ['the workspace', async () => '/workspaces/zentra/pipelines-config/variables'],
  ['an environment', environmentVariables],
] as const)('a variable of %s', (_, pathOf) => {
  test('is created once by each key, changed, and deleted', async () => {
    const { ask } = await aBitbucket();
    const path = await pathOf(ask);
    const { status, body } = await ask('POST', path, { key: 'STAGE', value: 'test' });
    expect([status, body.secured, body.value]).toEqual([201, false, 'test']);
    expect((await ask('POST', path, { key: 'STAGE', value: 'x' })).status).toBe(409);
    const one = `${path}/${encodeURIComponent(body.uuid)}`;
    expect((await ask('PUT', one, { value: 'live' })).body).toMatchObject({
      key: 'STAGE',
      value: 'live',
    });
    expect((await ask('DELETE', one)).status).toBe(204);
    expect((await ask('PUT', one, { value: 'x' })).status).toBe(404);
  });

  test('is never read again once it is secured', async () => {
    const { ask } = await aBitbucket();
    const path = await pathOf(ask);
    const { body } = await ask('POST', path, { key: 'TOKEN', value: 'hunter2', secured: true });
    const one = `${path}/${encodeURIComponent(body.uuid)}`;
    const answers = [
      body,
      (await ask('GET', path)).body,
      (await ask('PUT', one, { key: 'T' })).body,
    ];
    expect(JSON.stringify(answers)).not.toContain('hunter2');
    expect((await ask('PUT', one, { secured: false })).status).toBe(400);
    expect((await ask('PUT', one, { secured: false, value: 'open' })).body.value).toBe('open');
  });

  test('has a key of letters, digits and underscores, and a value', async () => {
    const { ask } = await aBitbucket();
    const path = await pathOf(ask);
    expect((await ask('POST', path, { key: 'A-B', value: '' })).status).toBe(400);
    expect((await ask('POST', path, { key: 'A' })).status).toBe(400);
  });
});

describe('a schedule', () => {
  const path = `${config}/schedules`;
  const nightly = {
    target: {
      ref_type: 'branch',
      ref_name: 'gone',
      selector: { type: 'custom', pattern: 'audit' },
    },
    cron_pattern: '0 0 3 * * ? *',
  };

  test('takes a branch that is not there, and forgets a new target', async () => {
    const { ask } = await aBitbucket();
    const { status, body } = await ask('POST', path, nightly);
    expect([status, body.enabled, body.target.ref_name]).toEqual([201, true, 'gone']);
    const one = `${path}/${encodeURIComponent(body.uuid)}`;
    const target = { ...nightly.target, ref_name: 'main' };
    const changed = await ask('PUT', one, { enabled: false, target });
    expect([changed.status, changed.body.enabled, changed.body.target.ref_name]).toEqual([
      200,
      false,
      'gone',
    ]);
    expect((await ask('DELETE', one)).status).toBe(204);
  });

  test.each([
    ['five fields', { ...nightly, cron_pattern: '0 3 * * *' }],
    ['a tag', { ...nightly, target: { ...nightly.target, ref_type: 'tag' } }],
    ['no target', { cron_pattern: nightly.cron_pattern }],
  ])('with %s is a bad request', async (_, body) => {
    const { ask } = await aBitbucket();
    expect((await ask('POST', path, body)).status).toBe(400);
  });

  test('beyond the limit is refused as if nobody had asked', async () => {
    const { ask } = await aBitbucket();
    for (let index = 0; index < 10; index += 1) await ask('POST', path, nightly);
    expect((await ask('POST', path, nightly)).status).toBe(401);
  });
});

describe('SSH', () => {
  test('the key pair is put and deleted, and its private half never shown', async () => {
    const { ask } = await aBitbucket();
    const path = `${config}/ssh/key_pair`;
    expect((await ask('GET', path)).status).toBe(404);
    const { body } = await ask('PUT', path, {
      private_key: 'private',
      public_key: 'ssh-ed25519 AAAA',
    });
    expect(body).toEqual({ type: 'pipeline_ssh_key_pair', public_key: 'ssh-ed25519 AAAA' });
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('DELETE', path)).status).toBe(404);
  });

  test('a known host needs both its types, or fails without a message', async () => {
    const { ask } = await aBitbucket();
    const path = `${config}/ssh/known_hosts`;
    const public_key = { type: 'pipeline_ssh_public_key', key_type: 'ssh-ed25519', key: 'AAAA' };
    const host = { type: 'pipeline_known_host', hostname: 'a.example.com', public_key };
    const { status, body } = await ask('POST', path, host);
    expect([status, body.public_key.sha256_fingerprint.length]).toEqual([201, 43]);
    expect((await ask('POST', path, host)).status).toBe(409);
    const { type: _, ...untyped } = host;
    const bad = await ask('POST', path, { ...untyped, hostname: 'b.example.com' });
    expect([bad.status, bad.body.error]).toEqual([400, {}]);
    expect((await ask('POST', path, { ...host, hostname: 'bitbucket.org' })).status).toBe(400);
    const one = `${path}/${encodeURIComponent(body.uuid)}`;
    const other = { ...host, public_key: { ...public_key, key: 'BBBB' } };
    expect((await ask('PUT', one, other)).body.public_key.key).toBe('BBBB');
    expect((await ask('DELETE', one)).status).toBe(204);
  });
});

async function environmentVariables(ask: Ask): Promise<string> {
  const { body } = await ask('POST', `${shop}/environments`, {
    name: 'Test',
    environment_type: { name: 'Test' },
  });
  return `${shop}/deployments_config/environments/${encodeURIComponent(body.uuid)}/variables`;
}
