import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { aBitbucket, shop } from './a-bitbucket.ts';

describe('a repository', () => {
  test('changes in what was sent', async () => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.addProject({ key: 'APP' });
    const { status, body } = await ask('PUT', shop, {
      is_private: false,
      mainbranch: { name: 'stg' },
      project: { key: 'APP' },
    });
    expect([status, body.is_private, body.mainbranch.name, body.project.key]).toEqual([
      200,
      false,
      'stg',
      'APP',
    ]);
    expect(body.fork_policy).toBe('allow_forks');
    expect((await ask('PUT', shop, { description: 'x' })).body.is_private).toBe(false);
  });

  test.each([
    ['a main branch that is not there', { mainbranch: { name: 'gone' } }],
    ['an unknown project', { project: { key: 'NONE' } }],
    ['an unknown fork policy', { fork_policy: 'some' }],
    ['the name of another', { name: 'Other' }],
  ])('is not changed to %s', async (_, body) => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.addRepository({ slug: 'other' });
    expect((await ask('PUT', shop, body)).status).toBe(400);
  });

  test('moves with its name, and says where to', async () => {
    const { ask } = await aBitbucket();
    const { headers, body } = await ask('PUT', shop, { name: 'New Shop' });
    expect(body.slug).toBe('new-shop');
    expect(headers.get('location')).toMatch(/\/2\.0\/repositories\/zentra\/new-shop$/);
    expect((await ask('GET', shop)).status).toBe(404);
  });

  test('is made by a PUT to a name that was mistyped, and found a moment later', async () => {
    const { ask } = await aBitbucket({ queue: 200 });
    const path = '/repositories/zentra/shpo';
    expect((await ask('PUT', path, { description: 'x' })).status).toBe(201);
    expect((await ask('GET', path)).status).toBe(404);
    await until('the repository', async () => (await ask('GET', path)).status === 200);
    expect((await ask('POST', path, {})).status).toBe(400);
    expect((await ask('DELETE', path)).status).toBe(204);
  });

  test('tells the merge strategies of its branches, however their slashes are written', async () => {
    const { ask } = await aBitbucket();
    const { body } = await ask('GET', `${shop}/refs/branches/release%2F1`);
    expect(body).toMatchObject({ default_merge_strategy: 'merge_commit', name: 'release/1' });
    expect(body.merge_strategies).toContain('squash');
    const q = encodeURIComponent('name ~ "release"');
    expect((await ask('GET', `${shop}/refs/branches?q=${q}`)).body.size).toBe(1);
  });

  test('gets and loses branches, but not the main one', async () => {
    const { ask } = await aBitbucket();
    const path = `${shop}/refs/branches`;
    expect((await ask('POST', path, { name: 'next', target: { hash: 'main' } })).status).toBe(201);
    expect((await ask('POST', path, { name: 'next', target: { hash: 'main' } })).status).toBe(400);
    expect((await ask('DELETE', `${path}/next`)).status).toBe(204);
    expect((await ask('DELETE', `${path}/main`)).status).toBe(400);
    expect((await ask('GET', `${path}/next`)).status).toBe(404);
  });
});

describe('a project', () => {
  const path = '/workspaces/zentra/projects';

  test('is created, changed, listed, and deleted once it is empty', async () => {
    const { bitbucket, ask } = await aBitbucket();
    expect((await ask('POST', path, { key: 'APP', name: 'Apps' })).status).toBe(201);
    expect((await ask('POST', path, { key: 'APP', name: 'Apps' })).status).toBe(400);
    expect((await ask('PUT', `${path}/APP`, { name: 'All apps' })).body.name).toBe('All apps');
    expect((await ask('GET', path)).body.size).toBe(2);
    bitbucket.addRepository({ slug: 'app', project: 'APP' });
    expect((await ask('DELETE', `${path}/APP`)).status).toBe(403);
    expect((await ask('DELETE', '/repositories/zentra/app')).status).toBe(204);
    expect((await ask('DELETE', `${path}/APP`)).status).toBe(204);
    expect((await ask('GET', `${path}/APP`)).status).toBe(404);
  });
});

describe('a report', () => {
  const path = `${shop}/commit/abc1234/reports`;
  const report = {
    title: 'Governance',
    details: 'All is well',
    report_type: 'TEST',
    result: 'PASSED',
  };

  test('is put again and again under one name, with annotations', async () => {
    const { ask } = await aBitbucket();
    await ask('PUT', `${path}/cutover`, report);
    const { body } = await ask('PUT', `${path}/cutover`, { ...report, result: 'FAILED' });
    expect(body).toMatchObject({ external_id: 'cutover', result: 'FAILED' });
    expect((await ask('GET', path)).body.size).toBe(1);
    const annotation = { external_id: '1', annotation_type: 'BUG', summary: 'push is open' };
    await ask('POST', `${path}/cutover/annotations`, [annotation]);
    await ask('POST', `${path}/cutover/annotations`, [annotation]);
    expect((await ask('GET', `${path}/cutover/annotations`)).body.size).toBe(1);
    expect((await ask('DELETE', `${path}/cutover`)).status).toBe(204);
    expect((await ask('GET', `${path}/cutover`)).status).toBe(404);
  });

  test('needs its details; annotations come in up to a hundred', async () => {
    const { ask } = await aBitbucket();
    const { details: _, ...bare } = report;
    expect((await ask('PUT', `${path}/cutover`, bare)).status).toBe(400);
    await ask('PUT', `${path}/cutover`, report);
    const many = Array.from({ length: 101 }, (_, index) => ({
      external_id: String(index),
      annotation_type: 'BUG',
      summary: 'x',
    }));
    expect((await ask('POST', `${path}/cutover/annotations`, many)).status).toBe(400);
  });
});
