import type { HostState } from './host-state.ts';

/** Which release of a host to make the new one from: one with the same content, else what is live, else the newest. */
export function chooseBase(
  { releases, live }: Pick<HostState, 'releases' | 'live'>,
  wanted: { readonly build: string; readonly digest: string },
): string | undefined {
  const complete = releases
    .filter(({ is, build }) => is === 'complete' && build !== wanted.build)
    .toSorted((a, b) => a.age - b.age);
  const base =
    complete.find(({ digest }) => digest === wanted.digest) ??
    complete.find(({ build }) => build === live) ??
    complete[0];
  return base?.build;
}
