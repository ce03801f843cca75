import { describe, expect, test } from 'vitest';
import { operations } from '../../../pipe/demo/bitbucket/operations/index.ts';
import { withdrawn } from '../../../pipe/demo/bitbucket/operations/withdrawn.ts';
import { document, documentedScopes } from './documented.ts';

const present = operations.filter((one) => !withdrawn.includes(one));
const documented = present.filter(({ path, method }) => documentOf(method, path) !== undefined);

describe.skipIf(document === undefined)('the document', () => {
  test.each(documented.map(({ method, path, scopes }) => ({ method, path, scopes })))(
    'asks for the same scopes: $method $path',
    ({ method, path, scopes }) => {
      const expected = documentedScopes(documentOf(method, path)!);
      expect(sorted(scopes)).toEqual(sorted(expected));
    },
  );

  test('knows every operation but those of the old API and those that are gone', () => {
    const others = present.filter((one) => !documented.includes(one));
    expect(others.map(({ path }) => path)).toEqual(['/1.0/groups/{workspace}/']);
  });
});

test('every operation is there once', () => {
  const all = operations.map(({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, '*')}`);
  expect(new Set(all).size).toBe(all.length);
});

function documentOf(method: string, path: string) {
  return document?.paths[path.replace('/2.0', '')]?.[method.toLowerCase()];
}

function sorted({
  oauth,
  api,
}: {
  readonly oauth: readonly string[];
  readonly api: readonly string[];
}) {
  return { oauth: oauth.toSorted(), api: api.toSorted() };
}
