import type { HostState } from './host-state.ts';

/**
 * Which release of a host to make the new one from: one with the same content, else what is live, else the newest. Never
 * one that another tool made: its files stay writable, and who writes into them must not write into the new release.
 */
export function chooseBase(
  { releases, live, records }: Pick<HostState, 'releases' | 'live' | 'records'>,
  wanted: { readonly build: string; readonly digest: string },
): string | undefined {
  const adoptions = records.filter(({ action }) => action === 'adopt');
  const not = new Set([wanted.build, ...adoptions.flatMap(({ build, from }) => [build, from])]);
  const complete = releases
    .filter(({ is, build }) => is === 'complete' && !not.has(build))
    .toSorted((a, b) => a.age - b.age);
  const base =
    complete.find(({ digest }) => digest === wanted.digest) ??
    complete.find(({ build }) => build === live) ??
    complete[0];
  return base?.build;
}
