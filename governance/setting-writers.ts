import type { BranchRestriction, Items, SectionName, Variable } from './desired.ts';
import { isNamedLikeSecret } from './named-like-secret.ts';
import { branchRule } from './policy/branch-rules.ts';
import { keyOfMatcher } from './policy/matcher.ts';
import type { Json } from './resources/resource.ts';

/** A section as a tree of names: lists are maps by what names their elements. Undefined: nothing is to be said of it. */
interface Written {
  readonly tree: Json | undefined;
  readonly leftOut?: readonly string[];
}

type Of = <Kind extends SectionName>(kind: Kind) => readonly Items[Kind][];

interface Writer {
  readonly section: string;
  /** The kind that has to have been looked at. */
  readonly from: SectionName;
  write(of: Of): Written;
}

/** How live settings are said in a policy, section by section. */
export const settingWriters: readonly Writer[] = [
  writer('branches', (of) => ({ tree: friendlyRules(of('branches')) })),
  {
    section: 'restrictions',
    from: 'branches',
    write: (of) => ({ tree: rawRules(of('branches')) }),
  },
  writer('defaultReviewers', (of) => ({
    tree: mapOf(of('defaultReviewers').map(({ user }) => [user, true])),
  })),
  // Of a repository that takes its project’s model over, its own counts for nothing.
  writer('branchingModel', (of) => ({
    tree: of('inherit')[0]?.branchingModel ? undefined : (of('branchingModel')[0] as Json),
  })),
  writer('inherit', (of) => ({ tree: of('inherit')[0] })),
  writer('pipelines', (of) => ({ tree: of('pipelines')[0] })),
  writer('environments', environments),
  writer('variables', (of) => variables(of('variables'), 'variables')),
  writer('repository', (of) => ({ tree: filled(of('repository')[0] as Tree) })),
  writer('permissions', (of) => ({ tree: permissions(of('permissions')) })),
  writer('webhooks', webhooks),
  writer('schedules', (of) => ({
    tree: mapOf(
      of('schedules').map(({ branch, pipeline, cron, enabled }) => [
        JSON.stringify([branch, pipeline, cron]),
        enabled,
      ]),
    ),
  })),
  writer('knownHosts', (of) => ({
    tree: mapOf(
      of('knownHosts').map(({ hostname, key }) => [`${hostname} ${key.split(' ')[0]}`, key]),
    ),
  })),
  writer('sshKeyPair', (of) => ({ tree: of('sshKeyPair')[0] })),
  writer('deployKeys', deployKeys),
];

type Tree = { readonly [name: string]: Json };

function writer(section: SectionName, write: (of: Of) => Written): Writer {
  return { section, from: section, write };
}

function mapOf(entries: readonly (readonly [string, Json])[]): Tree {
  return Object.fromEntries(entries);
}

function friendlyRules(rules: readonly BranchRestriction[]): Tree {
  const written: Record<string, Record<string, Json>> = {};
  for (const rule of rules.filter(({ kind }) => branchRule(kind).form !== 'raw')) {
    const value = friendlyValue(rule);
    const key = keyOfMatcher(rule);
    if (value !== null) written[key] = { ...written[key], [branchRule(rule.kind).name]: value };
  }
  return written;
}

/** Null where a rule has no number that a policy could name. */
function friendlyValue({ kind, value, users, groups }: BranchRestriction): Json {
  const { form } = branchRule(kind);
  if (form === 'forbidden') return false;
  if (form === 'who') return people({ users, groups });
  if (form === 'count') return value === 0 ? null : value;
  return form === 'limit' ? value : true;
}

function people({ users, groups }: Pick<BranchRestriction, 'users' | 'groups'>): Json {
  if (users.length + groups.length === 0) return 'nobody';
  return { ...(users.length > 0 && { users }), ...(groups.length > 0 && { groups }) };
}

/** Rules that only the API’s own names can tell, also of kinds that nobody knows here. */
function rawRules(rules: readonly BranchRestriction[]): Tree {
  const raw = rules.filter(({ kind }) => branchRule(kind).form === 'raw');
  return mapOf(
    raw.map(({ kind, value, users, groups, ...matcher }) => [
      JSON.stringify([kind, keyOfMatcher(matcher)]),
      {
        ...(value !== null && { value }),
        ...(users.length > 0 && { users }),
        ...(groups.length > 0 && { groups }),
      },
    ]),
  );
}

function environments(of: Of): Written {
  const all = of('environmentVariables');
  const written = of('environments').map(({ name, ...fields }) => {
    const own = variables(
      all.filter(({ environment }) => environment === name),
      `environments/${name}/variables`,
    );
    const hasVariables = Object.keys(own.tree as Tree).length > 0;
    const tree = { ...fields, ...(hasVariables && { variables: own.tree }) };
    return { name, tree: tree as Json, leftOut: own.leftOut ?? [] };
  });
  return {
    tree: mapOf(written.map(({ name, tree }) => [name, tree])),
    leftOut: written.flatMap(({ leftOut }) => leftOut),
  };
}

/** What is named like a secret and is not secured could be one: its value is not written anywhere. */
function variables(all: readonly Variable[], where: string): Written {
  const isOpen = ({ key, secured }: Variable) => !secured && isNamedLikeSecret(key);
  return {
    tree: mapOf(
      all
        .filter((each) => !isOpen(each))
        .map((each) => [each.key, each.secured ? { secured: true } : each.value]),
    ),
    leftOut: all
      .filter(isOpen)
      .map(({ key }) => `${where}/${key} is named like a secret and is not secured`),
  };
}

function permissions(all: readonly Items['permissions'][]): Tree {
  const of = (to: 'group' | 'user') =>
    mapOf(all.filter((each) => each.to === to).map(({ name, permission }) => [name, permission]));
  return { groups: of('group'), users: of('user') };
}

/** That a secret is set is said; the secret itself nobody can read. */
function webhooks(of: Of): Written {
  const all = of('webhooks');
  return {
    tree: mapOf(
      all
        .filter(({ description }) => description !== '')
        .map(({ description, secret, ...hook }) => [
          description,
          { ...hook, ...(secret === true && { secret }) } as Json,
        ]),
    ),
    leftOut: all
      .filter(({ description }) => description === '')
      .map(
        ({ url }) => `the webhook to ${new URL(url).host} has no description that could name it`,
      ),
  };
}

function deployKeys(of: Of): Written {
  const all = of('deployKeys');
  return {
    tree: mapOf(all.filter(({ label }) => label !== '').map(({ label, key }) => [label, key])),
    leftOut: all
      .filter(({ label }) => label === '')
      .map(({ key }) => `the deploy key ${key.slice(0, 24)}… has no label that could name it`),
  };
}

function filled(fields: Tree | undefined): Tree {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== ''));
}
