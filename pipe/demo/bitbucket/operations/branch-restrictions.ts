import { bodyOf } from '../body-of.ts';
import { type Call, created, nothing, type Operation, ok, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf } from '../place-of.ts';
import { notFound } from '../refusal.ts';
import { restrictionBody as body, checkRestriction, settle } from '../restriction-rules.ts';
import { sections } from '../scopes.ts';
import type { Repository, Restriction } from '../state.ts';
import { groupNamed, groupView } from '../views/group-view.ts';
import { userWith } from '../views/user-view.ts';
import { newId } from '../world.ts';

const path = `${R}/branch-restrictions`;
const scopes = sections.adminRepository;

/** Rules for branches; reading them needs admin as well. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const branchRestrictions: readonly Operation[] = [
  { method: 'GET', path, scopes, answer: list },
  { method: 'POST', path, scopes, answer: create },
  {
    method: 'GET',
    path: `${path}/{id}`,
    scopes,
    answer: (call) => ok(view(call, existing(call, repositoryOf(call, 'admin')))),
  },
  { method: 'PUT', path: `${path}/{id}`, scopes, answer: update },
  { method: 'DELETE', path: `${path}/{id}`, scopes, answer: remove },
];

function list(call: Call) {
  const { restrictions } = repositoryOf(call, 'admin');
  const kind = call.query.get('kind');
  const pattern = call.query.get('pattern');
  const wanted = restrictions.filter(
    (one) => (kind === null || one.kind === kind) && (pattern === null || one.pattern === pattern),
  );
  return paginate(call, wanted, (one) => view(call, one));
}

function create(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const restriction = settle(call, bodyOf(call, body), {
    id: newId(call.world.state),
    kind: '',
    branch_match_kind: 'glob',
    pattern: '',
    branch_type: null,
    value: null,
    users: [],
    groups: [],
  });
  checkRestriction(call, repository, restriction, bodyOf(call, body));
  repository.restrictions.push(restriction);
  return created(view(call, restriction));
}

/** “Fields not present in the request body are ignored.” */
function update(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const before = existing(call, repository);
  const after = settle(call, bodyOf(call, body), before);
  checkRestriction(call, repository, after, { users: [], groups: [] });
  repository.restrictions[repository.restrictions.indexOf(before)] = after;
  return ok(view(call, after));
}

function remove(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const gone = existing(call, repository);
  repository.restrictions = repository.restrictions.filter((one) => one !== gone);
  return nothing;
}

function existing(call: Call, { restrictions }: Repository): Restriction {
  const found = restrictions.find(({ id }) => String(id) === param(call, 'id'));
  if (found === undefined) throw notFound('BranchRestriction');
  return found;
}

function view(call: Call, { users, groups, branch_type, ...rest }: Restriction) {
  const known = groups.flatMap((slug) => groupNamed(call, slug) ?? []);
  const { workspace = '', repo_slug = '' } = call.params;
  const self = `${call.origin}/2.0/repositories/${encodeURIComponent(workspace)}/${encodeURIComponent(repo_slug)}`;
  return {
    type: 'branchrestriction',
    ...rest,
    ...(branch_type === null ? {} : { branch_type }),
    users: users.map((uuid) => userWith(call, uuid)),
    groups: known.map((group) => groupView(call, group)),
    links: { self: { href: `${self}/branch-restrictions/${rest.id}` } },
  };
}
