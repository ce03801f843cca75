import type { Finding } from './finding.ts';

/** Every change that is in no commit, except below the places this tool and the runner write to. */
export function dirtyFindings(dirty: readonly string[], ours: readonly string[]): Finding[] {
  const below = ours.map((place) => `${place}/`);
  return dirty
    .filter((path) => !ours.includes(path) && !below.some((place) => path.startsWith(place)))
    .map((path) => ({
      rule: 'dirty-tree',
      severity: 'error',
      subject: path,
      message: 'changed, or not known to git: the package would not be the commit',
      hint: 'Commit it, ignore it or remove it',
    }));
}
