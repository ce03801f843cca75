import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { problemsOf } from '../src/problems.ts';

const form = z.strictObject({
  name: z.string(),
  size: z.int().optional(),
  hook: z.union([z.string(), z.strictObject({ run: z.string() })]).optional(),
  hosts: z.record(z.string().regex(/^\w+$/, { error: 'no name' }), z.int()).optional(),
});
const said = (value: unknown) =>
  problemsOf(form.safeParse(value).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')} | ${message}`,
  );

describe('problemsOf()', () => {
  test.each<[string, unknown, string[]]>([
    [
      'names what is missing, and what it should be',
      {},
      ['name | "name" is missing: expected string'],
    ],
    [
      'does not call missing what is of a wrong type',
      { name: 7 },
      ['name | "name": expected string, received number'],
    ],
    [
      'does not call missing what is null',
      { name: null },
      ['name | "name": expected string, received null'],
    ],
    [
      'names every unknown key',
      { name: '', a: 1, b: 2 },
      ['a | unknown key "a"', 'b | unknown key "b"'],
    ],
    [
      'tells of a union only the form that was meant',
      { name: '', hook: { runn: '' } },
      ['hook.run | "hook.run" is missing: expected string', 'hook.runn | unknown key "runn"'],
    ],
    [
      'tells of a union the first form when none fits',
      { name: '', hook: 7 },
      ['hook | "hook": expected string, received number'],
    ],
    [
      'tells a wrong key by its own words',
      { name: '', hosts: { 'a b': 1 } },
      ['hosts.a b | no name'],
    ],
    ['tells a document that is none', 'text', [' | the document: expected a map, received string']],
    [
      'tells all of it',
      { size: 1.5, x: 1 },
      [
        'name | "name" is missing: expected string',
        'size | "size": expected int, received number',
        'x | unknown key "x"',
      ],
    ],
  ])('%s', (_, value, expected) => {
    expect(said(value)).toEqual(expected);
  });
});
