import { expect, test } from 'vitest';
import { isCarriedOut } from '../../governance/apply-place.ts';
import type { Bitbucket } from '../../pipe/demo/bitbucket/start-bitbucket.ts';
import type { Repository } from '../../pipe/demo/bitbucket/state.ts';
import { aBitbucket } from '../support/a-bitbucket.ts';

/** What the property tests once found. After one apply each is as it was wanted. */
interface Found {
  readonly what: string;
  readonly policy: string;
  settle(shop: Repository, bitbucket: Bitbucket, ana: string): void;
}

const deployKey = (id: number, label: string, key: string) => ({
  id,
  label,
  key: `ssh-rsa ${key}`,
  comment: '',
  created_on: '',
});

const environment = (name: string) => ({
  uuid: `{${name}}`,
  name,
  slug: name,
  environment_type: 'Test' as const,
  admin_only: false,
  variables: [],
});

const found: readonly Found[] = [
  {
    what: 'a setting that is always there is not pruned where nothing is said of it',
    policy: '{ unmanaged: prune, pipelines: {} }',
    settle: (shop) => {
      shop.pipelines = { enabled: true };
    },
  },
  {
    what: 'a reviewer of project and repository goes from the repository',
    policy: '{ unmanaged: prune, defaultReviewers: [] }',
    settle: (shop, { state }, ana) => {
      shop.reviewers = [ana];
      state.projects.CORE!.reviewers = [ana];
    },
  },
  {
    what: 'who is new may review: permission comes first',
    policy:
      '{ permissions: { users: { ana@example.com: write } }, defaultReviewers: [ana@example.com] }',
    settle: () => {},
  },
  {
    what: 'a deploy key gets another label',
    policy: '{ deployKeys: [{ label: new, key: ssh-rsa AAAA }] }',
    settle: (shop) => void shop.deployKeys.push(deployKey(1, 'old', 'AAAA')),
  },
  {
    what: 'two deploy keys change their labels',
    policy: '{ deployKeys: [{ label: a, key: ssh-rsa BBBB }, { label: b, key: ssh-rsa AAAA }] }',
    settle: (shop) =>
      void shop.deployKeys.push(deployKey(1, 'a', 'AAAA'), deployKey(2, 'b', 'BBBB')),
  },
  {
    what: 'an environment is renamed, and another takes its name',
    policy: '{ environments: { old: { was: live }, live: { type: Test } } }',
    settle: (shop) => void shop.environments.push(environment('live')),
  },
  {
    what: 'a model is written, which ends the inheriting that nobody speaks of',
    policy: '{ branchingModel: { production: main }, inherit: { mergeStrategy: false } }',
    settle: (shop) => {
      shop.inherits = { branching_model: true, default_merge_strategy: true };
    },
  },
  {
    what: 'a model beside the wish to inherit one is left alone',
    policy: '{ branchingModel: { production: main }, inherit: { branchingModel: true } }',
    settle: (shop) => {
      shop.inherits.branching_model = false;
    },
  },
  {
    what: 'prefixes that are named, and none of them said, stay as they are',
    policy: '{ branchingModel: { prefixes: {} } }',
    settle: () => {},
  },
];

test.each(found)('$what', async ({ policy, settle }) => {
  const { bitbucket, plan, apply } = await aBitbucket();
  const { uuid } = bitbucket.addMember({ email: 'ana@example.com' });
  const shop = bitbucket.addRepository({ slug: 'shop' });
  bitbucket.state.projects.CORE!.grants.users[uuid] = 'read';
  settle(shop, bitbucket, uuid);
  const text = `workspace: zentra\ndefaults: ${policy}`;
  const deeds = await apply(text);
  expect(deeds.filter(({ outcome }) => !['done', 'already'].includes(outcome))).toEqual([]);
  const left = (await plan(text)).plan.places.flatMap(({ changes }) => changes);
  expect(left.filter(isCarriedOut)).toEqual([]);
});

test('a repository keeps a reviewer whom its project loses in the same apply', async () => {
  const { bitbucket, apply } = await aBitbucket();
  const { uuid } = bitbucket.addMember({ email: 'ana@example.com' });
  const shop = bitbucket.addRepository({ slug: 'shop' });
  const core = bitbucket.state.projects.CORE!;
  core.grants.users[uuid] = 'read';
  core.reviewers = [uuid];
  await apply(`
workspace: zentra
projects: { CORE: { settings: { unmanaged: prune, defaultReviewers: [] } } }
defaults: { defaultReviewers: [ana@example.com] }
`);
  expect(core.reviewers).toEqual([]);
  expect(shop.reviewers).toEqual([uuid]);
});

test('a repository leaves its project’s model before that moves', async () => {
  const order: string[] = [];
  const { bitbucket, apply } = await aBitbucket({
    witness: ({ method, path }) => {
      if (method === 'PUT') order.push(path.includes('/projects/') ? 'project' : 'repository');
    },
  });
  bitbucket.addRepository({ slug: 'shop', branches: ['main', 'dev'] });
  await apply(`
workspace: zentra
projects: { CORE: { settings: { branchingModel: { production: main } } } }
defaults: { branchingModel: { production: dev } }
`);
  expect(order).toEqual(['repository', 'project']);
});
