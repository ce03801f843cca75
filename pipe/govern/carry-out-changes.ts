import type { Applying, Deed } from '../../governance/apply-place.ts';
import { applyPlaces } from '../../governance/apply-places.ts';
import { belongings } from '../../governance/belongings.ts';
import { brake, takesRights } from '../../governance/brake.ts';
import type { Made } from '../../governance/make-plan.ts';
import type { Client } from '../../src/api.ts';
import { systemClock } from '../../src/io/bitbucket/clock.ts';
import { journalFile } from '../../src/io/journal-file.ts';
import { Secret } from '../../src/secret.ts';
import type { Context } from '../context.ts';
import { agree } from './agree.ts';
import { keptAt } from './kept-at.ts';
import { carriedOut, planTables, summary } from './plan-report.ts';
import { whoAmI } from './who-am-i.ts';

/** What a person said on the command line about changes. */
export interface Consent {
  readonly yes: boolean;
  readonly allowDeletions: boolean;
  readonly allowLockout: boolean;
}

/** Carries a plan out, if the brake lets it and somebody agrees; every write is journalled before and after. */
export async function carryOutChanges(
  made: Made,
  client: Client,
  consent: Consent,
  context: Context,
): Promise<readonly Deed[]> {
  if (carriedOut(made).length === 0) return [];
  const { yes, allowDeletions: deletions, allowLockout: lockout } = consent;
  const me = takesRights(made.plan.places) ? await whoAmI(client) : undefined;
  brake(made.plan.places, { there: thingsIn(made), me: me?.uuid }, { deletions, lockout });
  const title = `${made.plan.workspace}: ${summary(carriedOut(made))}`;
  await agree({ yes, title, tables: planTables(made) }, context);
  const applying = await applyingTo(client, context);
  return applyPlaces(made.plan.places, made.desired, applying);
}

function thingsIn({ seen }: Made): number {
  return seen.flat().reduce((sum, { observed }) => sum + observed.length, 0);
}

/** What changing settings may use of the world. */
export async function applyingTo(client: Client, context: Context): Promise<Applying> {
  const write = await journalFile(keptAt(context, 'journal.jsonl'));
  const { run, now, signal, process } = context;
  return {
    client,
    signal,
    journal: async ({ change, ...deed }) => {
      const along =
        deed.outcome === 'begun' ? await belongings(client.live, deed.place, change) : [];
      await write({ run, at: now(), ...deed, ...change, ...(along.length > 0 && { along }) });
    },
    wait: (milliseconds) => systemClock.wait(milliseconds, signal),
    secret: (name) => {
      const value = process.environment[name];
      return value === undefined || value === '' ? undefined : new Secret(value);
    },
  };
}
