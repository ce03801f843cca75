// Approval resets and enforced checks are Premium, and so is who may deploy. Last verified 2026-11-20, Atlassian’s pages on
// merge checks and on deployment permissions.
const kinds: readonly unknown[] = [
  'reset_pullrequest_approvals_on_change',
  'smart_reset_pullrequest_approvals',
  'enforce_merge_checks',
];

/** Does only Bitbucket Premium have what an item says? No API tells which plan a workspace has. */
export function needsPremium({ kind, adminOnly }: Item): boolean {
  return kinds.includes(kind) || adminOnly === true;
}

interface Item {
  readonly kind?: unknown;
  readonly adminOnly?: unknown;
}
