import { randomBytes } from 'node:crypto';
import type { Desk } from './answer-request.ts';
import type { Consumer } from './exchange-token.ts';
import { newBranch } from './new-branch.ts';
import { newProject } from './new-project.ts';
import { newRepository } from './new-repository.ts';
import { newMember } from './new-state.ts';
import { operations } from './operations/index.ts';
import { slugify } from './slugify.ts';
import type { Group, Member, Project, Repository } from './state.ts';
import type { Token } from './token.ts';

/** A token that was given out, and the header that carries it. */
export interface IssuedToken extends Token {
  /** Of the person it belongs to. */
  readonly email?: string;
  readonly authorization: string;
}

/** What can be put into Bitbucket without asking its API. */
export interface Additions {
  /** Adds a repository; its project and branches come with it, the first branch is the main one. */
  addRepository(repository: {
    readonly slug: string;
    readonly project?: string;
    readonly branches?: readonly string[];
    readonly private?: boolean;
  }): Repository;
  addProject(project: { readonly key: string; readonly name?: string }): Project;
  addMember(member: {
    readonly email: string;
    readonly name?: string;
    readonly permission?: 'owner' | 'member';
  }): Member;
  /** Members by e-mail. */
  addGroup(group: {
    readonly name: string;
    readonly slug?: string;
    readonly members?: readonly string[];
  }): Group;
  /** A token with every scope unless it says less; an API token is the owner’s unless it says whose. */
  issueToken(token: {
    readonly kind: 'access' | 'api';
    readonly scopes?: readonly string[];
    /** The e-mail of whose it is. */
    readonly email?: string;
    readonly repositories?: readonly string[];
    readonly projects?: readonly string[];
    readonly expires?: string;
  }): IssuedToken;
  /** From now on it is refused. */
  revokeToken(token: Token): void;
  /** A private OAuth consumer of the owner. */
  addConsumer(consumer: { readonly scopes: readonly string[] }): Consumer;
}

/** The additions to one server. */
export function newAdditions({ world, tokens, consumers }: Desk): Additions {
  const { state } = world;
  return {
    addRepository: (repository) => addRepository(world, repository),
    addProject: ({ key, name }) => newProject(world, key, name),
    addMember: (member) => pushed(state.members, newMember(state, member)),
    addGroup: ({ name, slug = slugify(name), members = [] }) =>
      pushed(state.groups, {
        name,
        slug,
        members: members.map((email) => memberOf(state.members, email).uuid),
      }),
    issueToken: (wanted) => {
      const token = issue(state.members, wanted);
      tokens.push(token);
      return token;
    },
    revokeToken: ({ secret }) => {
      tokens.splice(0, tokens.length, ...tokens.filter((token) => token.secret !== secret));
    },
    addConsumer: ({ scopes }) => {
      const user = ownerOf(state.members).uuid;
      return pushed(consumers, { key: random(), secret: random(), scopes, user });
    },
  };
}

type Wanted<Name extends keyof Additions> = Parameters<Additions[Name]>[0];

function addRepository(world: Desk['world'], wanted: Wanted<'addRepository'>): Repository {
  const { slug, project = 'CORE', branches = ['main'], private: is_private = true } = wanted;
  const { key } = world.state.projects[project] ?? newProject(world, project);
  const repository = newRepository(world, slug, key);
  repository.branches = branches.map((name) => newBranch(name));
  return Object.assign(repository, { is_private, mainbranch: branches[0] ?? null });
}

function issue(members: readonly Member[], wanted: Wanted<'issueToken'>): IssuedToken {
  const { kind, scopes = everyScope(kind), email: _, ...rest } = wanted;
  const secret = `${kind === 'api' ? 'ATATT' : 'ATCTT'}${random()}`;
  if (kind === 'access')
    return { ...rest, kind, scopes, secret, authorization: `Bearer ${secret}` };
  const { uuid, email } =
    wanted.email === undefined ? ownerOf(members) : memberOf(members, wanted.email);
  const authorization = `Basic ${Buffer.from(`${email}:${secret}`).toString('base64')}`;
  return { ...rest, kind, scopes, secret, email, user: uuid, authorization };
}

/** What all operations together need. */
function everyScope(kind: 'access' | 'api'): readonly string[] {
  const needed = operations.flatMap(({ scopes }) => (kind === 'api' ? scopes.api : scopes.oauth));
  return [...new Set(needed)];
}

function ownerOf(members: readonly Member[]): Member {
  const owner = members.find(({ permission }) => permission === 'owner');
  if (owner === undefined) throw new Error('Cannot issue a token: the workspace has no owner');
  return owner;
}

function memberOf(members: readonly Member[], email: string): Member {
  const member = members.find((one) => one.email === email);
  if (member === undefined) throw new Error(`Cannot find "${email}": add the member first`);
  return member;
}

function pushed<Item>(list: Item[], item: Item): Item {
  list.push(item);
  return item;
}

function random(): string {
  return randomBytes(12).toString('hex');
}
