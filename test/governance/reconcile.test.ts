import { expect, test } from 'vitest';
import { aBitbucket } from '../support/a-bitbucket.ts';

const everything = `
workspace: zentra
defaults:
  branches:
    stg-250226: { push: nobody, forcePush: false, delete: false, approvals: 1, passingBuilds: 1 }
    fix/production-2026:
      push: { groups: [release-admins] }
      merge: { groups: [Release Managers], users: [ana@example.com] }
      approvals: 2
      enforceMergeChecks: true
    type:hotfix: { approvals: 1 }
  defaultReviewers: [ana@example.com]
  pipelines: { enabled: true }
  environments:
    staging: { type: Staging, variables: { URL: https://stg.example.com, TOKEN: { secured: true, from: STAGING_TOKEN } } }
    production: { type: Production, adminOnly: true }
  variables: { PRODUCTION_BRANCH: fix/production-2026, DEPLOY_KEY: { secured: true, from: DEPLOY_KEY } }
  repository: { private: true, forkPolicy: no_public_forks, mainBranch: stg-250226, description: A shop }
  branchingModel: { development: stg-250226, production: fix/production-2026, prefixes: { hotfix: hotfix/, feature: feature/ } }
  inherit: { branchingModel: false, mergeStrategy: true }
  permissions: { groups: { developers: write, release-admins: admin }, users: { ana@example.com: admin } }
  webhooks: [{ description: release board, url: 'https://board.example.com/hook', events: ['repo:push', 'pullrequest:fulfilled'] }]
  schedules: [{ branch: stg-250226, pipeline: nightly-audit, cron: '0 0 3 * * ? *' }]
  knownHosts: [{ hostname: ame-1.example.com, key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA' }]
  deployKeys: [{ label: release host, key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBB' }]
  sshKeyPair: { present: false }
`;

async function aShop(options: Parameters<typeof aBitbucket>[0] = {}) {
  const stand = await aBitbucket(options);
  const { bitbucket } = stand;
  bitbucket.addMember({ email: 'ana@example.com' });
  for (const name of ['release-admins', 'developers']) bitbucket.addGroup({ name });
  bitbucket.addGroup({ name: 'Release Managers', slug: '0804948d-0ec2' });
  const shop = bitbucket.addRepository({
    slug: 'shop',
    branches: ['main', 'stg-250226', 'fix/production-2026'],
  });
  shop.grants.users[bitbucket.state.members[1]!.uuid] = 'write';
  return { ...stand, shop };
}

test('plan → apply → plan is empty, for every kind at once', async () => {
  const { plan, apply, bitbucket } = await aShop();
  const first = await plan(everything);
  expect(
    first.plan.places.flatMap(({ sections }) => sections.flatMap((s) => s.problem ?? [])),
  ).toEqual([]);
  const deeds = await apply(everything);
  expect(
    deeds
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ change, reason }) => [change.control, reason]),
  ).toEqual([]);
  expect(deeds.length).toBeGreaterThan(25);
  bitbucket.requests.clear();
  const again = await plan(everything);
  expect(again.plan.places.flatMap(({ changes }) => changes)).toEqual([]);
});
