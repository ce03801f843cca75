import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

describe.each([
  ['a repository', `${shop}/deploy-keys`],
  ['a project', '/workspaces/zentra/projects/CORE/deploy-keys'],
])('a deploy key of %s', (_, path) => {
  const key = 'ssh-ed25519 AAAAC3Nz';

  test('is added with 200, loses its comment, and cannot be added twice', async () => {
    const { ask } = await aBitbucket();
    const { status, body } = await ask('POST', path, { key: `${key} ana@host`, label: 'host' });
    expect([status, body.key, body.comment, body.label]).toEqual([200, key, 'ana@host', 'host']);
    expect((await ask('POST', path, { key, label: 'again' })).status).toBe(400);
    expect((await ask('POST', path, { key: 'no key', label: '' })).status).toBe(400);
    expect((await ask('DELETE', `${path}/${body.id}`)).status).toBe(204);
    expect((await ask('GET', path)).body.size).toBe(0);
  });
});

test('a deploy key is never changed by PUT', async () => {
  const { ask } = await aBitbucket();
  const key = 'ssh-ed25519 AAAAC3Nz';
  const { body } = await ask('POST', `${shop}/deploy-keys`, { key, label: 'one' });
  const put = (id: number) => ask('PUT', `${shop}/deploy-keys/${id}`, { key, label: 'two' });
  expect([(await put(body.id)).status, (await put(99)).status]).toEqual([400, 404]);
});

describe.each([
  ['a repository', `${shop}/hooks`],
  ['the workspace', '/workspaces/zentra/hooks'],
])('a webhook of %s', (_, path) => {
  const hook = {
    description: 'board',
    url: 'https://board.example.com/hook',
    events: ['repo:push'],
  };

  test('keeps its secret: to itself, through a PUT without it, and not through null', async () => {
    const { ask } = await aBitbucket();
    const { status, body } = await ask('POST', path, { ...hook, secret: 'hunter2' });
    expect([status, body.secret_set, body.active]).toEqual([201, true, true]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    const one = `${path}/${encodeURIComponent(body.uuid)}`;
    const changed = await ask('PUT', one, {
      ...hook,
      active: false,
      events: ['repo:push', 'repo:fork'],
    });
    expect(changed.body).toMatchObject({ active: false, secret_set: true });
    expect((await ask('PUT', one, { ...hook, secret: null })).body.secret_set).toBe(false);
    expect((await ask('DELETE', one)).status).toBe(204);
  });

  test.each([
    ['no events', { ...hook, events: [] }],
    ['an unknown event', { ...hook, events: ['repo:settings'] }],
    ['an event twice', { ...hook, events: ['repo:push', 'repo:push'] }],
    ['an address inside', { ...hook, url: 'http://127.0.0.1/hook' }],
    ['no address', { ...hook, url: 'board' }],
    ['a long secret', { ...hook, secret: 'x'.repeat(129) }],
  ])('with %s is a bad request', async (__, body) => {
    const { ask } = await aBitbucket();
    expect((await ask('POST', path, body)).status).toBe(400);
  });
});

test('a webhook needs the scopes of its events', async () => {
  const { bitbucket, askAs } = await aBitbucket();
  const scopes = ['webhook', 'repository'];
  const ask = askAs(bitbucket.issueToken({ kind: 'access', scopes }));
  const hook = { description: '', url: 'https://board.example.com/' };
  expect((await ask('POST', `${shop}/hooks`, { ...hook, events: ['repo:push'] })).status).toBe(201);
  const { status, body } = await ask('POST', `${shop}/hooks`, {
    ...hook,
    events: ['pullrequest:created'],
  });
  expect([status, body.error.detail.required]).toEqual([403, ['pullrequest']]);
});
