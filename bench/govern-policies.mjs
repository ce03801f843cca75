const people = 'defaultReviewers: [ana@example.com, ben@example.com, cleo@example.com]';
const branches = `branches:
    main: { push: nobody, merge: { groups: [Developers] }, approvals: 2, passingBuilds: 1, forcePush: false, delete: false }`;
const model = 'branchingModel: { development: develop, deleteAfterMerge: true }';

/** The five core sections: restrictions, reviewers, branching model, pipelines, environments. */
export const core = `workspace: zentra
defaults:
  ${branches}
  ${people}
  ${model}
  pipelines: { enabled: true }
  environments:
    test: { type: Test }
    staging: { type: Staging }
    production: { type: Production, adminOnly: true }
`;

const variables = 'variables: { A: "1", B: "2", C: "3", D: "4", E: "5" }';

/**
 * What the Terraform provider makes 36 requests for: 6 restrictions, reviewers, a branching model, 3 environments and 5
 * variables of each, 5 variables, 2 groups.
 */
export const terraforms = `workspace: zentra
defaults:
  repository: { private: true }
  inherit: { branchingModel: false }
  ${branches}
  ${people}
  ${model}
  pipelines: { enabled: true }
  environments:
    test: { type: Test, ${variables} }
    staging: { type: Staging, ${variables} }
    production: { type: Production, adminOnly: true, ${variables} }
  ${variables}
  permissions: { groups: { Developers: write, Release managers: admin } }
`;
