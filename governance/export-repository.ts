import type { Api } from '../src/api.ts';
import type { BranchRestriction, Items, Section, SectionName, Variable } from './desired.ts';
import { observe } from './observe.ts';
import type { Seen } from './plan.ts';
import { branchRule } from './policy/branch-rules.ts';
import { keyOfMatcher } from './policy/matcher.ts';
import type { Json, Place } from './resources/resource.ts';

/** The live settings of a repository in the words of a policy, and the sections that could not be looked at. */
export interface Exported {
  readonly settings: { readonly [section: string]: Json };
  readonly unseen: readonly Seen[];
}

/** Reads all settings of a repository that a policy can name. Secured values are not among them. */
export async function exportRepository(api: Api, place: Place): Promise<Exported> {
  const first = await observe(api, { place, layers: [], sections: kinds.map(sectionOf) });
  const environments = itemsOf(first, 'environments').map(({ name }) => name);
  const variables = { ...sectionOf('environmentVariables'), among: environments };
  const second = await observe(api, {
    place,
    layers: [],
    sections: environments.length === 0 ? [] : [variables],
  });
  const seen = [...first, ...second];
  const parts = writers.flatMap(([kind, write]) =>
    seen.some((each) => each.section.kind === kind && each.problem === undefined)
      ? [[kind, write(<Kind extends SectionName>(name: Kind) => itemsOf(seen, name))] as const]
      : [],
  );
  return {
    settings: Object.fromEntries(parts),
    unseen: seen.filter(({ problem }) => problem !== undefined),
  };
}

const kinds = [
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
  'deployKeys',
] as const satisfies readonly SectionName[];

function sectionOf(kind: SectionName): Section {
  const among = kind === 'permissions' ? { among: ['groups', 'users'] } : {};
  return { kind, unmanaged: 'report', items: [], ...among };
}

type Of = <Kind extends SectionName>(kind: Kind) => readonly Items[Kind][];

function itemsOf<Kind extends SectionName>(
  seen: readonly Seen[],
  kind: Kind,
): readonly Items[Kind][] {
  const own = seen
    .filter(({ section }) => section.kind === kind)
    .flatMap(({ observed }) => observed)
    .filter(({ inherited }) => !inherited);
  return own.map(({ item }) => item as never);
}

const writers: readonly (readonly [SectionName, (of: Of) => Json])[] = [
  ['branches', (of) => branchesOf(of('branches'))],
  ['defaultReviewers', (of) => of('defaultReviewers').map(({ user }) => user)],
  ['branchingModel', (of) => (of('branchingModel')[0] ?? {}) as Json],
  ['inherit', (of) => of('inherit')[0] ?? {}],
  ['pipelines', (of) => of('pipelines')[0] ?? {}],
  ['environments', environmentsOf],
  ['variables', (of) => variablesOf(of('variables'))],
  ['repository', (of) => filled((of('repository')[0] ?? {}) as { readonly [key: string]: Json })],
  ['permissions', permissionsOf],
  ['webhooks', (of) => of('webhooks').map(({ secret: _, ...hook }) => hook) as Json],
  ['schedules', (of) => of('schedules') as Json],
  ['knownHosts', (of) => of('knownHosts') as Json],
  ['deployKeys', (of) => of('deployKeys') as Json],
];

/** Rules of a kind that has no friendly name are left out: nothing that is not named is touched. */
function branchesOf(rules: readonly BranchRestriction[]): Json {
  const written: Record<string, Record<string, Json>> = {};
  for (const rule of rules.filter(({ kind }) => branchRule(kind).form !== 'raw')) {
    const key = keyOfMatcher(rule);
    written[key] = { ...written[key], [branchRule(rule.kind).name]: friendlyValue(rule) };
  }
  return written;
}

function friendlyValue({ kind, value, users, groups }: BranchRestriction): Json {
  const { form } = branchRule(kind);
  if (form === 'forbidden') return false;
  if (form === 'who') return users.length + groups.length === 0 ? 'nobody' : { users, groups };
  return form === 'count' || form === 'limit' ? value : true;
}

function environmentsOf(of: Of): Json {
  const all = of('environmentVariables');
  const entries = of('environments').map(({ name, ...fields }) => {
    const own = all.filter(({ environment }) => environment === name);
    return [name, { ...fields, ...(own.length > 0 && { variables: variablesOf(own) }) }];
  });
  return Object.fromEntries(entries);
}

function variablesOf(variables: readonly Variable[]): Json {
  return Object.fromEntries(
    variables.map((each) => [each.key, each.secured ? { secured: true } : each.value]),
  );
}

function permissionsOf(of: Of): Json {
  const listOf = (to: 'group' | 'user') =>
    Object.fromEntries(
      of('permissions').flatMap((each) => (each.to === to ? [[each.name, each.permission]] : [])),
    );
  return { groups: listOf('group'), users: listOf('user') };
}

function filled(fields: { readonly [key: string]: Json }): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
