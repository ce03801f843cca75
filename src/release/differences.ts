import { isDeepStrictEqual } from 'node:util';

/** One path that is not what it should be. */
export interface Difference {
  readonly path: string;
  readonly change: 'changed' | 'added' | 'missing';
}

/** How what is there differs from what should be; nothing when they are the same. Both are in order of path. */
export function differences<Item extends { readonly path: string }>(
  expected: readonly Item[],
  found: readonly Item[],
): Difference[] {
  const want = new Map(expected.map((each) => [each.path, each]));
  const have = new Map(found.map((each) => [each.path, each]));
  const gone = expected.flatMap((each): Difference[] => {
    const now = have.get(each.path);
    if (now === undefined) return [{ path: each.path, change: 'missing' }];
    return isDeepStrictEqual(each, now) ? [] : [{ path: each.path, change: 'changed' }];
  });
  const extra = found
    .filter(({ path }) => !want.has(path))
    .map(({ path }): Difference => ({ path, change: 'added' }));
  return [...gone, ...extra];
}

/** The first few, in one line: `changed a, missing b and 12 more`. */
export function lineOfDifferences(list: readonly Difference[], most = 5): string {
  const shown = list.slice(0, most).map(({ path, change }) => `${change} ${JSON.stringify(path)}`);
  const more = list.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
