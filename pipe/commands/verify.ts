import { type Execution, execute } from '../../src/engine/execute.ts';
import { exitCodes, Stop } from '../../src/error.ts';
import type { Plan } from '../../src/release/plan.ts';
import { planSwitch } from '../../src/release/plan-switch.ts';
import { report } from '../../src/reports/report.ts';
import { closeRun } from '../close-run.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { engineFor } from '../engine-for.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached, type Session } from '../session.ts';
import { factsOf, type Goal, writeScripts } from '../write-scripts.ts';

/** Runs the target’s verification against what is live now; changes nothing. */
export const verify = command(['target', 'only'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    const hosts = session.everyHost();
    const plan = planVerify(session, context, hosts);
    const execution = await executeAndClose(session, context, { plan, hosts });
    return endingOf(plan, execution, context);
  });
});

async function executeAndClose(
  session: Session,
  context: Context,
  { plan, hosts }: { readonly plan: Plan; readonly hosts: readonly Reached[] },
): Promise<Execution> {
  try {
    return await execute(plan, engineFor(context, hosts, session));
  } finally {
    await closeRun(session, hosts, context);
  }
}

function planVerify(session: Session, { run }: Context, hosts: readonly Reached[]): Plan {
  const { name, config } = session;
  const goals = new Map(hosts.map((host) => [host, liveGoal(host, name)]));
  const scripts = writeScripts(session, { action: 'verify', run }, goals);
  const planning = { action: 'verify', target: name, probes: config.verify.probes };
  const build = [...new Set(scripts.map(({ to }) => to.build))].join(', ');
  const stages = planSwitch(planning, scripts);
  return { action: 'verify', build, target: name, stages, rollback: [], finish: [] };
}

function liveGoal({ host, state }: Reached, target: string): Goal {
  if (state.live === undefined) {
    throw new Stop('failed', `Cannot verify ${target}: nothing is live on ${host.name}`, {
      hint: 'Activate a release first',
    });
  }
  return { release: factsOf(state.live, state.records), digest: undefined, undone: [] };
}

function endingOf(
  { build, target }: Plan,
  { outcome, reason }: Execution,
  { deeds }: Context,
): Ending {
  const passed = outcome === 'activated';
  const said = passed ? `passed ${deeds.checks.length} checks` : `did not pass: ${reason}`;
  return {
    exit: passed ? 0 : exitCodes.failed,
    report: report(`${target}: ${build} ${said}`, {
      verdict: passed ? 'good' : 'bad',
      checks: deeds.checks,
      data: { target, build, passed, reason, verification: deeds.verification },
    }),
  };
}
