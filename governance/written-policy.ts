import { isDeepStrictEqual } from 'node:util';
import { asMap } from './fields-of.ts';
import { matcherOf } from './policy/matcher.ts';
import type { Json } from './resources/resource.ts';
import { sharedSettings } from './shared-settings.ts';

/** Settings of places, as trees of names. */
export interface Settings {
  readonly workspace: string;
  /** What the workspace has of its own, where it is told as a whole: then the profile is for all that it has. */
  readonly own?: Json;
  /** By key. */
  readonly projects: readonly (readonly [string, Json])[];
  /** By slug. */
  readonly repositories: readonly (readonly [string, Json])[];
}

/** A policy that says what the settings are: what most repositories have in a profile, and what each has besides. */
export function writtenPolicy({ workspace, own, projects, repositories }: Settings): Json {
  const { common, rests } = sharedSettings(repositories.map(([, settings]) => settings));
  const everyone = own === undefined ? repositories.map(([slug]) => slug) : '*';
  const different = groupsOf(repositories.map(([slug], index) => [slug, rests[index] ?? {}]));
  return {
    workspace: own === undefined ? workspace : { name: workspace, ...asMap(written(own)) },
    ...(projects.length > 0 && {
      projects: Object.fromEntries(
        projects.map(([key, settings]) => [key, { settings: written(settings) }]),
      ),
    }),
    profiles: { shared: written(common) },
    repositories: [
      ...(repositories.length > 0 ? [{ match: everyone, use: ['shared'] }] : []),
      ...different.map(([slugs, rest]) => ({ match: slugs, ...asMap(written(rest)) })),
    ],
  };
}

/** Repositories that differ in the same way share an entry. */
function groupsOf(rests: readonly (readonly [string, Json])[]): [string | string[], Json][] {
  const groups: [string[], Json][] = [];
  for (const [slug, rest] of rests) {
    const same = groups.find(([, other]) => isDeepStrictEqual(other, rest));
    if (same === undefined) groups.push([[slug], rest]);
    else same[0].push(slug);
  }
  return groups
    .filter(([, rest]) => Object.keys(asMap(rest)).length > 0)
    .map(([slugs, rest]) => [slugs.length === 1 ? (slugs[0] ?? '') : slugs, rest]);
}

/** A tree of names in the form of a policy: some sections are lists there. */
function written(settings: Json): Json {
  const sections = Object.entries(asMap(settings)).filter(
    // What lies under `branches` is taken back with it.
    ([name, tree]) => !(name === 'restrictions' && (tree === null || isDeepStrictEqual(tree, {}))),
  );
  return Object.fromEntries(
    sections.map(([name, tree]) => {
      const element = elements[name];
      if (element === undefined || tree === null) return [name, tree];
      return [name, Object.entries(asMap(tree)).map(([key, value]) => element(key, value))];
    }),
  );
}

const removed = { remove: true } as const;

/** How an element of a list is written, by its name and its value; null takes it back. */
const elements: Readonly<Record<string, (name: string, value: Json) => Json>> = {
  defaultReviewers: (user, value) => (value === null ? { user, ...removed } : user),
  webhooks: (description, value) => ({ description, ...(value === null ? removed : asMap(value)) }),
  schedules: (name, value) => {
    const [branch = '', pipeline = '', cron = ''] = JSON.parse(name) as string[];
    return { branch, pipeline, cron, ...(value === null ? removed : { enabled: value }) };
  },
  knownHosts: (name, key) => {
    const [hostname = '', type = ''] = name.split(' ');
    return { hostname, ...(key === null ? { key: type, ...removed } : { key }) };
  },
  deployKeys: (label, key) => ({ label, ...(key === null ? removed : { key }) }),
  restrictions: (name, value) => {
    const [kind = '', key = ''] = JSON.parse(name) as string[];
    const { branch_match_kind, ...matcher } = matcherOf(key);
    const match = branch_match_kind === 'glob' ? matcher : { branch_match_kind, ...matcher };
    return { kind, ...match, ...(value === null ? removed : asMap(value)) };
  },
};
