/** What the release model says of its two branches, as it stands below `branches:` of a profile. */
export const releaseBranches = `\
      stg-250226:
        push: nobody
        forcePush: false
        delete: false
        approvals: 1
        passingBuilds: 1
      fix/production-2026:
        push: { groups: [release-admins] }
        merge: { groups: [release-managers] }
        forcePush: false
        delete: false
        approvals: 2
        passingBuilds: 1
        resolvedTasks: true
        noChangesRequested: true
        resetApprovalsOnChange: true
        enforceMergeChecks: true`;
