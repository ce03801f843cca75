import type { Api, GetOptions } from '../../api.ts';
import { ApiProblem } from '../../api-problem.ts';
import { placeOf, urlOf } from './addresses.ts';
import type { Authorization } from './authorization.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Clock } from './clock.ts';
import type { Order } from './exchange.ts';
import { follow } from './follow.ts';
import { jsonOf } from './json-of.ts';
import { allPages } from './pages.ts';
import { type Asked, problemOf } from './problem-of.ts';
import type { Answer } from './transport.ts';

/** What reading and writing have in common. */
export interface Line {
  readonly base: string;
  readonly exchange: (order: Order) => Promise<Answer>;
  readonly authorization: Authorization;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint | undefined;
}

export interface Reads extends Line {
  /** May an answer come from the checkpoint? */
  readonly recall: boolean;
  readonly onRecall: () => void;
  /** Whether the places that were asked for answer. */
  readonly places: Map<string, Promise<boolean>>;
}

type Look = { readonly status: number; readonly body?: unknown };

const most = 100;

/** The reading half of a client. */
export function reader(reads: Reads): Api {
  return {
    async get(path, options = {}) {
      const { status, body } = await look(path, reads, options);
      return status === 404 ? undefined : body;
    },
    list(path, { pagelen = most } = {}) {
      const paged = /[?&]pagelen=/.test(path) ? path : withPagelen(path, pagelen);
      return allPages(paged, reads.base, async (page) => (await look(page, reads, {})).body);
    },
  };
}

function withPagelen(path: string, pagelen: number): string {
  return `${path}${path.includes('?') ? '&' : '?'}pagelen=${pagelen}`;
}

async function look(path: string, reads: Reads, options: GetOptions): Promise<Look> {
  const known = reads.recall ? await reads.checkpoint?.recall(path) : undefined;
  const asked = askedOf(path, reads);
  if (known === undefined || (known.status === 404 && options.orUndefined !== true)) {
    return fetched(asked, reads, options);
  }
  reads.onRecall();
  await checkPlace(known, options, { asked, reads, answer: notFound });
  return known;
}

const notFound: Answer = { answered: true, status: 404, header: () => '', text: '' };

async function fetched(asked: Asked, reads: Reads, options: GetOptions): Promise<Look> {
  const { path } = asked;
  const order = { method: 'GET', url: urlOf(reads.base, path), asked } as const;
  const answer = await follow(order, reads.exchange);
  const found = judge(answer, asked, { reads, orUndefined: options.orUndefined === true });
  // Before its place is asked: a limit may come in between, and nothing is to be asked twice.
  await reads.checkpoint?.remember({ get: path, at: reads.clock.now(), ...found });
  await checkPlace(found, options, { asked, reads, answer });
  return found;
}

function askedOf(path: string, { authorization }: Reads): Asked {
  return { method: 'GET', path, credentials: authorization.by, secrets: authorization.secrets() };
}

function judge(
  answer: Answer,
  asked: Asked,
  { reads, orUndefined }: { readonly reads: Reads; readonly orUndefined: boolean },
): Look & { readonly body: unknown } {
  const { status } = answer;
  const place = placeOf(asked.path);
  if (status >= 200 && status < 300) {
    const body = jsonOf(asked, answer);
    if (place !== undefined) reads.places.set(place, Promise.resolve(true));
    return { status, body };
  }
  if (status === 404 && orUndefined && place !== undefined) return { status, body: null };
  throw problemOf(asked, answer);
}

/** A thing is absent only where its place answers. */
async function checkPlace(
  { status }: Look,
  { placeSeen = false }: GetOptions,
  {
    asked,
    reads,
    answer,
  }: { readonly asked: Asked; readonly reads: Reads; readonly answer: Answer },
): Promise<void> {
  const place = placeOf(asked.path);
  if (status !== 404 || placeSeen || (place !== undefined && (await answers(place, reads)))) return;
  throw problemOf(asked, answer);
}

/** Does a place answer? Bitbucket also says 404 to those who may not see it. */
function answers(place: string, reads: Reads): Promise<boolean> {
  const known = reads.places.get(place);
  if (known !== undefined) return known;
  const answer = look(place, reads, {}).then(
    () => true,
    (error: unknown) => {
      reads.places.delete(place);
      if (error instanceof ApiProblem && ['not-found', 'no-access'].includes(error.kind))
        return false;
      throw error;
    },
  );
  reads.places.set(place, answer);
  return answer;
}
