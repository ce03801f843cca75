import * as z from 'zod';
import { ApiProblem } from '../../api-problem.ts';
import { bitbucketCloud } from './addresses.ts';
import { cannot } from './problem-of.ts';

/** Reads one page of a list: what lies under a path with its query. */
export type ReadPage = (path: string) => Promise<unknown>;

const page = z.object({
  values: z.array(z.unknown()),
  next: z.string().nullish(),
  size: z.number().nullish(),
});
type Page = z.output<typeof page>;

interface Reading {
  readonly path: string;
  /** What `next` may be, but for its query. */
  readonly addresses: readonly string[];
  readonly items: Map<string, unknown>;
  readonly asked: Set<string>;
  /** How many items there were, those that came twice included. */
  seen: number;
  number: number;
  /** How many pages in succession have brought nothing new. */
  barren: number;
}

const mostBarren = 3;

/**
 * All items of a list, each once; a list that does not come to its end is a problem, never a shorter list. `next` is
 * broken or missing in some lists of the pipelines service (BCLOUD-13806), and a page may be empty without an error:
 * `size` tells. Last verified 2026-11-20, in the trackers of atlassian-python-api and DrFaust92’s provider.
 */
export async function allPages(
  path: string,
  base: string,
  read: ReadPage,
): Promise<readonly unknown[]> {
  const reading = begin(path, base);
  for (let at: string | undefined = path; at !== undefined; ) {
    reading.asked.add(at);
    const found = page.safeParse(await read(at));
    if (!found.success) throw problem(path, 'not-json', 'the answer is no list');
    collect(found.data, reading);
    at = nextPath(found.data, reading);
  }
  return [...reading.items.values()];
}

function begin(path: string, base: string): Reading {
  const [address = ''] = path.split('?');
  // A proxy that passes answers on as they are passes on Bitbucket’s own addresses.
  const addresses = [base, bitbucketCloud].map((root) => addressOf(new URL(`${root}/${address}`)));
  return { path, addresses, items: new Map(), asked: new Set(), seen: 0, number: 1, barren: 0 };
}

function collect({ values }: Page, reading: Reading): void {
  const before = reading.items.size;
  for (const item of values) {
    const identity = identityOf(item);
    if (!reading.items.has(identity)) reading.items.set(identity, item);
  }
  reading.seen += values.length;
  reading.number += 1;
  reading.barren = reading.items.size === before ? reading.barren + 1 : 0;
}

const named = z.object({
  uuid: z.string().optional(),
  id: z.union([z.string(), z.number()]).optional(),
});

function identityOf(item: unknown): string {
  const { uuid, id } = named.safeParse(item).data ?? {};
  return uuid ?? (id === undefined ? JSON.stringify(item) : `id ${id}`);
}

function nextPath(found: Page, reading: Reading): string | undefined {
  if (reading.barren === mostBarren)
    throw incomplete(reading, 'page after page brings nothing new');
  const followed = found.next ? ownPath(found.next, reading) : undefined;
  return followed ?? pathByNumber(found, reading);
}

/** The path of the next page, if it is one of this list, and one that was not read yet. */
function ownPath(next: string, { path, addresses, asked }: Reading): string | undefined {
  if (!URL.canParse(next)) return undefined;
  const found = new URL(next);
  const [address = ''] = path.split('?');
  const own = `${address}${found.search}`;
  return addresses.includes(addressOf(found)) && !asked.has(own) ? own : undefined;
}

function pathByNumber({ next, size }: Page, reading: Reading): string | undefined {
  if (typeof size !== 'number') {
    if (!next) return undefined;
    throw incomplete(reading, 'its next page cannot be followed');
  }
  if (reading.seen >= size) return undefined;
  if (reading.barren === 0) return withNumber(reading.path, reading.number);
  throw incomplete(reading, `it has ${size} items, and gave ${reading.items.size}`);
}

function addressOf({ origin, pathname }: URL): string {
  try {
    return origin + decodeURIComponent(pathname);
  } catch {
    return origin + pathname;
  }
}

function withNumber(path: string, number: number): string {
  const [address = '', query = ''] = path.split('?');
  const rest = query.split('&').filter((part) => part !== '' && !part.startsWith('page='));
  return `${address}?${[...rest, `page=${number}`].join('&')}`;
}

function incomplete({ path }: Reading, why: string): ApiProblem {
  return problem(path, 'incomplete', why);
}

function problem(path: string, kind: 'incomplete' | 'not-json', why: string): ApiProblem {
  return new ApiProblem(`${cannot({ method: 'GET', path })}: ${why}`, {
    kind,
    hint: 'Nothing is concluded from a list that cannot be read to its end: run it again',
  });
}
