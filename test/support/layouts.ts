import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestHost } from './hosts.ts';

const page = (release: string) => `${release}\n`.repeat(3);
const sha = 'c0ffee'.repeat(6).padEnd(40, '0');

/** The files of a layout, as its tool leaves them; a link is written `-> target`. */
type Files = Readonly<Record<string, string>>;

const releases = (builds: readonly string[], more: (build: string) => Files = () => ({})): Files =>
  Object.assign(
    {},
    ...builds.map((build) => ({
      [`releases/${build}/public/page.txt`]: page(build),
      [`releases/${build}/REVISION`]: `${sha}\n`,
      [`releases/${build}/storage`]: '-> ../../shared/storage',
      ...more(build),
    })),
  );

const times = ['20260101000000', '20260102000000', '20260103000000'];
const deployed = (time: string) => `Branch main (at ${sha}) deployed as release ${time} by ana\n`;
const logged = (name: string) =>
  `{"created_at":"2026-11-20T08:00:00+0000","release_name":"${name}","user":"ana","target":"main"}\n`;

interface LaidOut {
  readonly live: string | RegExp;
  readonly previous: string | undefined;
  files(root: string): Files;
}

/** The layouts that can be adopted, with what is live in each and what was before. */
export const layouts: Readonly<
  Record<'capistrano' | 'deployer' | 'plain-symlink' | 'directory', LaidOut>
> = {
  capistrano: {
    live: '20260103000000',
    previous: '20260102000000',
    files: (root: string): Files => ({
      ...releases(times),
      'shared/storage/photo': 'precious',
      'revisions.log': times.map(deployed).join(''),
      current: `-> ${root}/releases/20260103000000`,
    }),
  },
  deployer: {
    live: '3',
    previous: '1',
    files: (): Files => ({
      ...releases(['1', '2', '3']),
      'releases/2/BAD_RELEASE': '2026-11-20T09:00:00+0000,ana\n',
      'shared/storage/photo': 'precious',
      '.dep/releases_log': ['1', '2', '3'].map(logged).join(''),
      '.dep/latest_release': '3\n',
      current: '-> releases/3',
    }),
  },
  'plain-symlink': {
    live: 'v3',
    previous: undefined,
    files: (): Files => ({
      ...releases(['v2', 'v3']),
      'shared/storage/photo': 'precious',
      current: '-> releases/v3',
    }),
  },
  directory: {
    live: /^adopted-[0-9]{14}$/,
    previous: undefined,
    files: (): Files => ({
      'current/public/page.txt': page('by hand'),
      'current/storage/photo': 'precious',
    }),
  },
};

/** Writes files below a host’s target, in the hands of its user. */
export function layOut({ outside }: TestHost, files: Files): void {
  const { uid, gid } = statSync(outside);
  for (const [name, content] of Object.entries(files)) {
    const path = join(outside, name);
    mkdirSync(dirname(path), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), path);
    else writeFileSync(path, content);
  }
  execFileSync('chown', ['-hR', `${uid}:${gid}`, outside]);
}
