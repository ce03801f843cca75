import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { findPackage, refuseChanged, type Wanted } from '../find-package.ts';
import { packageOnHosts } from '../package-on-hosts.ts';
import { placeOn } from '../place-package.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Session } from '../session.ts';

/** Makes a package live on every host of a target, or on none. */
export const activate = command(
  ['target', 'build', 'store', 'reason', 'dryRun', 'wait', 'verify', 'timings'],
  async (options, context) => {
    const named = await readTarget(options, context);
    const { build, reason = '', dryRun, wait, verify } = options;
    const reading = readStored({ ...options, app: named.config.app }, context);
    // While the hosts are reached, which takes about as long; its failure is told below, after theirs.
    reading.catch(() => undefined);
    return onTarget({ ...named, maySend: true }, context, async (session) => {
      const found = await foundIn(await reading, build, session);
      const how = { reason, dryRun, wait, verify };
      return placeOn(session, context, { action: 'activate', ...found, ...how });
    });
  },
);

/** The package of the store, as it was packed, or why there is none. */
async function readStored(wanted: Wanted, context: Context) {
  const stored = await findPackage(wanted, context).catch((missing: unknown) => ({ missing }));
  if ('missing' in stored) return stored;
  return refuseChanged(stored);
}

/** That package, or else the release the hosts have: stores and artifacts do not live for ever. */
async function foundIn(
  stored: Awaited<ReturnType<typeof readStored>>,
  build: string | undefined,
  session: Session,
) {
  if (!('missing' in stored)) return stored;
  const there = build === undefined ? undefined : await packageOnHosts(session, build);
  if (there === undefined) throw stored.missing;
  return there;
}
