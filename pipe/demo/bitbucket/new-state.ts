import { newProject } from './new-project.ts';
import type { State } from './state.ts';
import { newUuid } from './world.ts';

/** A workspace with an owner and a project, and nothing else. */
export function newState(slug: string, now: Date): State {
  const state: State = {
    identities: 0,
    workspace: { uuid: '', slug, name: slug, variables: [], hooks: [] },
    members: [],
    groups: [],
    projects: {},
    repositories: {},
  };
  state.workspace.uuid = newUuid(state);
  state.members.push(newMember(state, { email: 'owner@example.com', permission: 'owner' }));
  newProject({ state, now: () => now }, 'CORE', 'Core');
  return state;
}

/** Somebody new; the name follows from the e-mail unless it is given. */
export function newMember(
  state: State,
  {
    email,
    name = nameIn(email),
    permission = 'member',
  }: { readonly email: string; readonly name?: string; readonly permission?: 'owner' | 'member' },
): State['members'][number] {
  const uuid = newUuid(state);
  return {
    uuid,
    account_id: `712020:${uuid.slice(1, -1)}`,
    display_name: name,
    nickname: name,
    email,
    permission,
    account_status: 'active',
  };
}

function nameIn(email: string): string {
  const [name = email] = email.split('@');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
