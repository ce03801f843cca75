import { Stop } from '../src/error.ts';
import { keepNewSpaceSmall } from '../src/io/keep-new-space-small.ts';
import { type Parcel, parcel } from '../src/io/parcel.ts';
import { isRefused, lineOfFinding } from '../src/release/finding.ts';
import type { Manifest } from '../src/release/manifest.ts';
import { newMigrations } from '../src/release/migrations.ts';
import type { Plan } from '../src/release/plan.ts';
import { planPlacing, planRelease } from '../src/release/plan-release.ts';
import { alreadyLive } from './already-live.ts';
import { carryOut, type Request } from './carry-out.ts';
import { checkHosts } from './check-hosts.ts';
import type { Ending } from './command.ts';
import type { Context } from './context.ts';
import { dryRun } from './dry-run.ts';
import { earlyChoices } from './early-choices.ts';
import { findRooms, type HostRoom, lanesOfRooms } from './find-rooms.ts';
import { type Named, onTarget, type Reached, type Session } from './session.ts';
import { type Goal, writeScripts } from './write-scripts.ts';

/** What is to become of a package on a target. */
export interface Placing {
  readonly action: 'activate' | 'release' | 'validate';
  readonly manifest: Manifest;
  /** The archive’s file; undefined when every host has the release. */
  readonly archive: string | undefined;
  /** `full`: what is linked on a host is read again there, not only looked at. */
  readonly verify: 'quick' | 'full';
  readonly reason: string;
  readonly dryRun: boolean;
  /** Seconds to wait for a run that holds the lock. */
  readonly wait: number;
}

/** Puts a package on every host of a target; unless it is only validated, makes it live on all of them or on none. */
export async function placePackage(
  named: Named,
  context: Context,
  placing: Placing,
): Promise<Ending> {
  return onTarget({ ...named, maySend: true }, context, (session) =>
    placeOn(session, context, placing),
  );
}

/** The same on a target whose hosts are reached already. */
export async function placeOn(
  session: Session,
  context: Context,
  placing: Placing,
): Promise<Ending> {
  refuseBranch(session, context, placing);
  const hosts = session.everyHost();
  const rooms = await findRooms(session, hosts, placing.manifest);
  const findings = checkHosts(session, rooms, placing.manifest);
  if (placing.dryRun) return dryRun(planIn(session, context, { placing, rooms }), hosts, findings);
  ableRooms(session, context, { placing, rooms });
  const done =
    placing.action !== 'validate' &&
    hosts.every(({ state }) => state.live === placing.manifest.build && !state.journal);
  if (done) return alreadyLive(placing.manifest.build, session.name, hosts.length);
  // What is sent passes through in pieces; nothing of it is needed for long.
  keepNewSpaceSmall();
  const release = parcelOf(placing);
  const early = release === undefined ? undefined : earlyChoices(session, release);
  try {
    return await carryOut(session, context, {
      ...requestOf(session, context, placing),
      package: release,
      early: early?.chosen,
    });
  } finally {
    early?.drop();
  }
}

function parcelOf({ manifest, archive }: Placing): Parcel | undefined {
  return archive === undefined ? undefined : parcel({ manifest, archive });
}

function requestOf(session: Session, context: Context, placing: Placing): Omit<Request, 'package'> {
  const { action, reason, wait, manifest } = placing;
  return {
    action,
    reason,
    wait,
    plan: async (hosts) => {
      const rooms = await findRooms(session, hosts, manifest);
      return planIn(session, context, {
        placing,
        rooms: ableRooms(session, context, { placing, rooms }),
      });
    },
    goal: () => manifest,
    migrations: ({ state }) =>
      newMigrations(manifest.files, session.config.migrations?.files, state.migrations),
    success: action === 'validate' ? 'unchanged' : 'activated',
  };
}

/** The plan as it is when room has been made, and before it the making of it. */
function planIn(
  session: Session,
  context: Context,
  { placing, rooms }: { readonly placing: Placing; readonly rooms: readonly HostRoom[] },
): Plan {
  const hosts = rooms.map(({ after }) => after);
  const plan = planOf(session, context, { placing, hosts });
  const lanes = lanesOfRooms(session, rooms);
  return lanes.length === 0
    ? plan
    : { ...plan, stages: [{ phase: 'preflight', lanes }, ...plan.stages] };
}

function planOf(
  session: Session,
  { run }: Context,
  { placing, hosts }: { readonly placing: Placing; readonly hosts: readonly Reached[] },
): Plan {
  const { action, manifest, verify } = placing;
  const { name, config } = session;
  const goals = new Map(hosts.map((host) => [host, goalOf(host, manifest, session)]));
  const scripts = writeScripts(session, { action, run, verify }, goals);
  if (action !== 'validate') {
    const { onHostFailure } = session.target;
    const planning = { action, target: name, onHostFailure, probes: config.verify.probes };
    return planRelease(planning, scripts);
  }
  return {
    action,
    build: manifest.build,
    target: name,
    stages: planPlacing(scripts),
    rollback: [],
    finish: [],
  };
}

function goalOf({ state }: Reached, manifest: Manifest, { config }: Session): Goal {
  const brought = newMigrations(manifest.files, config.migrations?.files, state.migrations);
  const undoes = config.migrations?.kind === 'reversible' && brought.length > 0;
  return { release: manifest, digest: manifest.digest, undone: undoes ? [manifest] : [] };
}

/** The hosts that can take the release: all of them, or those left where the others go on; else a Stop. */
function ableRooms(
  session: Session,
  { emit }: Context,
  { placing, rooms }: { readonly placing: Placing; readonly rooms: readonly HostRoom[] },
): readonly HostRoom[] {
  const { name, target } = session;
  const { manifest } = placing;
  const findings = checkHosts(session, rooms, manifest);
  if (!isRefused(findings)) return rooms;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const unfit = new Set(errors.map(({ subject }) => subject));
  const others = rooms.filter(({ after }) => !unfit.has(after.host.name));
  if (target.onHostFailure === 'continue' && others.length > 0) {
    for (const each of errors) {
      const message = `going on without ${lineOfFinding(each)}`;
      emit({ type: 'noted', severity: 'warning', message });
    }
    return others;
  }
  throw new Stop('failed', `Cannot place ${manifest.build} on ${name}: nothing was changed`, {
    details: errors.map(lineOfFinding),
  });
}

/** A target that names its branch takes the releases of that branch, from runs on that branch. */
function refuseBranch({ name, target }: Named, { environment }: Context, { manifest }: Placing) {
  const branch = environment.BITBUCKET_BRANCH ?? manifest.branch;
  if (target.branch === undefined || branch === '' || branch === target.branch) return;
  throw new Stop(
    'blocked',
    `Cannot place ${manifest.build} on ${name}: it takes releases from "${target.branch}", this is "${branch}"`,
    {
      hint: 'Merge into that branch, or name another target',
    },
  );
}
