import { command } from '../command.ts';
import { alone } from '../govern/alone.ts';
import { applyEnding } from '../govern/apply-ending.ts';
import { carryOutChanges } from '../govern/carry-out-changes.ts';
import { governing, planned } from '../govern/governing.ts';
import { refuseOther } from '../govern/saved-plan.ts';

/** Makes the settings what the policy says. Shows the plan first, and asks. */
export const governApply = command(
  ['policy', 'repository', 'budget', 'plan', 'yes', 'allowDeletions', 'allowLockout'],
  async (options, context) => {
    const session = await governing(options, context);
    return alone(context, async () => {
      const made = await planned(session, options.repository, context);
      if (options.plan !== undefined) await refuseOther(made.plan, options.plan, context.directory);
      const deeds = await carryOutChanges(made, session.client, options, context);
      return applyEnding(made, deeds, context);
    });
  },
);
