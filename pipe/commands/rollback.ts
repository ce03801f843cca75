import { Stop } from '../../src/error.ts';
import { commonBuild } from '../../src/release/common-build.ts';
import { badBuilds, leftWithMigrations, previousOf } from '../../src/release/history.ts';
import { presentBuilds } from '../../src/release/host-state.ts';
import { planRollback } from '../../src/release/plan-rollback.ts';
import type { ReleaseFacts } from '../../src/release/script.ts';
import { alreadyLive } from '../already-live.ts';
import { carryOut } from '../carry-out.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { dryRun } from '../dry-run.ts';
import { readTarget } from '../read-target.ts';
import { recoveryEnding } from '../recovery-ending.ts';
import { onTarget, type Reached, type Session } from '../session.ts';
import { factsOf, type Goal, writeScripts } from '../write-scripts.ts';

/** The way back: to what was live before on each host, or to a build that is still there. */
export const rollback = command(
  ['target', 'to', 'reason', 'dryRun', 'wait', 'timings'],
  async (options, context) => {
    const named = await readTarget(options, context);
    return onTarget(named, context, (session) => goBack(session, context, options));
  },
);

interface Wanted {
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  readonly wait: number;
}

async function goBack(
  session: Session,
  context: Context,
  { to, reason, dryRun: dry, wait }: Wanted,
): Promise<Ending> {
  const { name, config } = session;
  const planning = { action: 'rollback', target: name, probes: config.verify.probes };
  const plan = (hosts: readonly Reached[]) => {
    const goals = goalsOf(hosts, to, session);
    return planRollback(
      planning,
      writeScripts(session, { action: 'rollback', run: context.run }, goals),
    );
  };
  const hosts = session.everyHost();
  const planned = plan(hosts);
  if (dry) return dryRun(planned, hosts);
  if (to !== undefined && hosts.every(({ state }) => state.live === to && !state.journal)) {
    return alreadyLive(to, name, hosts.length);
  }
  return carryOut(session, context, {
    action: 'rollback',
    reason: reason ?? '',
    wait,
    package: undefined,
    plan,
    goal: (host) => releaseOf(host, to),
    migrations: () => [],
    success: 'activated',
    // Whoever wanted back from a release that never came to its end is back.
    afterRecovery: (recovered) =>
      to === undefined && recovered.some(({ verdict }) => verdict.outcome === 'rolled-back')
        ? recoveryEnding(session, recovered)
        : undefined,
  });
}

function goalsOf(
  hosts: readonly Reached[],
  to: string | undefined,
  session: Session,
): Map<Reached, Goal> {
  const problems = hosts.flatMap((host) => [
    ...problemOf(host, to),
    ...goneWithMigrations(host, releaseOf(host, to).build, session),
  ]);
  if (problems.length > 0) {
    throw new Stop('failed', `Cannot roll back ${session.name}: nothing was changed`, {
      details: problems,
      hint: 'See what there is with "cutover status --full", and activate or name a build that every host has',
    });
  }
  const goals = hosts.map((host) => [host, releaseOf(host, to)] as const);
  refuseApart(goals, session);
  return new Map(goals.map(([host, release]) => [host, goalOf(host, release, session)]));
}

/** Each host’s own way back may be another: going there would set them apart, which only a person may want. */
function refuseApart(goals: readonly (readonly [Reached, ReleaseFacts])[], { name }: Session) {
  // What a dead run left apart is put right under the lock, and then asked again.
  const isUnfinished = goals.some(([{ state }]) => state.journal !== undefined);
  if (isUnfinished || new Set(goals.map(([, { build }]) => build)).size <= 1) return;
  const common = commonBuild(goals.map(([{ state }]) => state));
  throw new Stop('failed', `Cannot roll back ${name}: its hosts would go to different builds`, {
    details: goals.map(([{ host }, { build }]) => `${host.name}: ${build}`),
    hint:
      common === undefined
        ? 'No build is left on all of them: activate one'
        : `Name the build that all go to, as "cutover rollback --to ${common}"`,
  });
}

function goalOf(host: Reached, release: ReleaseFacts, session: Session): Goal {
  return { release, digest: undefined, undone: undone(host, release.build, session) };
}

/** Why this host can't go there; nothing when it can. */
function problemOf({ host, state }: Reached, to: string | undefined): string[] {
  const present = presentBuilds(state);
  if (state.pointer.is === 'other') {
    return [`${host.name}: the pointer "current" is ${state.pointer.what}, not a link`];
  }
  if (to === undefined) {
    const previous = previousOf(state.records, state.live, present);
    return previous === undefined
      ? [`${host.name}: nothing was live before that is still there and was not bad`]
      : [];
  }
  if (state.live === to) return [];
  if (!present.has(to)) return [`${host.name}: ${to} is not there, or is not complete`];
  return badBuilds(state.records).has(to)
    ? [`${host.name}: ${to} was bad: it was live and had to be left`]
    : [];
}

function releaseOf({ state }: Reached, to: string | undefined): ReleaseFacts {
  const build = to ?? previousOf(state.records, state.live, presentBuilds(state)) ?? '';
  return factsOf(build, state.records);
}

/** The releases that are left take their own migrations back, the newest first, if they can be. */
function undone({ state }: Reached, to: string, { config }: Session): readonly ReleaseFacts[] {
  if (config.migrations?.kind !== 'reversible' || state.live === to) return [];
  return leftWithMigrations(state.records, to).map((build) => factsOf(build, state.records));
}

/** A release that is gone cannot take its migrations back. */
function goneWithMigrations(reached: Reached, to: string, session: Session): string[] {
  const present = presentBuilds(reached.state);
  return undone(reached, to, session)
    .filter(({ build }) => !present.has(build))
    .map(
      ({ build }) =>
        `${reached.host.name}: ${build} brought migrations and is not there any more to take them back`,
    );
}
