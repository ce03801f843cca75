import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Made } from '../../governance/make-plan.ts';
import { reasonOf, Stop } from '../../src/error.ts';
import { type Report, report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import { governed, planned } from '../govern/governing.ts';
import { carriedOut, isSure, planFindings, planTables, summary } from '../govern/plan-report.ts';

/** What must change for the settings to be as the policy says. Changes nothing. */
export const governPlan = command(
  ['policy', 'repository', 'budget', 'checkpoint', 'verbose', 'output', 'exitCode'],
  (options, context) =>
    governed(options, context, async (session) => {
      const made = await planned(session, options.repository, context);
      if (options.output !== undefined) {
        await save(made, resolve(context.directory, options.output), options.output);
      }
      return endingOf(made, options.exitCode);
    }),
);

function endingOf(made: Made, exitCode: boolean): Ending {
  const changes = carriedOut(made);
  const sure = isSure(made);
  const changed = changes.length > 0;
  return {
    exit: !sure ? 3 : exitCode && changed ? 2 : 0,
    report: report(titleOf(made, changed, sure), {
      verdict: verdictOf(made, changed, sure),
      facts: changed ? [['plan', summary(changes)]] : [],
      tables: planTables(made),
      findings: planFindings(made),
      data: { plan: made.plan },
    }),
  };
}

function verdictOf({ plan }: Made, changed: boolean, sure: boolean): Report['verdict'] {
  if (!sure) return 'bad';
  return changed || leftToPeople(plan) > 0 ? 'neutral' : 'good';
}

function leftToPeople({ places }: Made['plan']): number {
  const changes = places.flatMap((place) => place.changes);
  return changes.filter(({ hindrance, excepted }) => hindrance !== undefined && !excepted).length;
}

function titleOf({ plan }: Made, changed: boolean, sure: boolean): string {
  if (!sure) return `${plan.workspace}: not everything could be looked at`;
  if (changed) return `${plan.workspace}: settings are not what the policy says`;
  const left = leftToPeople(plan);
  return left === 0
    ? `${plan.workspace}: no changes, settings are what the policy says`
    : `${plan.workspace}: no changes, and ${left} that only a person can make`;
}

async function save({ plan }: Made, file: string, named: string): Promise<void> {
  await writeFile(file, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 }).catch(
    (cause: unknown) => {
      throw new Stop('failed', `Cannot write the plan to ${named}: ${reasonOf(cause)}`, { cause });
    },
  );
}
