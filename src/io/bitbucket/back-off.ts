const second = 1000;
const longest = 60 * second;

/**
 * How long to wait before the next try, in milliseconds: any time up to a bound that doubles, so that clients which
 * failed together do not come back together.
 */
export function backOff(tries: number, random: () => number): number {
  return Math.round(random() * Math.min(longest, second * 2 ** (tries - 1)));
}

/** What `Retry-After` asks for, in milliseconds: seconds or a date, an hour at most; undefined where it says nothing. */
export function retryAfter(header: string, now: number): number | undefined {
  if (header.trim() === '') return undefined;
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * second : Date.parse(header) - now;
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(0, asked), 3600 * second);
}
