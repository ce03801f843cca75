import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { environment, pipelineOf, whoOf } from '../../pipe/environment.ts';

const build = {
  BITBUCKET_WORKSPACE: 'zentra',
  BITBUCKET_REPO_SLUG: 'shop',
  BITBUCKET_BUILD_NUMBER: '7',
};

describe('the environment', () => {
  test('may be empty', () => {
    expect(environment.parse({})).toMatchObject({ HOME: '/' });
  });

  test('takes an empty variable for none: Bitbucket hands over all of a pipe’s variables', () => {
    const { BITBUCKET_BRANCH, SSH_KEY } = environment.parse({ BITBUCKET_BRANCH: '', SSH_KEY: '' });
    expect({ BITBUCKET_BRANCH, SSH_KEY }).toEqual({});
  });

  test('keeps secrets out of everything that is printed', () => {
    const env = environment.parse({ SSH_KEY: 'c2VjcmV0', BITBUCKET_ACCESS_TOKEN: 'c2VjcmV0' });
    expect(`${inspect(env)}${JSON.stringify(env)}${env.SSH_KEY}`).not.toContain('c2VjcmV0');
    expect(env.SSH_KEY?.open()).toBe('c2VjcmV0');
  });

  test('says how long a lost host is waited for, as a duration', () => {
    expect(environment.parse({ SSH_RECONNECT: '90s' }).SSH_RECONNECT).toBe(90);
    expect(environment.parse({ SSH_RECONNECT: '' }).SSH_RECONNECT).toBeUndefined();
    expect(() => environment.parse({ SSH_RECONNECT: '90' })).toThrow('is no duration');
  });

  test('leaves out what it does not know', () => {
    expect(environment.parse({ AWS_SECRET: 'x' })).not.toHaveProperty('AWS_SECRET');
  });
});

describe('pipelineOf()', () => {
  test('is the page of the build', () => {
    expect(pipelineOf(environment.parse(build))).toBe(
      'https://bitbucket.org/zentra/shop/pipelines/results/7',
    );
  });

  test.each(Object.keys(build))('is empty without %s: this is no build', (name) => {
    expect(pipelineOf(environment.parse({ ...build, [name]: '' }))).toBe('');
  });
});

describe('whoOf()', () => {
  test.each([
    ['who started the step', { BITBUCKET_STEP_TRIGGERER_UUID: '{1}', USER: 'root' }, '{1}'],
    ['the user of the machine', { USER: 'ana' }, 'ana'],
    ['unknown where nobody says', {}, 'unknown'],
  ])('is %s', (_, env, who) => {
    expect(whoOf(environment.parse(env))).toBe(who);
  });
});
