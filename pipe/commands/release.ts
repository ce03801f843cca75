import { command } from '../command.ts';
import { refuseChanged } from '../find-package.ts';
import { pack } from '../pack.ts';
import { placeOn } from '../place-package.ts';
import { readTarget } from '../read-target.ts';
import { onTarget } from '../session.ts';

/** Packages, validates and activates in one run; the target's records tell which versions are taken. */
export const release = command(
  ['target', 'store', 'version', 'reason', 'dryRun', 'wait', 'verify', 'timings'],
  async (options, context) => {
    const named = await readTarget(options, context);
    return onTarget({ ...named, maySend: true }, context, async (session) => {
      const known = session.everyHost().flatMap(({ state }) => state.records);
      context.emit({ type: 'noted', severity: 'note', message: 'packing the checked-out commit' });
      const made = await pack(named.config, context, { ...options, known });
      const { manifest, isNew } = made;
      const message = `${isNew ? 'packed' : 'found'} ${manifest.build} (${manifest.files.length} entries, ${manifest.digest.slice(0, 12)})`;
      context.emit({ type: 'noted', severity: 'note', message });
      return placeOn(session, context, {
        action: 'release',
        ...(await refuseChanged(made)),
        verify: options.verify,
        reason: options.reason ?? '',
        dryRun: options.dryRun,
        wait: options.wait,
      });
    });
  },
);
