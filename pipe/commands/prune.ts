import { Stop } from '../../src/error.ts';
import type { Plan } from '../../src/release/plan.ts';
import { mayGo, type Protection, protectedBuilds } from '../../src/release/retention.ts';
import type { ReleaseFacts } from '../../src/release/script.ts';
import { report } from '../../src/reports/report.ts';
import { carryOut } from '../carry-out.ts';
import { command, type Ending } from '../command.ts';
import { dryRun } from '../dry-run.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached, type Session } from '../session.ts';
import { tellStale } from '../tell-stale.ts';
import { factsOf } from '../write-scripts.ts';

/** Removes what retention does not protect; with `--build`, that one release. */
export const prune = command(
  ['target', 'build', 'reason', 'dryRun', 'wait'],
  async (options, context) => {
    const named = await readTarget(options, context);
    return onTarget(named, context, async (session) => {
      const plan = (hosts: readonly Reached[]) => planPrune(session, hosts, options.build);
      const hosts = session.everyHost();
      tellStale(hosts, context.emit);
      const planned = plan(hosts);
      if (options.dryRun) return dryRun(planned, hosts);
      if (planned.finish.length === 0) return nothingToRemove(session, options.build);
      return carryOut(session, context, {
        action: 'prune',
        reason: options.reason ?? '',
        wait: options.wait,
        package: undefined,
        plan,
        goal: liveFacts,
        migrations: () => [],
        success: 'unchanged',
      });
    });
  },
);

function nothingToRemove({ name }: Session, build: string | undefined): Ending {
  if (build !== undefined) {
    throw new Stop('failed', `Cannot remove ${build}: no host of ${name} has it`, {
      hint: 'See what there is with "cutover status --full"',
    });
  }
  const title = `${name}: there is nothing to remove`;
  return { exit: 0, report: report(title, { verdict: 'good', data: { target: name } }) };
}

function planPrune(
  { name, strategy, target, config }: Session,
  hosts: readonly Reached[],
  build: string | undefined,
): Plan {
  const { keep } = config;
  const going = hosts.map((each) => ({
    ...each,
    builds: build === undefined ? mayGo(each.state, { keep }) : oneBuild(each, build, keep),
  }));
  const lanes = going.flatMap(({ host, builds }) =>
    builds.length === 0
      ? []
      : [
          {
            host: host.name,
            steps: [
              ...builds.flatMap((each) => strategy.remove(each, target.strategy)),
              ...strategy.age(config.bridge, target.strategy),
            ],
          },
        ],
  );
  const all = [...new Set(going.flatMap(({ builds }) => builds))];
  return {
    action: 'prune',
    build: all.join(', ') || 'nothing',
    target: name,
    stages: [],
    rollback: [],
    finish: lanes.length === 0 ? [] : [{ phase: 'finish', lanes }],
  };
}

const hints: Partial<Record<Protection, string>> = {
  pinned: 'Take the pin away with "cutover pin --remove"',
  'in use': 'Restart the processes that still run in it first',
};

/** Of one release people say that it may go: only what retention protects for a reason stays. */
function oneBuild({ host, state }: Reached, build: string, keep: number): string[] {
  if (!state.releases.some((each) => each.build === build)) return [];
  const why = protectedBuilds(state, { keep }).get(build);
  if (why === undefined || why === 'kept') return [build];
  throw new Stop('failed', `Cannot remove ${build} from ${host.name}: it is ${why}`, {
    hint: hints[why] ?? 'Activate another release first',
  });
}

function liveFacts({ state }: Reached): ReleaseFacts {
  return factsOf(state.live ?? '', state.records);
}
