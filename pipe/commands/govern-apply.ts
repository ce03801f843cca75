import { command } from '../command.ts';
import { alone } from '../govern/alone.ts';
import { applyEnding } from '../govern/apply-ending.ts';
import { carryOutChanges } from '../govern/carry-out-changes.ts';
import { governed, planned } from '../govern/governing.ts';
import { readPlan, refuseOther } from '../govern/saved-plan.ts';

/** Makes the settings what the policy says. Shows the plan first, and asks. */
export const governApply = command(
  [
    ...(['policy', 'repository', 'budget', 'checkpoint', 'verbose'] as const),
    ...(['plan', 'yes', 'allowDeletions', 'allowLockout'] as const),
  ],
  (options, context) =>
    governed(options, context, (session) =>
      alone(context, async () => {
        const { plan } = options;
        const saved = plan === undefined ? undefined : await readPlan(plan, context.directory);
        const made = await planned(session, options.repository, context);
        if (saved !== undefined) refuseOther(made.plan, saved);
        const deeds = await carryOutChanges(made, session.client, options, context);
        return applyEnding(made, deeds, context);
      }),
    ),
);
