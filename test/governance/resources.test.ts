import { describe, expect, test } from 'vitest';
import type { Section, SectionName } from '../../governance/desired.ts';
import { diff } from '../../governance/diff.ts';
import { policySchema } from '../../governance/policy/policy-schema.ts';
import { resources } from '../../governance/resources/index.ts';
import type { Change, Json, Observed, Resource } from '../../governance/resources/resource.ts';

const place = { is: 'repository', workspace: 'zentra', slug: 'shop' } as const;
const users = ['{b}'];

/** One item of each kind, as Bitbucket would have it. */
const examples: Readonly<Record<string, Json>> = {
  branches: {
    kind: 'push',
    branch_match_kind: 'glob',
    pattern: 'main',
    value: null,
    users,
    groups: [],
  },
  defaultReviewers: { user: '{b}' },
  branchingModel: {
    development: 'main',
    production: false,
    prefixes: { hotfix: 'hotfix/' },
    deleteAfterMerge: true,
  },
  inherit: { branchingModel: true, mergeStrategy: false },
  pipelines: { enabled: true },
  environments: { name: 'live', type: 'Production', adminOnly: true },
  environmentVariables: { environment: 'live', key: 'URL', secured: false, value: 'x' },
  variables: { key: 'URL', secured: true },
  repository: {
    private: true,
    forkPolicy: 'no_forks',
    mainBranch: 'main',
    description: '',
    language: '',
  },
  permissions: { to: 'group', name: 'developers', permission: 'write' },
  webhooks: {
    description: 'board',
    url: 'https://x.example',
    events: ['repo:push'],
    active: true,
    secret: false,
  },
  schedules: { branch: 'main', pipeline: 'nightly', cron: '0 0 3 * * ? *', enabled: true },
  knownHosts: { hostname: 'x.example', key: 'ssh-ed25519 AAAA' },
  sshKeyPair: { present: true },
  deployKeys: { label: 'host', key: 'ssh-ed25519 AAAA' },
  mergeStrategies: { branch: 'main', default: 'squash', allowed: ['squash'] },
};

const alwaysThere = ['branchingModel', 'inherit', 'pipelines', 'repository', 'sshKeyPair'];

function changesOf(resource: Resource, item: Json): Change[] {
  const about = { kind: resource.kind, key: resource.key(item), control: resource.kind };
  const update: Change = { ...about, action: 'update', ref: '{a}/{b}', before: item, after: item };
  if (alwaysThere.includes(resource.kind)) return [update];
  return [
    { ...about, action: 'create', after: item },
    update,
    { ...about, action: 'delete', ref: '{a}/{b}', before: item },
  ];
}

test('every kind has an example here', () => {
  expect(resources.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(examples).toSorted());
});

describe.each(resources.map((resource) => ({ resource, kind: resource.kind })))(
  '$kind',
  ({ resource, kind }) => {
    const item = examples[kind] ?? null;
    const section = (items: Section['items']): Section => ({
      kind: kind as SectionName,
      unmanaged: 'prune',
      items,
    });
    const wanted = {
      control: '',
      absent: false,
      aside: {},
      said: {},
      item,
      key: resource.key(item),
    };
    const observed: readonly Observed[] = [{ ref: '{a}/{b}', item }];

    test('is a section of the policy’s schema', () => {
      const name = kind === 'environmentVariables' ? 'environments' : kind;
      expect(policySchema()).toContain(`"${name}"`);
    });

    test('differs in nothing from what is as it should be', () => {
      expect(diff(resource, section([wanted]), observed).changes).toEqual([]);
    });

    test('has a request for each change that nothing stands against', () => {
      const site = { place, within: '{a}' };
      for (const change of changesOf(resource, item)) {
        if (resource.hindrance?.(change) !== undefined) continue;
        const requests = resource.requests(change, site);
        expect(requests.length, change.action).toBeGreaterThan(0);
        for (const { path } of requests) expect(path).toMatch(/^repositories\/zentra\/[^{}]+$/);
      }
    });

    test('never proposes what is not named, unless it is told to prune', () => {
      const named = { ...section([]), unmanaged: 'report' as const };
      expect(diff(resource, named, observed).changes).toEqual([]);
    });

    test('can say which way a change turns', () => {
      for (const change of changesOf(resource, item)) {
        expect(['tightens', 'loosens', 'neither']).toContain(resource.direction(change));
      }
    });
  },
);
