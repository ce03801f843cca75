import type { Manifest } from '../src/release/manifest.ts';
import type { Lane } from '../src/release/plan.ts';
import { mayYield } from '../src/release/retention.ts';
import { makeRoom, type Room, readSizes, sizes } from '../src/release/room.ts';
import { covers, noSpace, type Space, shortage } from '../src/release/space.ts';
import { toShell } from '../src/shell.ts';
import type { Reached, Session } from './session.ts';
import { spaceOn } from './space-on.ts';

/** A host, what a release takes there, and how room is made for it. */
export interface HostRoom {
  readonly reached: Reached;
  readonly space: Space;
  /** Undefined where there is room. */
  readonly room: Room | undefined;
  /** The host as it will be: without what is removed. */
  readonly after: Reached;
}

/** Looks at every host for room for a package; where there is too little, at what may be removed for it. */
export async function findRooms(
  session: Session,
  hosts: readonly Reached[],
  manifest: Manifest,
): Promise<HostRoom[]> {
  return Promise.all(hosts.map((reached) => findRoom(session, reached, manifest)));
}

async function findRoom(session: Session, reached: Reached, manifest: Manifest): Promise<HostRoom> {
  const { state } = reached;
  const { space, base } = await spaceOn(session, reached, manifest);
  const missing = shortage(state, space);
  if (covers(noSpace, missing)) return { reached, space, room: undefined, after: reached };
  const candidates = mayYield(state, manifest.build).filter((each) => each !== base);
  const stays = state.releases
    .map((each) => each.build)
    .filter((each) => !candidates.includes(each));
  const { at } = session;
  const question = sizes(at.releases, { stays: [...stays, at.bridge], candidates });
  const { stdout } = await reached.connection.run(toShell(question), { repeatable: true });
  const room = makeRoom(missing, readSizes(stdout, candidates));
  return { reached, space, room, after: without(reached, room.removes) };
}

function without(reached: Reached, removed: readonly string[]): Reached {
  const { state } = reached;
  const releases = state.releases.filter(({ build }) => !removed.includes(build));
  return { ...reached, state: { ...state, releases } };
}

/** What makes the room, host by host. */
export function lanesOfRooms({ strategy, target }: Session, rooms: readonly HostRoom[]): Lane[] {
  return rooms.flatMap(({ reached, space, room }): Lane[] => {
    if (room === undefined || room.removes.length === 0) return [];
    const steps = strategy.makeRoom(room.removes, space, target.strategy);
    return [{ host: reached.host.name, steps }];
  });
}
