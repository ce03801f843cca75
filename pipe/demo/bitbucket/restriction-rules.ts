import * as z from 'zod';
import type { Call } from './operation.ts';
import { badRequest, refuse } from './refusal.ts';
import type { Repository, Restriction } from './state.ts';
import { groupNamed } from './views/group-view.ts';
import { memberNamed } from './views/user-view.ts';

/** The 18 kinds; the plan that has them and what else they need. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81 and Atlassian’s page on merge checks. */
const kinds: Readonly<Record<string, Readonly<{ value?: true; people?: true; premium?: true }>>> = {
  push: { people: true },
  restrict_merges: { people: true },
  force: {},
  delete: {},
  require_approvals_to_merge: { value: true },
  require_default_reviewer_approvals_to_merge: { value: true },
  require_review_group_approvals_to_merge: { value: true },
  require_passing_builds_to_merge: { value: true },
  require_commits_behind: { value: true },
  require_tasks_to_be_completed: {},
  require_no_changes_requested: {},
  require_all_comments_resolved: {},
  require_all_dependencies_merged: {},
  allow_auto_merge_when_builds_pass: {},
  reset_pullrequest_changes_requested_on_change: {},
  reset_pullrequest_approvals_on_change: { premium: true },
  smart_reset_pullrequest_approvals: { premium: true },
  enforce_merge_checks: { premium: true },
};

const branchTypes = ['feature', 'bugfix', 'release', 'hotfix', 'development', 'production'];

/** Users and groups come as objects, and each needs only what names it. */
export const restrictionBody = z.object({
  kind: z.string().optional(),
  branch_match_kind: z.enum(['glob', 'branching_model']).optional(),
  pattern: z.string().nullish(),
  branch_type: z.string().nullish(),
  value: z.number().int().nullish(),
  users: z.array(z.object({ uuid: z.string(), account_id: z.string() }).partial()).optional(),
  groups: z.array(z.object({ slug: z.string(), full_slug: z.string() }).partial()).optional(),
});
export type RestrictionBody = z.infer<typeof restrictionBody>;

/** What a restriction becomes with the fields of a body; whoever is named must exist. */
export function settle(call: Call, body: RestrictionBody, before: Restriction): Restriction {
  const { users, groups, kind, branch_match_kind, pattern, branch_type, value } = body;
  return {
    ...before,
    ...(kind === undefined ? {} : { kind }),
    ...(branch_match_kind === undefined ? {} : { branch_match_kind }),
    ...(pattern === undefined ? {} : { pattern: pattern ?? '' }),
    ...(branch_type === undefined ? {} : { branch_type }),
    ...(value === undefined ? {} : { value }),
    ...(users === undefined ? {} : { users: users.map((user) => uuidOf(call, user)) }),
    ...(groups === undefined ? {} : { groups: groups.map((group) => slugOf(call, group)) }),
  };
}

/** Refuses what Bitbucket would not take. */
export function checkRestriction(
  { world }: Call,
  { restrictions }: Repository,
  restriction: Restriction,
  sent: Pick<RestrictionBody, 'users' | 'groups'>,
): void {
  const rule = kinds[restriction.kind];
  if (rule === undefined)
    throw badRequest({ kind: [`"${restriction.kind}" is not a valid choice.`] });
  checkMatch(restriction);
  checkValue(restriction, rule.value === true);
  checkPeople(restriction, sent, rule.people === true);
  if (rule.premium && world.plan !== 'premium')
    throw refuse(403, `Upgrade to Premium to use ${restriction.kind}`);
  const twin = restrictions.find(
    (one) => one.id !== restriction.id && keyOf(one) === keyOf(restriction),
  );
  if (twin !== undefined)
    throw refuse(409, 'A branch restriction with this kind and match already exists.');
}

function checkMatch({ branch_match_kind, pattern, branch_type }: Restriction) {
  if (branch_match_kind === 'glob') {
    if (pattern === '') throw badRequest({ pattern: ['This field is required.'] });
    return;
  }
  if (!branchTypes.includes(branch_type ?? ''))
    throw badRequest({ branch_type: ['Not a valid choice.'] });
  if (pattern !== '')
    throw badRequest({ pattern: ['Must be empty when matching by branching model.'] });
}

function checkValue({ kind, value }: Restriction, needed: boolean) {
  if (!needed && value !== null) throw badRequest({ value: [`${kind} takes no value.`] });
  const least = kind === 'require_commits_behind' ? 0 : 1;
  if (needed && (value === null || value < least || value > 100))
    throw badRequest({ value: [`A number from ${least} to 100 is required.`] });
}

function checkPeople(
  { kind, users, groups }: Restriction,
  sent: Pick<RestrictionBody, 'users' | 'groups'>,
  allowed: boolean,
) {
  if (allowed && sent.users === undefined) throw badRequest({ users: ['This field is required.'] });
  if (allowed && sent.groups === undefined)
    throw badRequest({ groups: ['This field is required.'] });
  if (!allowed && users.length + groups.length > 0)
    throw badRequest({ users: [`${kind} takes no users or groups.`] });
}

function keyOf({ kind, branch_match_kind, pattern, branch_type }: Restriction): string {
  const match = branch_match_kind === 'glob' ? pattern : branch_type;
  return JSON.stringify([kind, branch_match_kind, match]);
}

function uuidOf(
  call: Call,
  { uuid, account_id }: { uuid?: string | undefined; account_id?: string | undefined },
) {
  const found = memberNamed(call, uuid ?? account_id ?? '');
  if (found === undefined)
    throw badRequest({ users: ['Unknown user; name it by uuid or account_id.'] });
  return found.uuid;
}

function slugOf(
  call: Call,
  { slug, full_slug }: { slug?: string | undefined; full_slug?: string | undefined },
) {
  const found = groupNamed(call, slug ?? full_slug ?? '');
  if (found === undefined) throw badRequest({ groups: ['Unknown group; name it by slug.'] });
  return found.slug;
}
