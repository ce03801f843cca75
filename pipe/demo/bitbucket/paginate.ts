import type { Answer, Call } from './operation.ts';
import { refuse } from './refusal.ts';

export interface Paging {
  /** `next` holds a cursor; counting pages oneself is refused. */
  readonly opaque?: true;
  /** Bitbucket promises only `values` and `next`. */
  readonly sizeless?: true;
  readonly hidden?: readonly string[];
}

/** One page of a list: 10 of it, or `pagelen` up to 100. */
export function paginate<Item>(
  call: Call,
  items: readonly Item[],
  view: (item: Item) => unknown,
  { opaque, sizeless, hidden }: Paging = {},
): Answer {
  const pagelen = numberIn(call, 'pagelen', 10);
  if (pagelen > 100) throw refuse(400, 'Invalid pagelen');
  const page = opaque === true ? cursor(call) : numberIn(call, 'page', 1);
  const values = items.slice((page - 1) * pagelen, page * pagelen).map(view);
  const next = page * pagelen < items.length ? { next: nextLink(call, page + 1, opaque) } : {};
  const size = sizeless === true ? {} : { size: items.length };
  const counted = opaque === true ? {} : { page };
  return {
    status: 200,
    body: { ...size, ...counted, pagelen, ...next, values },
    ...(hidden === undefined ? {} : { hidden }),
  };
}

function nextLink({ origin, path, query }: Call, page: number, opaque: true | undefined): string {
  const params = new URLSearchParams(query);
  params.set('page', opaque === true ? toCursor(page) : String(page));
  return `${origin}${path}?${params}`;
}

function numberIn({ query }: Call, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw refuse(400, `Invalid ${name}`);
  return number;
}

function toCursor(page: number): string {
  return Buffer.from(`page:${page}`).toString('base64url');
}

function cursor({ query }: Call): number {
  const text = query.get('page');
  if (text === null) return 1;
  const [, page] = Buffer.from(text, 'base64url').toString('utf8').split('page:');
  const number = Number(page);
  if (!Number.isInteger(number) || number < 1) throw refuse(400, 'Invalid page');
  return number;
}
