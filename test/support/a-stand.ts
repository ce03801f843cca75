import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, type Project } from './a-project.ts';
import { type Calling, cutover, type Ended, type Started, start } from './cutover.ts';
import { hostLines, startHosts, type TestHost } from './hosts.ts';
import type { OpensshOptions } from './openssh.ts';

/** A project, its hosts, and the command line between them. */
export interface Stand {
  readonly hosts: readonly TestHost[];
  readonly project: Project;
  run(...words: readonly string[]): Promise<Ended>;
  /** The same with more environment. */
  runWith(env: NonNullable<Calling['env']>, ...words: readonly string[]): Promise<Ended>;
  start(...words: readonly string[]): Started;
  startWith(env: NonNullable<Calling['env']>, ...words: readonly string[]): Started;
  /** What `current` says on each host; undefined where there is none. */
  live(): (string | undefined)[];
  /** A file of a host’s target, as it is on the disk. */
  read(host: number, path: string): string | undefined;
  /** Where a path of a host’s target really is. */
  path(host: number, path: string): string;
  stop(): Promise<void>;
}

export interface StandOptions {
  readonly hosts?: number;
  /** More of `cutover.yml`, before the targets. */
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly openssh?: OpensshOptions;
}

/** Starts hosts and makes a project whose target `production` they are. */
export async function aStand({
  hosts: count = 3,
  config = '',
  files = {},
  openssh = {},
}: StandOptions = {}): Promise<Stand> {
  const hosts = await startHosts(count, openssh);
  const root = hosts[0]?.root ?? '';
  const project = aProject(
    `app: shop\n${config}targets:\n  production:\n    strategy: { type: symlink, root: ${root} }\n    hosts:\n${hostLines(hosts)}`,
    files,
  );
  const key = Buffer.from(hosts[0]?.privateKey ?? '').toString('base64');
  const path = (host: number, name: string) => join(hosts[host]?.outside ?? '', name);
  const calling = (env: Calling['env'] = {}) => ({
    cwd: project.directory,
    env: { SSH_KEY: key, ...env },
  });
  return {
    hosts,
    project,
    run: (...words) => cutover(words, calling()),
    runWith: (env, ...words) => cutover(words, calling(env)),
    start: (...words) => start(words, calling()),
    startWith: (env, ...words) => start(words, calling(env)),
    live: () => hosts.map((_, index) => linkAt(path(index, 'current'))),
    read: (host, name) => textAt(path(host, name)),
    path,
    stop: async () => {
      await Promise.all(hosts.map((host) => host.stop()));
      project.remove();
    },
  };
}

/** Read in one step: what is there may be gone a moment after it was seen. */
function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
