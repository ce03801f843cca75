import type { Bitbucket } from './bitbucket/start-bitbucket.ts';
import { releaseBranches } from './release-branches.ts';
import type { Scene } from './story.ts';

/** The release model as a policy: what the branches, merge checks and environments of every repository must be. */
export const policy = `workspace: zentra
profiles:
  release-model:
    branches:
${releaseBranches}
    defaultReviewers: [ana@example.com, ben@example.com]
    pipelines: { enabled: true }
    environments:
      staging:    { type: Staging }
      production: { type: Production, adminOnly: true }
    variables: { PRODUCTION_BRANCH: fix/production-2026 }
    repository: { private: true, forkPolicy: no_public_forks, mainBranch: stg-250226 }
repositories:
  - { match: 'ame-*', use: [release-model] }
  - { match: ame-legacy, branches: { stg-250226: { approvals: 2 } } }
`;

/** Puts the demo’s people and repositories into Bitbucket. */
export function furnish(bitbucket: Bitbucket) {
  for (const email of ['ana@example.com', 'ben@example.com']) bitbucket.addMember({ email });
  for (const name of ['release-admins', 'release-managers']) {
    bitbucket.addGroup({ name, members: ['ana@example.com', 'ben@example.com'] });
  }
  for (const slug of ['ame-web', 'ame-legacy']) {
    const branches = ['stg-250226', 'fix/production-2026'];
    const { grants } = bitbucket.addRepository({ slug, branches });
    grants.groups['release-admins'] = 'write';
  }
}

/** The policy planned, applied, undermined behind our back, audited, applied again, and planned to nothing. */
export function governScenes(bitbucket: Bitbucket): readonly Scene[] {
  return [
    {
      says: 'What must change in Bitbucket for the settings to be as the policy says?',
      words: ['govern', 'plan', '--repository', 'ame-web'],
      expected: 0,
    },
    { says: 'Make it so, in both repositories', words: ['govern', 'apply', '--yes'], expected: 0 },
    {
      says: 'Somebody lets everybody push to production, behind our back: the audit finds it',
      before: () => loosen(bitbucket),
      words: ['govern', 'audit', '--repository', 'ame-web'],
      expected: 2,
    },
    { says: 'Put it right', words: ['govern', 'apply', '--yes'], expected: 0 },
    { says: 'Nothing is left to do', words: ['govern', 'plan', '--exit-code'], expected: 0 },
  ];
}

function loosen({ state }: Bitbucket) {
  const repository = Object.values(state.repositories).find(({ slug }) => slug === 'ame-web');
  if (repository === undefined) return;
  repository.restrictions = repository.restrictions.filter(
    ({ kind, pattern }) => kind !== 'push' || pattern !== 'fix/production-2026',
  );
}
