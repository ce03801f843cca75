import { resolve } from 'node:path';
import type { Config } from '../src/config.ts';
import { hookPhases } from '../src/hooks/hook.ts';
import { directoryStore } from '../src/io/directory-store.ts';
import { keepNewSpaceSmall } from '../src/io/keep-new-space-small.ts';
import type { Made } from '../src/io/make-package.ts';
import type { Store } from '../src/io/store.ts';
import type { KnownVersion } from '../src/release/choose-version.ts';
import type { Context } from './context.ts';
import { pipelineOf, whoOf } from './environment.ts';

/** What packing needs besides the config. */
export interface PackOptions {
  readonly store: string;
  readonly version?: string | undefined;
  /** Versions that a target has recorded: a commit keeps the one it has. */
  readonly known: readonly KnownVersion[];
}

/** Packs the checked-out commit into the store, or finds that it is there. */
export async function pack(config: Config, context: Context, options: PackOptions): Promise<Made> {
  // Loaded late: the secret scanner alone takes longer to start than most commands to run.
  const { makePackage } = await import('../src/io/make-package.ts');
  keepNewSpaceSmall();
  const { directory, environment: env, now } = context;
  const { version: scheme, ...packing } = config.package;
  return makePackage({
    ...packing,
    app: config.app,
    directory,
    scheme: options.version === undefined ? scheme : 'given',
    given: options.version,
    branch: env.BITBUCKET_BRANCH,
    tag: env.BITBUCKET_TAG,
    known: options.known,
    migrations: config.migrations,
    hooks: hookPhases.flatMap((phase) => config.hooks[phase].map(({ run }) => run)),
    builtBy: { who: whoOf(env), pipeline: pipelineOf(env), step: env.BITBUCKET_STEP_UUID ?? '' },
    now: now(),
    store: storeAt(options.store, context),
    storeDirectory: resolve(directory, options.store),
  });
}

/** The store in the clone directory, or wherever the option says. */
export function storeAt(path: string, { directory }: Context): Store {
  return directoryStore(resolve(directory, path));
}
