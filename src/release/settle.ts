import type { Outcome } from './record.ts';

/** What one host had before the run, was to have, and has now; `now` is null when nobody could look. */
export interface HostTruth {
  readonly host: string;
  readonly before: string | undefined;
  readonly goal: string;
  readonly now: string | undefined | null;
}

/**
 * What to call the end of a run, by what the hosts really have: no outcome is better than the worst host. A host that
 * cannot be asked any more counts as left where nobody knows when something went wrong after the switch; its pointer
 * was read back when nothing did, and was not touched when nothing had begun.
 */
export function settle(
  said: 'activated' | 'unchanged' | 'failed' | 'rolled-back' | 'split',
  hosts: readonly HostTruth[],
): { readonly outcome: Outcome; readonly apart: readonly string[] } {
  const wanted = (each: HostTruth) => (said === 'activated' ? each.goal : each.before);
  const apart = hosts.filter((each) =>
    each.now === null ? said === 'rolled-back' || said === 'split' : each.now !== wanted(each),
  );
  const outcome = apart.length > 0 ? 'split' : said;
  return { outcome, apart: apart.map(sentenceOf) };
}

function sentenceOf({ host, before, now }: HostTruth): string {
  if (now === null) return `${host}: nobody could look, it had ${before ?? 'nothing'} before`;
  return `${host}: ${now ?? 'nothing'} is live, ${before ?? 'nothing'} was before`;
}
