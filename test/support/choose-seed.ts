import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/**
 * Which random cases the tests look at, and in which order: those of the commit, so that what passed on it passes again;
 * those of a number; or others every time, for "random".
 */
export function chooseSeed(wish: string | undefined): number {
  if (wish === undefined) return seedOfCommit();
  const seed = wish === 'random' ? randomInt(2 ** 31) : Number(wish);
  if (!Number.isSafeInteger(seed)) throw new Error(`PROPERTY_SEED is no whole number: "${wish}"`);
  return seed;
}

/** Outside a repository: always the same. */
function seedOfCommit(): number {
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(commit.slice(0, 7), 16);
  } catch {
    return 1;
  }
}
