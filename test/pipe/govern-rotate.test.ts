import { describe, expect, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';

const policy = `
workspace: { name: zentra, variables: { ORG_KEY: { secured: true, from: NEW_ORG_KEY } } }
defaults:
  variables: { URL: https://example.com, DEPLOY_KEY: { secured: true } }
  environments: { production: { type: Production, variables: { DEPLOY_KEY: { secured: true } } } }
`;

const values = {
  NEW_ORG_KEY: 'new-org-value',
  ROTATE_DEPLOY_KEY: 'new-deploy-value',
  ROTATE_PRODUCTION_DEPLOY_KEY: 'new-production-value',
};

async function withSecrets(text = policy) {
  const desk = await aDesk(text, ['shop', 'web']);
  const { state } = desk.bitbucket;
  const old = (key: string) => ({ uuid: `{${key}}`, key, value: `old ${key}`, secured: true });
  state.workspace.variables.push(old('ORG_KEY'));
  for (const repository of Object.values(state.repositories)) {
    repository.variables.push(old('DEPLOY_KEY'));
    repository.environments.push({
      ...{ uuid: '{e}', name: 'production', slug: 'production' },
      ...{ environment_type: 'Production', admin_only: false, variables: [old('DEPLOY_KEY')] },
    });
  }
  const rotate = (more: Readonly<Record<string, string>>, ...words: string[]) =>
    desk.runWith(more, 'govern', 'rotate', '--policy', 'policy.yml', ...words);
  return { ...desk, state, rotate, shop: state.repositories.shop!, web: state.repositories.web! };
}

describe('rotate', () => {
  test('writes new values everywhere the policy names them, and shows and keeps none', async () => {
    const { rotate, state, shop, web, journal } = await withSecrets();
    const { exit, out, err } = await rotate(values, '--yes');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('5 of 5 secured values replaced');
    expect(state.workspace.variables).toMatchObject([{ value: 'new-org-value', secured: true }]);
    for (const { variables, environments } of [shop, web]) {
      expect(variables).toMatchObject([{ value: 'new-deploy-value', secured: true }]);
      expect(environments[0]!.variables).toMatchObject([{ value: 'new-production-value' }]);
    }
    const entries = journal();
    expect(entries.map(({ outcome }) => outcome).toSorted()).toEqual([
      ...Array(5).fill('begun'),
      ...Array(5).fill('done'),
    ]);
    expect(entries[0]).toMatchObject({ rotated: true, after: { secured: true } });
    expect(JSON.stringify(entries) + out).not.toMatch(/new-|old /);
  });

  test('names all missing variables at once, and asks Bitbucket for no write', async () => {
    const { rotate, writes } = await withSecrets();
    const { exit, err } = await rotate({ ROTATE_DEPLOY_KEY: 'x' }, '--yes');
    expect(exit).toBe(64);
    expect(err).toContain('NEW_ORG_KEY: is not set: the new value of variables/ORG_KEY');
    expect(err).toContain(
      'ROTATE_PRODUCTION_DEPLOY_KEY: is not set: the new value of environments/production/variables/DEPLOY_KEY at zentra/shop and 1 more',
    );
    expect(writes()).toEqual([]);
  });

  test.each([
    ['--control', 'variables/DEPLOY_KEY', 2],
    ['--control', 'environments', 2],
    ['--repository', 'shop', 2],
  ])('%s %s chooses', async (option, value, count) => {
    const { rotate, writes } = await withSecrets();
    expect((await rotate(values, '--yes', option, value)).exit).toBe(0);
    expect(writes()).toHaveLength(count);
  });

  test('a control without a secured variable is a mistake', async () => {
    const { rotate } = await withSecrets();
    expect(await rotate(values, '--yes', '--control', 'variables/URL')).toMatchObject({ exit: 64 });
  });

  test('--dry-run shows where which value goes, and writes nothing', async () => {
    const { rotate, writes } = await withSecrets();
    const { exit, out } = await rotate(values, '--dry-run');
    expect(exit).toBe(0);
    expect(out).toContain('~ variables/DEPLOY_KEY  value from ROTATE_DEPLOY_KEY');
    expect(writes()).toEqual([]);
  });

  test('without --yes nobody agreed: nothing is written', async () => {
    const { rotate, writes } = await withSecrets();
    expect((await rotate(values)).exit).toBe(4);
    expect(writes()).toEqual([]);
  });

  test('two controls that would get one value by chance are told apart first', async () => {
    const { rotate } = await withSecrets(`
workspace: zentra
defaults:
  variables: { A_KEY: { secured: true } }
  environments: { a: { type: Test, variables: { KEY: { secured: true } } } }
`);
    const { exit, err } = await rotate({ ROTATE_A_KEY: 'x' }, '--yes');
    expect(exit).toBe(64);
    expect(err).toContain('say "from" in the policy');
  });

  test.each([
    ['is not there', 'there is no such variable', []],
    [
      'is not secured',
      'it is not secured',
      [{ uuid: '{p}', key: 'DEPLOY_KEY', value: 'plain', secured: false }],
    ],
  ])('a variable that %s is not made: said, and the other places go on', async (_, why, there) => {
    const { rotate, shop, web } = await withSecrets();
    shop.variables = structuredClone(there);
    const words = ['--control', 'variables/DEPLOY_KEY'];
    const dry = await rotate(values, '--dry-run', ...words);
    expect(dry).toMatchObject({ exit: 1, out: expect.stringContaining(why) });
    const { exit, out } = await rotate(values, '--yes', ...words);
    expect({ exit, out }).toEqual({ exit: 1, out: expect.stringContaining(why) });
    expect(shop.variables).toEqual(there);
    expect(web.variables).toMatchObject([{ value: 'new-deploy-value' }]);
  });
});
