import { releaseBranches } from '../../pipe/demo/release-branches.ts';

/** The policy of a release model: a staging and a production branch, and all that belongs to them. */
export const releaseModel = `
profiles:
  release-model:
    branches:
${releaseBranches}
    defaultReviewers: [ana@example.com]
    pipelines: { enabled: true }
    environments:
      staging:    { type: Staging,    branches: [stg-250226] }
      production: { type: Production, branches: [fix/production-2026], adminOnly: true }
    variables: { PRODUCTION_BRANCH: fix/production-2026, DEPLOY_KEY: { secured: true } }
    repository: { private: true, forkPolicy: no_public_forks, mainBranch: stg-250226 }
    branchingModel: { development: stg-250226, production: fix/production-2026, prefixes: { hotfix: hotfix/, feature: feature/ } }
    inherit: { branchingModel: false, mergeStrategy: true }
    permissions: { groups: { developers: write, release-admins: admin }, users: { ana@example.com: admin } }
    webhooks: [{ description: release board, url: 'https://board.example.com/hook', events: ['repo:push', 'pullrequest:fulfilled'] }]
    schedules: [{ branch: stg-250226, pipeline: nightly-audit, cron: '0 0 3 * * ? *' }]
    knownHosts: [{ hostname: ame-1.example.com, key: 'ssh-ed25519 AAAAC3NzaC1lZDI1' }]
    deployKeys: [{ label: release host, key: 'ssh-ed25519 AAAAC3NzaC1lZDI1 deploy@ame-1' }]
repositories:
  - { match: 'ame-*', use: [release-model] }
  - { match: ame-legacy, use: [release-model], branches: { stg-250226: { approvals: 2 } } }
unmanaged: report
exceptions:
  - { repository: ame-legacy, control: branches/stg-250226/passingBuilds, owner: ana@example.com, reason: no tests yet, until: 2026-12-31 }
`;
