/** A call that changes something. A secret in a body is a `Secret`: it prints as `[secret]`, and only src/io opens it. */
export interface Request {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** Below the API’s base, every segment encoded: see `apiPath`. */
  readonly path: string;
  readonly body?: unknown;
  /** Bitbucket offers this only in a Premium plan: a 403 is taken for the plan’s answer. */
  readonly premium?: boolean;
}

/** What may come instead of an answer. */
export interface GetOptions {
  /** A 404 means that the thing is not there, if the place it belongs to answers. Otherwise a 404 is a problem. */
  readonly orUndefined?: boolean;
  /** That place has been seen: nobody needs to ask whether it answers. */
  readonly placeSeen?: boolean;
}

interface ListOptions {
  /** How many at once, where an endpoint allows less than 100: above its limit some give an empty page. */
  readonly pagelen?: number;
}

/** What a kind needs of the API to look. What could not be read is an `ApiProblem`, never an absence. */
export interface Api {
  /** One object. */
  get(path: string, options?: GetOptions): Promise<unknown>;
  /** All pages of a list. */
  list(path: string, options?: ListOptions): Promise<readonly unknown[]>;
}

/** How many requests have been made, and how many were spared because a checkpoint knew the answer. */
interface Counts {
  readonly requests: number;
  readonly remembered: number;
  readonly repeated: number;
}

/** The whole client. Its own `get` and `list` may answer from a checkpoint; those of `live` never do. */
export interface Client extends Api {
  /** For what has to be true now: before a write, and after it. */
  readonly live: Api;
  /** Carries a change out and gives what Bitbucket answered; undefined where it answered nothing. */
  send(request: Request): Promise<unknown>;
  counts(): Counts;
}
