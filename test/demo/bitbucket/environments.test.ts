import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { type Ask, aBitbucket, shop } from './a-bitbucket.ts';

const path = `${shop}/environments`;
const production = { name: 'Production', environment_type: { name: 'Production' } };

describe('an environment', () => {
  test('is created with its type as an object, once by each name', async () => {
    const { ask } = await aBitbucket();
    const { status, body } = await ask('POST', path, production);
    expect([status, body.rank, body.slug, body.restrictions.admin_only]).toEqual([
      201,
      2,
      'production',
      false,
    ]);
    expect((await ask('POST', path, production)).status).toBe(409);
    expect(
      (await ask('POST', path, { ...production, environment_type: 'Production' })).status,
    ).toBe(400);
    expect((await ask('POST', path, { name: 'x' })).status).toBe(400);
  });

  test('changes a moment after the 202', async () => {
    const { ask } = await aBitbucket({ queue: 200 });
    const one = await anEnvironment(ask);
    const { status, body } = await ask('POST', `${one}/changes`, {
      change: { restrictions: { admin_only: true } },
    });
    expect([status, body]).toEqual([202, undefined]);
    expect((await ask('GET', one)).body.restrictions.admin_only).toBe(false);
    await until('the change', async () => (await ask('GET', one)).body.restrictions.admin_only);
  });

  test('loses admin_only to a change that does not name it', async () => {
    const { ask } = await aBitbucket();
    const one = await anEnvironment(ask, { admin_only: true });
    await ask('POST', `${one}/changes`, { change: { name: 'Live' } });
    await until('the name', async () => (await ask('GET', one)).body.name === 'Live');
    expect((await ask('GET', one)).body.restrictions.admin_only).toBe(false);
  });

  test('keeps its name without a word when the new one is taken', async () => {
    const { ask } = await aBitbucket();
    const one = await anEnvironment(ask);
    await ask('POST', path, { name: 'Live', environment_type: { name: 'Test' } });
    expect((await ask('POST', `${one}/changes`, { change: { name: 'Live' } })).status).toBe(202);
    await ask('POST', `${one}/changes`, { change: { restrictions: { admin_only: true } } });
    await until('a later change', async () => (await ask('GET', one)).body.restrictions.admin_only);
    expect((await ask('GET', one)).body.name).toBe('Production');
  });

  test.each(['rank', 'hidden', 'environment_type', 'environment_lock_enabled', 'lock'])(
    'cannot change its %s',
    async (field) => {
      const { ask } = await aBitbucket();
      const { status, body } = await ask('POST', `${await anEnvironment(ask)}/changes`, {
        change: { [field]: 1 },
      });
      expect([status, body.error.data.key]).toEqual([
        400,
        'deploy-service.environment.change-not-supported',
      ]);
    },
  );

  test('needs the envelope of a change', async () => {
    const { ask } = await aBitbucket();
    const { body } = await ask('POST', `${await anEnvironment(ask)}/changes`, { name: 'Live' });
    expect(body.error.data.key).toBe('deploy-service.request.validation-error');
  });

  test('is restricted to administrators on Premium alone', async () => {
    const { ask } = await aBitbucket({ plan: 'standard' });
    expect(
      (await ask('POST', path, { ...production, restrictions: { admin_only: true } })).status,
    ).toBe(403);
    const change = { change: { restrictions: { admin_only: true } } };
    expect((await ask('POST', `${await anEnvironment(ask)}/changes`, change)).status).toBe(403);
  });

  test('goes with its variables', async () => {
    const { ask } = await aBitbucket();
    const one = await anEnvironment(ask);
    const variables = one.replace('/environments/', '/deployments_config/environments/');
    await ask('POST', `${variables}/variables`, { key: 'A', value: '1' });
    expect((await ask('DELETE', one)).status).toBe(204);
    expect((await ask('GET', `${variables}/variables`)).status).toBe(404);
  });
});

async function anEnvironment(
  ask: Ask,
  restrictions?: { readonly admin_only: boolean },
): Promise<string> {
  const { body } = await ask('POST', path, {
    ...production,
    ...(restrictions && { restrictions }),
  });
  return `${path}/${encodeURIComponent(body.uuid)}`;
}
