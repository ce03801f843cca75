import type { Token } from './token.ts';

export interface RateLimit {
  /** For each account, in any 60 minutes; webhooks have a budget of their own. */
  readonly perHour?: number;
  /** More at the same time are refused, whatever the budget. */
  readonly concurrent?: number;
  /** Seconds to send as `Retry-After`; mostly there is none. */
  readonly retryAfter?: number;
}

const hour = 3_600_000;

/** Counts requests; says whether one more may come. Last verified 2026-11-20, Atlassian’s page on limits and DrF #255. */
export function newLimiter({
  perHour = Number.POSITIVE_INFINITY,
  concurrent = Number.POSITIVE_INFINITY,
}: RateLimit): (request: {
  readonly token: Token;
  readonly path: string;
  readonly now: Date;
  readonly inFlight: number;
}) => boolean {
  const seen = new Map<string, number[]>();
  return ({ token, path, now, inFlight }) => {
    const bucket = `${token.user ?? token.secret} ${path.includes('/hooks') ? 'hooks' : ''}`;
    const recent = (seen.get(bucket) ?? []).filter((time) => time > now.getTime() - hour);
    const may = recent.length < perHour && inFlight <= concurrent;
    seen.set(
      bucket,
      may && perHour < Number.POSITIVE_INFINITY ? [...recent, now.getTime()] : recent,
    );
    return may;
  };
}

/** Only access tokens on `/repositories` are told about limits, and never what is left. */
export function limitHeaders(
  { perHour }: RateLimit,
  { kind }: Token,
  path: string,
): Readonly<Record<string, string>> {
  if (perHour === undefined || kind !== 'access' || !path.startsWith('/2.0/repositories/'))
    return {};
  return {
    'X-RateLimit-Limit': String(perHour),
    'X-RateLimit-Resource': 'api/repositories',
    'X-RateLimit-NearLimit': 'false',
  };
}
