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
    const { reason = '', dryRun, wait, verify } = options;
    return onTarget(named, context, async (session) => {
      const wanted = { ...options, app: named.config.app };
      const found = await find(wanted, session, context);
      const how = { reason, dryRun, wait, verify };
      return placeOn(session, context, { action: 'activate', ...found, ...how });
    });
  },
);

/** The package of the store, or else the release the hosts have: stores and artifacts do not live for ever. */
async function find(wanted: Wanted, session: Session, context: Context) {
  const stored = await findPackage(wanted, context).catch(async (error: unknown) => {
    const there =
      wanted.build === undefined ? undefined : await packageOnHosts(session, wanted.build);
    if (there === undefined) throw error;
    return there;
  });
  const { manifest, archive } = stored;
  if (archive !== undefined) await refuseChanged({ manifest, archive });
  return stored;
}
