import { Stop } from '../src/error.ts';
import type { Desired, DesiredItem, Section } from './desired.ts';
import type { Problem } from './plan.ts';
import { resourceOf } from './resource-of.ts';
import type { Json, Names } from './resources/resource.ts';
import type { Source } from './source.ts';

/** The people and groups of a policy, as Bitbucket names them. */
export interface People {
  /** The same section with everybody under the name that Bitbucket has. */
  renamed(section: Section): Section;
  /** Why they could not be looked up; a section that names somebody cannot be judged then. */
  readonly problem: Problem | undefined;
  /** A uuid or slug, as the policy calls it. */
  called(name: string): string;
}

/** Looks everybody up with few calls; refuses a policy that names somebody who is not there. */
export async function lookUpPeople(
  source: Source,
  workspace: string,
  desired: readonly Desired[],
): Promise<People> {
  const words = namedIn(desired);
  const { users, groups, problem } = await source.people({ workspace, ...words });
  if (problem !== undefined) return { ...people(asTheyAre, words), problem };
  const [uuids, slugs] = [new Map(Object.entries(users)), new Map(Object.entries(groups))];
  const unknown = [
    ...words.users.filter((word) => !uuids.has(word)),
    ...words.groups.filter((word) => !slugs.has(word)),
  ];
  refuseUnknown(unknown, workspace);
  return people(
    { user: (word) => uuids.get(word) ?? word, group: (word) => slugs.get(word) ?? word },
    words,
  );
}

/** Does a section name anybody? */
export function namesSomebody(section: Section): boolean {
  const words = wordsOf([section]);
  return words.users.length + words.groups.length > 0;
}

const asTheyAre: Names = { user: (word) => word, group: (word) => word };

interface Words {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

function people(names: Names, { users, groups }: Words): People {
  const labels = new Map([
    ...users.map((word): [string, string] => [names.user(word), word]),
    ...groups.map((word): [string, string] => [names.group(word), word]),
  ]);
  // Repositories with the same layers share their sections: thousands of places, few sections.
  const done = new Map<Section, Section>();
  return {
    renamed: (section) => {
      const known = done.get(section) ?? renamedSection(section, names);
      done.set(section, known);
      return known;
    },
    problem: undefined,
    called: (name) => labels.get(name) ?? name,
  };
}

function renamedSection(section: Section, names: Names): Section {
  const items = section.items.map((each) => renamed(each, section.kind, names));
  return { ...section, items };
}

function renamed(desired: DesiredItem, kind: string, names: Names): DesiredItem {
  const resource = resourceOf(kind);
  if (resource.named === undefined) return desired;
  const item = resource.named(desired.item, names) as Json;
  return { ...desired, item, key: resource.key(item) };
}

function namedIn(desired: readonly Desired[]): Words {
  return wordsOf([...new Set(desired.flatMap(({ sections }) => sections))]);
}

function wordsOf(sections: readonly Section[]): Words {
  const users = new Set<string>();
  const groups = new Set<string>();
  const collect: Names = { user: keptIn(users), group: keptIn(groups) };
  for (const { kind, items } of sections) {
    for (const { item } of items) resourceOf(kind).named?.(item, collect);
  }
  return { users: [...users], groups: [...groups] };
}

function keptIn(words: Set<string>): (word: string) => string {
  return (word) => {
    words.add(word);
    return word;
  };
}

function refuseUnknown(unknown: readonly string[], workspace: string): void {
  if (unknown.length === 0) return;
  const who = unknown.map((name) => `"${name}"`).join(', ');
  throw new Stop(
    'usage',
    `Cannot use the policy: ${who} ${unknown.length === 1 ? 'is' : 'are'} nobody in the workspace "${workspace}"`,
    {
      hint: 'Name users by e-mail, account id or uuid, and groups by name or slug',
    },
  );
}
