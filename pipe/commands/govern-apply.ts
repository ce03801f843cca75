import { join } from 'node:path';
import { type Applying, applyPlace, type Deed } from '../../governance/apply-place.ts';
import { brake, takesRights } from '../../governance/brake.ts';
import type { Made } from '../../governance/make-plan.ts';
import type { Client } from '../../src/api.ts';
import { Stop } from '../../src/error.ts';
import { askPerson } from '../../src/io/ask-person.ts';
import { systemClock } from '../../src/io/bitbucket/clock.ts';
import { journalFile } from '../../src/io/journal-file.ts';
import { report } from '../../src/reports/report.ts';
import { text } from '../../src/reports/text.ts';
import { Secret } from '../../src/secret.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { applyEnding } from '../govern/apply-ending.ts';
import { governing, planned } from '../govern/governing.ts';
import { carriedOut, planTables, summary } from '../govern/plan-report.ts';
import { refuseOther } from '../govern/saved-plan.ts';

/** Makes the settings what the policy says. Shows the plan first, and asks. */
export const governApply = command(
  ['policy', 'repository', 'budget', 'plan', 'yes', 'allowDeletions', 'allowLockout'],
  async (options, context) => {
    const session = await governing(options, context);
    const made = await planned(session, options.repository, context);
    if (options.plan !== undefined) await refuseOther(made.plan, options.plan, context.directory);
    if (carriedOut(made).length === 0) return applyEnding(made, [], context);
    const { allowDeletions: deletions, allowLockout: lockout } = options;
    const me = takesRights(made.plan.places) ? await whoAmI(session.client) : undefined;
    brake(made.plan.places, { there: thingsIn(made), me }, { deletions, lockout });
    await agree(made, options.yes, context);
    const deeds = await applyAll(made, session.client, context);
    return applyEnding(made, deeds, context);
  },
);

function thingsIn({ seen }: Made): number {
  return seen.flat().reduce((sum, { observed }) => sum + observed.length, 0);
}

/** An access token belongs to nobody, and may not change permissions either. */
async function whoAmI({ live }: Client): Promise<string | undefined> {
  const answer = await live.get('user').catch(() => undefined);
  const uuid = (answer as { readonly uuid?: unknown } | undefined)?.uuid;
  return typeof uuid === 'string' ? uuid : undefined;
}

async function agree(made: Made, yes: boolean, { process, environment, signal }: Context) {
  if (yes) return;
  if (process.out.isTTY !== true || environment.CI !== undefined) {
    throw new Stop('blocked', 'Cannot apply the plan: nobody is there to agree to it', {
      hint: 'Look at "govern plan", then repeat with --yes',
    });
  }
  const title = `${made.plan.workspace}: ${summary(carriedOut(made))}`;
  process.out.write(`${text(report(title, { tables: planTables(made) }))}\n`);
  if (await askPerson('Apply this?', signal)) return;
  throw new Stop('blocked', 'Nothing was applied: nobody agreed to it');
}

async function applyAll(made: Made, client: Client, context: Context): Promise<readonly Deed[]> {
  const write = await journalFile(
    join(context.directory, '.cutover', 'governance', 'journal.jsonl'),
  );
  const { run, now, signal, process } = context;
  const applying: Applying = {
    client,
    signal,
    journal: ({ change, ...deed }) => write({ run, at: now(), ...deed, ...change }),
    wait: (milliseconds) => systemClock.wait(milliseconds, signal),
    secret: (name) => {
      const value = process.environment[name];
      return value === undefined || value === '' ? undefined : new Secret(value);
    },
  };
  const { plan, desired } = made;
  const deeds = plan.places.map((place, index) => {
    const wanted = desired[index];
    return wanted === undefined ? [] : applyPlace(place, wanted, applying);
  });
  return (await Promise.all(deeds)).flat();
}
