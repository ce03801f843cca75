import * as z from 'zod';
import type { Api } from '../../api.ts';
import { apiPath, withQuery } from '../../api-path.ts';
import { ApiProblem, endsTheRun } from '../../api-problem.ts';

/** A member of a workspace. Bitbucket gives out no user names any more. */
interface Person {
  readonly uuid: string;
  readonly accountId: string | undefined;
  readonly name: string;
}

/** A group of a workspace; its slug may be anything, and is never made from its name. */
interface Group {
  readonly slug: string;
  readonly name: string;
}

/** Who the names of a policy are. */
export interface Identities {
  /** By e-mail, account id or uuid, as it was asked for. */
  readonly users: ReadonlyMap<string, Person>;
  /** By name or slug, as it was asked for. */
  readonly groups: ReadonlyMap<string, Group>;
  /** All that are nobody, in the order they were asked for. */
  readonly unknown: { readonly users: readonly string[]; readonly groups: readonly string[] };
  /** Why the groups could not be looked at; then none of them is called unknown. */
  readonly groupsProblem: ApiProblem | undefined;
}

export interface Names {
  readonly workspace: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** As many as one call takes. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
const emailsAtOnce = 90;

const member = z.object({
  user: z.object({
    uuid: z.string(),
    account_id: z.string().optional(),
    display_name: z.string().default(''),
    email: z.string().optional(),
  }),
});
type Member = z.output<typeof member>['user'];
const groupList = z.array(z.object({ name: z.string(), slug: z.string() }));

/** Finds the people and groups of a policy with few calls: 90 e-mails in one, 100 members in one, all groups in one. */
export async function findIdentities(api: Api, names: Names): Promise<Identities> {
  const asked = [...new Set(names.users)];
  const [byEmail, byId] = [asked.filter(isEmail), asked.filter((name) => !isEmail(name))];
  const wanted = [...new Set(names.groups)];
  const [known, members, { groups, problem }] = await Promise.all([
    peopleByEmail(api, names.workspace, byEmail),
    peopleById(api, names.workspace, byId),
    groupsByName(api, names.workspace, wanted),
  ]);
  const users = new Map([...known, ...members]);
  return {
    users,
    groups,
    unknown: {
      users: asked.filter((name) => !users.has(name)),
      groups: problem === undefined ? wanted.filter((name) => !groups.has(name)) : [],
    },
    groupsProblem: problem,
  };
}

function isEmail(name: string): boolean {
  return name.includes('@');
}

async function peopleByEmail(api: Api, workspace: string, emails: readonly string[]) {
  // Quotes end a string of the query, and no account has them.
  const askable = emails.filter((email) => !/["\\]/.test(email));
  const found = new Map<string, Person>();
  for (let at = 0; at < askable.length; at += emailsAtOnce) {
    const some = askable.slice(at, at + emailsAtOnce);
    const query = {
      q: `user.email IN (${some.map((email) => `"${email}"`).join(',')})`,
      fields: ['+values.user.email'],
    };
    const members = await membersOf(
      api,
      withQuery(apiPath('workspaces', workspace, 'members'), query),
    );
    for (const email of some) {
      const user = members.find((one) => one.email?.toLowerCase() === email.toLowerCase());
      if (user !== undefined) found.set(email, personOf(user));
    }
  }
  return found;
}

async function peopleById(api: Api, workspace: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const members = await membersOf(api, apiPath('workspaces', workspace, 'members'));
  return ids.flatMap((id): [string, Person][] => {
    const user = members.find((one) => [one.uuid, one.account_id].includes(id));
    return user === undefined ? [] : [[id, personOf(user)]];
  });
}

async function membersOf(api: Api, path: string): Promise<readonly Member[]> {
  const found = await api.list(path);
  return found.flatMap((one) => member.safeParse(one).data?.user ?? []);
}

function personOf({ uuid, account_id, display_name }: Member): Person {
  return { uuid, accountId: account_id, name: display_name };
}

/** API 2.0 has no list of groups; that of 1.0 is "temporarily" there. Last verified 2026-11-20, Atlassian’s documentation and bbx. */
async function groupsByName(api: Api, workspace: string, names: readonly string[]) {
  const groups = new Map<string, Group>();
  if (names.length === 0) return { groups, problem: undefined };
  try {
    const all = groupList.parse(await api.get(`/1.0/${apiPath('groups', workspace)}/`));
    for (const name of names) {
      const group = all.find(({ slug }) => slug === name) ?? all.find((one) => one.name === name);
      if (group !== undefined) groups.set(name, { slug: group.slug, name: group.name });
    }
    return { groups, problem: undefined };
  } catch (error) {
    return { groups, problem: tolerable(error) };
  }
}

/** Groups that cannot be looked at are a gap in the report; anything else that is wrong ends the run. */
function tolerable(error: unknown): ApiProblem {
  if (error instanceof ApiProblem && !endsTheRun(error)) return error;
  if (!(error instanceof z.ZodError)) throw error;
  return new ApiProblem('Cannot read the groups: the answer is no list of them', {
    kind: 'not-json',
  });
}
