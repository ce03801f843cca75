import { openTarGzip } from '../../src/io/open-tar.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { findPackage, refuseChanged, type Wanted } from '../find-package.ts';
import { packageOnHosts } from '../package-on-hosts.ts';
import { placeOn } from '../place-package.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Session } from '../session.ts';

/** Makes a package live on every host of a target, or on none. */
export const activate = command(
  ['target', 'build', 'store', 'reason', 'dryRun', 'wait'],
  async (options, context) => {
    const named = await readTarget(options, context);
    const { reason = '', dryRun, wait } = options;
    return onTarget(named, context, async (session) => {
      const wanted = { ...options, app: named.config.app };
      const found = await find(wanted, session, context);
      return placeOn(session, context, { action: 'activate', ...found, reason, dryRun, wait });
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
  if ('open' in stored) return stored;
  await refuseChanged(stored);
  return { manifest: stored.manifest, open: () => openTarGzip(stored.archive) };
}
