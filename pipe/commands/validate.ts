import { exitCodes } from '../../src/error.ts';
import { isRefused } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { command } from '../command.ts';
import { checkPackage, findPackage, refuseBad } from '../find-package.ts';
import { packageFacts } from '../package-facts.ts';
import { placePackage } from '../place-package.ts';
import { readConfig, readTarget } from '../read-target.ts';

/** Checks a package entry by entry; with a target, also places it on the hosts and runs its `prepare` hooks, not live. */
export const validate = command(
  ['target', 'build', 'store', 'reason', 'dryRun', 'wait', 'verify', 'timings'],
  async (options, context) => {
    const { app } = await readConfig(options.config, context);
    const stored = await findPackage({ ...options, app }, context);
    const { manifest } = stored;
    if (options.target !== undefined) {
      return placePackage(await readTarget(options, context), context, {
        action: 'validate',
        ...(await refuseBad(stored)),
        verify: options.verify,
        reason: options.reason ?? '',
        dryRun: options.dryRun,
        wait: options.wait,
      });
    }
    const findings = await checkPackage(stored);
    const refused = isRefused(findings);
    return {
      exit: refused ? exitCodes.failed : 0,
      report: report(`${manifest.build} is ${refused ? 'not ' : ''}what its manifest says`, {
        verdict: refused ? 'bad' : 'good',
        ...packageFacts(stored),
        findings,
      }),
    };
  },
);
