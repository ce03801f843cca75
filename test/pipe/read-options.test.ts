import { describe, expect, test } from 'vitest';
import { isFlag, kebab, readOptions, snake } from '../../pipe/read-options.ts';
import type { VariableName } from '../../pipe/variables.ts';
import { caught } from '../support/caught.ts';

const names = ['target', 'dryRun', 'limit', 'format', 'only', 'config'] as const;
const read = (argv: string, env: Record<string, string> = {}) =>
  readOptions(
    names,
    argv.split(' ').filter((word) => word !== ''),
    env,
  );
const complaints = (argv: string, env: Record<string, string> = {}) =>
  caught(() => read(argv, env)).details;

describe('readOptions()', () => {
  test('has defaults', () => {
    expect(read('')).toEqual({
      target: undefined,
      dryRun: false,
      limit: 20,
      format: 'text',
      only: [],
      config: 'cutover.yml',
    });
  });

  test.each<[string, string, Record<string, string>, Record<string, unknown>]>([
    [
      'reads the command line',
      '--target live --limit=5 --dry-run',
      {},
      { target: 'live', limit: 5, dryRun: true },
    ],
    [
      'reads pipe variables of the same names',
      '',
      { TARGET: 'live', DRY_RUN: 'true' },
      { target: 'live', dryRun: true },
    ],
    ['prefers the command line', '--target a', { TARGET: 'b' }, { target: 'a' }],
    ['takes "false" for no', '--dry-run=false', { DRY_RUN: 'true' }, { dryRun: false }],
    [
      'takes an empty variable for none',
      '',
      { TARGET: '', LIMIT: '' },
      { target: undefined, limit: 20 },
    ],
    ['reads a list from the command line', '--only a --only b', {}, { only: ['a', 'b'] }],
    [
      'reads a list as Bitbucket hands it over',
      '',
      { ONLY_COUNT: '2', ONLY_0: 'a', ONLY_1: 'b' },
      { only: ['a', 'b'] },
    ],
    ['reads a list from one variable', '', { ONLY: 'a, b\nc' }, { only: ['a', 'b', 'c'] }],
  ])('%s', (_, argv, env, expected) => {
    expect(read(argv, env)).toMatchObject(expected);
  });

  test.each<[string, string, Record<string, string>, string[]]>([
    ['an option nobody has', '--targett live', {}, ['--targett: no such option']],
    [
      'an option that only other objects have',
      '--constructor x',
      {},
      ['--constructor: no such option'],
    ],
    ['an option of another command', '--reason why', {}, ['--reason: no such option']],
    ['an option without its value', '--target', {}, ['--target: needs a value']],
    [
      'a value that is none',
      '--limit many --format xml',
      {},
      [
        '--limit: is a whole number from 1',
        '--format: is one of text, json, markdown, junit, sarif, html',
      ],
    ],
    [
      'a variable that is none, by its own name',
      '',
      { DRY_RUN: 'yes', LIMIT: '0' },
      ['DRY_RUN: is "true" or "false"', 'LIMIT: is a whole number from 1'],
    ],
    ['words nobody asked for', 'production', {}, ['"production": no such argument']],
    [
      'an option that would swallow the next one: nobody asked for a real run',
      '--target --dry-run',
      {},
      ['--target: needs a value; "--target=--dry-run" if that is it'],
    ],
    [
      'all of it at once',
      '--nope --format xml --target',
      { LIMIT: 'x' },
      [
        '--nope: no such option',
        '--target: needs a value',
        'LIMIT: is a whole number from 1',
        '--format: is one of text, json, markdown, junit, sarif, html',
      ],
    ],
  ])('refuses %s', (_, argv, env, expected) => {
    expect([...complaints(argv, env)].toSorted()).toEqual(expected.toSorted());
  });

  test('takes a value that begins with a dash where it is said to be one', () => {
    expect(read('--target=--dry-run')).toMatchObject({ target: '--dry-run', dryRun: false });
  });

  test('ends as a usage error that says how many are wrong', () => {
    expect(caught(() => read('--nope --limit x'))).toMatchObject({
      code: 'usage',
      message: 'Cannot read the options: 2 are wrong',
      hint: 'See --help, or the table of variables in the README',
    });
  });

  test('names the same option on a command line and as a variable', () => {
    expect([kebab('dryRun'), snake('dryRun')]).toEqual(['dry-run', 'DRY_RUN']);
  });

  test.each<[VariableName, boolean]>([
    ['dryRun', true],
    ['debug', true],
    ['target', false],
    ['limit', false],
    ['only', false],
  ])('%s stands alone: %s', (name, alone) => {
    expect(isFlag(name)).toBe(alone);
  });
});
