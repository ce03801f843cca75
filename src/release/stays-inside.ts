import type { UnreadEntry } from './entry.ts';

type Place = readonly string[];

// Linux follows no more than 40 links (path_resolution(7), last verified 2026-11-21).
const mostLinks = 40;

/** Does a link at `path` with this text stay inside the tree, whichever of the tree's `links` it passes through? */
export function staysInside(
  path: string,
  target: string,
  links: ReadonlyMap<string, string> = new Map(),
): boolean {
  const left = { links: mostLinks };
  const linkAt = (place: Place): string | undefined => {
    const link = links.get(place.join('/'));
    if (link !== undefined) left.links -= 1;
    return left.links < 0 ? undefined : link;
  };
  return walk(path.split('/').slice(0, -1), target, linkAt) !== undefined;
}

/** The text of every link, by its path. */
export function linksOf(entries: readonly UnreadEntry[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((each) => (each.type === 'link' ? [[each.path, each.target] as const] : [])),
  );
}

/** Where a link's text leads from a place as the kernel walks it; undefined once it is outside. */
function walk(
  from: Place,
  text: string,
  linkAt: (place: Place) => string | undefined,
): Place | undefined {
  if (text.startsWith('/') || text.includes('\0')) return undefined;
  let at: Place | undefined = from;
  for (const name of text.split('/')) {
    at = step(at, name, linkAt);
    if (at === undefined) return undefined;
  }
  return at;
}

function step(
  at: Place,
  name: string,
  linkAt: (place: Place) => string | undefined,
): Place | undefined {
  if (name === '' || name === '.') return at;
  if (name === '..') return at.length === 0 ? undefined : at.slice(0, -1);
  const next = [...at, name];
  const link = linkAt(next);
  return link === undefined ? next : walk(at, link, linkAt);
}
