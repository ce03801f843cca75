import type { Call } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Member } from '../state.ts';

/** A person, without a user name: Bitbucket has not returned those since 2019. */
export function userView({ origin }: Call, member: Member): object {
  const { uuid, account_id, display_name, nickname, account_status } = member;
  return {
    type: 'user',
    uuid,
    account_id,
    display_name,
    nickname,
    account_status,
    links: {
      self: { href: `${origin}/2.0/users/${encodeURIComponent(uuid)}` },
      html: { href: `https://bitbucket.org/${encodeURIComponent(uuid)}/` },
    },
  };
}

/** The person with this uuid, as others see them. */
export function userWith(call: Call, uuid: string): object {
  const member = memberNamed(call, uuid);
  return member === undefined
    ? { type: 'user', uuid, display_name: 'Former user' }
    : userView(call, member);
}

/** By uuid or account id; user names were withdrawn. */
export function memberNamed({ world }: Call, name: string): Member | undefined {
  return world.state.members.find(({ uuid, account_id }) => uuid === name || account_id === name);
}

/** The same, or 404. */
export function existingMember(call: Call, name: string): Member {
  const member = memberNamed(call, name);
  if (member === undefined) throw notFound(`User ${name}`);
  return member;
}
