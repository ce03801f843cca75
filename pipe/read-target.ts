import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../src/config.ts';
import { Stop } from '../src/error.ts';
import { whyUnread } from '../src/io/why-unread.ts';
import { parseConfig, targetNamed } from '../src/parse-config.ts';
import type { Context } from './context.ts';
import type { Named } from './session.ts';

/** Reads the config file; a Stop says everything that is wrong with it. */
export async function readConfig(file: string, { directory }: Context): Promise<Config> {
  return parseConfig(file, await readText(resolve(directory, file), file));
}

/** The config and one of its targets; with `only`, just those of its hosts. */
export async function readTarget(
  options: {
    readonly config: string;
    readonly target?: string | undefined;
    readonly only?: readonly string[];
    /** Known only to commands that carry a plan out. */
    readonly dryRun?: boolean;
  },
  context: Context,
): Promise<Named> {
  const config = await readConfig(options.config, context);
  const [name, target] = targetNamed(config, options.target);
  const wanted = options.only ?? [];
  const names = target.hosts.map((host) => host.name);
  const unknown = wanted.filter((host) => !names.includes(host));
  if (unknown.length > 0) {
    throw new Stop(
      'usage',
      `Cannot find the host "${unknown.join('", "')}": ${name} has no such host`,
      {
        hint: `Its hosts are ${names.join(', ')}`,
      },
    );
  }
  const hosts =
    wanted.length === 0 ? target.hosts : target.hosts.filter((host) => wanted.includes(host.name));
  return { config, name, target: { ...target, hosts }, maySwitch: options.dryRun === false };
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Stop('usage', `Cannot read ${file}: ${whyUnread(error)}`, {
      cause: error,
      hint: 'Write one (see the README), or name it with --config',
    });
  }
}
