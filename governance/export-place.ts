import type { Api } from '../src/api.ts';
import type { Items, Section, SectionName } from './desired.ts';
import { observe } from './observe.ts';
import type { Seen } from './plan.ts';
import type { Json, Place } from './resources/resource.ts';
import { settingWriters } from './setting-writers.ts';

/** The live settings of a place as a tree of a policy’s names, and what could not be looked at or must not be written. */
export interface Exported {
  readonly settings: { readonly [section: string]: Json };
  readonly unseen: readonly Seen[];
  /** Why something that is there is not in the settings. */
  readonly leftOut: readonly string[];
}

/** Reads all settings of a place that a policy can name. Secured values are not among them. */
export async function exportPlace(api: Api, place: Place): Promise<Exported> {
  const first = await observe(api, { place, sections: kinds[place.is].map(sectionOf) });
  const environments = itemsIn(first)('environments').map(({ name }) => name);
  const variables = { ...sectionOf('environmentVariables'), among: environments };
  const second = environments.length === 0 ? [] : [variables];
  const seen = [...first, ...(await observe(api, { place, sections: second }))];
  const read = seen.filter(({ problem }) => problem === undefined);
  const written = settingWriters
    .filter(({ from }) => read.some(({ section }) => section.kind === from))
    .map(({ section, write }) => ({ section, ...write(itemsIn(read)) }));
  const told = written.filter(({ tree }) => tree !== undefined);
  return {
    settings: Object.fromEntries(told.map(({ section, tree }) => [section, tree ?? null])),
    unseen: seen.filter(({ problem }) => problem !== undefined),
    leftOut: written.flatMap(({ leftOut = [] }) => leftOut),
  };
}

const kinds: Readonly<Record<Place['is'], readonly SectionName[]>> = {
  workspace: ['variables', 'webhooks'],
  project: ['defaultReviewers', 'branchingModel', 'permissions', 'deployKeys'],
  repository: [
    'branches',
    'defaultReviewers',
    'branchingModel',
    'inherit',
    'pipelines',
    'environments',
    'variables',
    'repository',
    'permissions',
    'webhooks',
    'schedules',
    'knownHosts',
    'sshKeyPair',
    'deployKeys',
  ],
};

function sectionOf(kind: SectionName): Section {
  const among = kind === 'permissions' ? { among: ['groups', 'users'] } : {};
  return { kind, unmanaged: 'report', items: [], ...among };
}

/** What a place has of its own; what it inherits is its project’s. */
function itemsIn(seen: readonly Seen[]) {
  return <Kind extends SectionName>(kind: Kind): readonly Items[Kind][] =>
    seen
      .filter(({ section }) => section.kind === kind)
      .flatMap(({ observed }) => observed)
      .filter(({ inherited }) => !inherited)
      .map(({ item }) => item as never);
}
