import * as z from 'zod';
import type { BranchRestriction } from '../desired.ts';
import { type BranchRule, branchRule, branchRules } from '../policy/branch-rules.ts';
import {
  fewerPeople,
  higher,
  lower,
  type Direction as Turned,
  undirected,
} from '../policy/direction.ts';
import { keyOfMatcher, matcherOf } from '../policy/matcher.ts';
import { needsPremium } from './needs-premium.ts';
import { placePath } from './place-path.ts';
import { group, person, readAs } from './read-as.ts';
import type { Change, Direction, Json, Observed, Request, Resource, Site } from './resource.ts';

const theirs = z.object({
  id: z.number(),
  kind: z.string(),
  branch_match_kind: z.enum(['glob', 'branching_model']),
  pattern: z.string().nullish(),
  branch_type: z.string().nullish(),
  value: z.number().nullish(),
  users: z.array(person).nullish(),
  groups: z.array(group).nullish(),
});

/** Branch restrictions. Reading them needs admin rights. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const branches: Resource<BranchRestriction> = {
  kind: 'branches',
  places: ['repository'],
  whole: true,
  page: { path: 'admin/branch-restrictions', menu: 'Repository settings → Branch restrictions' },
  key: (item) => `${item.kind} ${keyOfMatcher(item)}`,
  observe: async (api, place) => {
    const answer = await api.list(placePath(place, 'branch-restrictions'));
    return readAs(z.array(theirs), answer).map(observed);
  },
  requests: (change, site) => [request(change, site)],
  direction,
  named: ({ users, groups, ...item }, names) => ({
    ...item,
    users: users.map((each) => names.user(each)).toSorted(),
    groups: groups.map((each) => names.group(each)).toSorted(),
  }),
  prunable: ({ kind }) => branchRules.some((each) => each.kind === kind),
};

function observed(rule: z.output<typeof theirs>): Observed<BranchRestriction> {
  const { id, kind, branch_match_kind, pattern, branch_type, value, users, groups } = rule;
  const matcher = matcherOf(
    branch_match_kind === 'glob' ? (pattern ?? '') : `type:${branch_type ?? ''}`,
  );
  const people = {
    users: (users ?? []).map(({ uuid }) => uuid).toSorted(),
    groups: (groups ?? []).map(({ slug }) => slug).toSorted(),
  };
  return { ref: String(id), item: { kind, ...matcher, value: value ?? null, ...people } };
}

function request(change: Change<BranchRestriction>, { place }: Site): Request {
  const path = placePath(place, 'branch-restrictions');
  const one = (ref: string) => placePath(place, 'branch-restrictions', ref);
  if (change.action === 'delete') return { method: 'DELETE', path: one(change.ref) };
  const { users, groups, value, kind, ...matcher } = change.after;
  const people = {
    users: users.map((uuid) => ({ uuid })),
    groups: groups.map((slug) => ({ slug })),
  };
  const takesPeople = branchRule(kind).form === 'who' || users.length + groups.length > 0;
  const parts = { ...(value !== null && { value }), ...(takesPeople && people) };
  const premium = needsPremium(change.after);
  return change.action === 'create'
    ? { method: 'POST', path, body: { kind, ...matcher, ...parts }, premium }
    : {
        method: 'PUT',
        path: one(change.ref),
        body: { kind, ...matcher, ...parts },
        premium,
      };
}

/** A rule less or looser protects less; of kinds we cannot judge the order does not matter. */
function direction(change: Change<BranchRestriction>): Direction {
  const rule = branchRule((change.action === 'delete' ? change.before : change.after).kind);
  if (change.action !== 'update') {
    if (rule.form === 'choice') return 'neither';
    return change.action === 'create' ? 'tightens' : 'loosens';
  }
  const { compare, part } = comparison(rule);
  const turned = compare(part(change.before), part(change.after));
  return turned === 'tightens' || turned === 'loosens' ? turned : 'neither';
}

interface Comparison {
  readonly compare: Turned;
  part(item: BranchRestriction): Json;
}

function comparison({ form, kind }: BranchRule): Comparison {
  const value = (item: BranchRestriction) => item.value;
  if (form === 'count' || kind === 'require_review_group_approvals_to_merge')
    return { compare: higher, part: value };
  if (form === 'limit') return { compare: lower, part: value };
  if (form !== 'who') return { compare: undirected, part: value };
  return { compare: fewerPeople, part: ({ users, groups }) => ({ users, groups }) };
}
