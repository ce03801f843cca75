import { openTarGzip } from '../../src/io/open-tar.ts';
import { command } from '../command.ts';
import { findPackage, refuseChanged } from '../find-package.ts';
import { placePackage } from '../place-package.ts';
import { readTarget } from '../read-target.ts';

/** Makes a package live on every host of a target, or on none. */
export const activate = command(
  ['target', 'build', 'store', 'reason', 'dryRun'],
  async (options, context) => {
    const named = await readTarget(options, context);
    const stored = await findPackage({ ...options, app: named.config.app }, context);
    await refuseChanged(stored);
    const { manifest, archive } = stored;
    return placePackage(named, context, {
      action: 'activate',
      manifest,
      open: () => openTarGzip(archive),
      reason: options.reason ?? '',
      dryRun: options.dryRun,
    });
  },
);
