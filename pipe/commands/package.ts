import { report } from '../../src/reports/report.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { pack } from '../pack.ts';
import { packageFacts } from '../package-facts.ts';
import { readConfig, readTarget } from '../read-target.ts';
import { onTarget } from '../session.ts';

/** Packs the built tree of the checked-out commit into the store; a target's records tell which versions are taken. */
export const packageTree = command(['target', 'store', 'version'], async (options, context) => {
  const config = await readConfig(options.config, context);
  const known = await recordsOf(options, context);
  const { manifest, archive, isNew } = await pack(config, context, { ...options, known });
  const { build, version, commit, digest } = manifest;
  const title = isNew ? `Packed ${build}` : `${build} is packed already, with the same content`;
  return {
    exit: 0,
    report: report(title, { verdict: 'good', ...packageFacts({ manifest, archive }) }),
    results: {
      CUTOVER_BUILD: build,
      CUTOVER_VERSION: version,
      CUTOVER_COMMIT: commit,
      CUTOVER_DIGEST: digest,
    },
  };
});

async function recordsOf(
  options: { readonly config: string; readonly target: string | undefined },
  context: Context,
) {
  if (options.target === undefined) return [];
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) =>
    session.everyHost().flatMap(({ state }) => state.records),
  );
}
