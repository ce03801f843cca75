import { report } from '../../src/reports/report.ts';
import { command } from '../command.ts';
import { pack } from '../pack.ts';
import { packageFacts } from '../package-facts.ts';
import { readConfig } from '../read-target.ts';

/** Packs the built tree of the checked-out commit into the store. */
export const packageTree = command(['store', 'version'], async (options, context) => {
  const config = await readConfig(options.config, context);
  const { manifest, archive, isNew } = await pack(config, context, { ...options, known: [] });
  return {
    exit: 0,
    report: report(
      isNew
        ? `Packed ${manifest.build}`
        : `${manifest.build} is packed already, with the same content`,
      {
        verdict: 'good',
        ...packageFacts({ manifest, archive }),
      },
    ),
    results: {
      CUTOVER_BUILD: manifest.build,
      CUTOVER_VERSION: manifest.version,
      CUTOVER_COMMIT: manifest.commit,
      CUTOVER_DIGEST: manifest.digest,
    },
  };
});
