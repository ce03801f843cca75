/**
 * How a rule is written: `who` names those who still may, `count` and `limit` a number (at least, at most), `flag` what
 * must hold, `forbidden` what is allowed (false: nobody may), `raw` only under `restrictions`.
 */
export type Form = 'who' | 'count' | 'limit' | 'flag' | 'choice' | 'forbidden' | 'raw';

/** One of the API’s kinds of branch restriction, and its friendly name. */
export interface BranchRule {
  readonly kind: string;
  readonly name: string;
  readonly form: Form;
  readonly means: string;
}

// The 18 kinds of the published OpenAPI document, x-revision 2ecc89e5fe81. Last verified 2026-11-20. Which of them take
// a value or people: its text on branch restrictions. `choice` is a flag of which we cannot say that it protects more.
/** Every kind we know, in the order it is documented. Kinds we do not know pass through `restrictions` as they are. */
export const branchRules: readonly BranchRule[] = [
  rule('push', 'push', 'who', 'who may push directly'),
  rule('merge', 'restrict_merges', 'who', 'who may merge pull requests'),
  rule('forcePush', 'force', 'forbidden', 'may history be rewritten'),
  rule('delete', 'delete', 'forbidden', 'may the branch be deleted'),
  rule('approvals', 'require_approvals_to_merge', 'count', 'approvals a merge needs'),
  rule(
    'defaultReviewerApprovals',
    'require_default_reviewer_approvals_to_merge',
    'count',
    'approvals by default reviewers a merge needs',
  ),
  rule('passingBuilds', 'require_passing_builds_to_merge', 'count', 'passing builds a merge needs'),
  rule('commitsBehind', 'require_commits_behind', 'limit', 'commits the source may be behind'),
  rule('resolvedTasks', 'require_tasks_to_be_completed', 'flag', 'no open tasks'),
  rule('noChangesRequested', 'require_no_changes_requested', 'flag', 'no changes requested'),
  rule('resolvedComments', 'require_all_comments_resolved', 'flag', 'no open comments'),
  rule('mergedDependencies', 'require_all_dependencies_merged', 'flag', 'dependencies are merged'),
  rule(
    'resetApprovalsOnChange',
    'reset_pullrequest_approvals_on_change',
    'flag',
    'new commits reset approvals',
  ),
  rule(
    'smartResetApprovals',
    'smart_reset_pullrequest_approvals',
    'flag',
    'new commits reset approvals if the diff changed',
  ),
  rule(
    'resetChangesRequestedOnChange',
    'reset_pullrequest_changes_requested_on_change',
    'choice',
    'new commits reset requests for changes',
  ),
  rule(
    'autoMerge',
    'allow_auto_merge_when_builds_pass',
    'choice',
    'merges by itself when builds pass',
  ),
  rule(
    'enforceMergeChecks',
    'enforce_merge_checks',
    'flag',
    'checks refuse a merge, not only warn',
  ),
  // How the group is named is published nowhere. Last verified 2026-11-20.
  rule(
    'require_review_group_approvals_to_merge',
    'require_review_group_approvals_to_merge',
    'raw',
    'approvals by a review group a merge needs',
  ),
];

/** The rule of that name, friendly or the API’s own. */
export function branchRule(name: string): BranchRule {
  return (
    branchRules.find((each) => each.name === name || each.kind === name) ??
    rule(name, name, 'raw', 'a kind this version does not know')
  );
}

function rule(name: string, kind: string, form: Form, means: string): BranchRule {
  return { name, kind, form, means };
}
