import picomatch from 'picomatch';
import type { Finding } from '../../src/release/finding.ts';
import { layersOf } from './layers-of.ts';
import type { Entry, Layer, Policy, Repository } from './policy.ts';

/** The layers that speak of a repository. Globs are compiled once: a workspace has thousands of repositories. */
export function layersByRepository(policy: Policy): (repository: Repository) => readonly Layer[] {
  const projects = new Map(policy.projects.map((each) => [each.key, each]));
  const entries = policy.entries.map((entry) => ({ entry, means: meaning(entry) }));
  return (repository) =>
    layersOf(policy, {
      project: projects.get(repository.project),
      entries: entries.filter(({ means }) => means(repository)).map(({ entry }) => entry),
    });
}

/** What of the policy speaks of no repository at all: most often a slug or a key with a typing error. */
export function matchFindings(policy: Policy, repositories: readonly Repository[]): Finding[] {
  const entries = policy.entries.flatMap(({ match, project, place }) =>
    match
      .filter((each) => !repositories.some(meaning({ match: [each], project })))
      .map((each) => fitsNothing(place, wording(each, project))),
  );
  const keys = new Set(repositories.map(({ project }) => project));
  const projects = policy.projects
    .filter(({ key }) => !keys.has(key))
    .map(({ key, place }) => fitsNothing(place, `the project "${key}"`));
  return [...entries, ...projects];
}

/** Says whether a slug fits one of the slugs or globs. */
export function slugMatcher(match: readonly string[]): (slug: string) => boolean {
  const slugs = new Set(match);
  const globs = match.filter((each) => picomatch.scan(each).isGlob);
  // Most entries name one repository, and a workspace has thousands: a pattern is asked only where there is one.
  if (globs.length === 0) return (slug) => slugs.has(slug);
  const glob = picomatch(globs, { dot: true, nonegate: true });
  return (slug) => slugs.has(slug) || glob(slug);
}

function meaning({ match, project: its }: Pick<Entry, 'match' | 'project'>) {
  const fits = slugMatcher(match);
  return ({ slug, project }: Repository) => (its === undefined || its === project) && fits(slug);
}

function wording(match: string, project: string | undefined): string {
  return project === undefined ? `"${match}"` : `"${match}" in the project "${project}"`;
}

function fitsNothing(subject: string, what: string): Finding {
  return {
    rule: 'fits-no-repository',
    severity: 'warning',
    subject,
    message: `${what} fits no repository that can be seen`,
    hint: 'Correct the name, or remove it from the policy',
  };
}
