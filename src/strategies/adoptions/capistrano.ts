import type { Adoption, Past } from './adoption.ts';

// The two lines of Capistrano’s lib/capistrano/i18n.rb; both can be reworded by its configuration, and then tell nothing.
// Last verified 2026-11-21, version 3.17.2.
const deployed =
  /^Branch (?<branch>.*) \(at (?<commit>.*)\) deployed as release (?<build>\S+) by (?<by>.*)$/;
const rolledBack = /^(?<by>.*) rolled back to release (?<build>\S+)$/;

/** `releases/<UTC time>`, `current`, `shared`, `revisions.log`. */
export const capistrano: Adoption = {
  from: 'capistrano',
  pointer: 'link',
  disposable: true,
  log: 'revisions.log',
  past: (log) => log.split('\n').reduce(read, []),
};

function read(past: readonly Past[], line: string): readonly Past[] {
  const { build = '', branch = '', commit = '', by = '' } = deployed.exec(line)?.groups ?? {};
  if (build !== '') return [...past, { build, branch, commit, by }];
  const back = rolledBack.exec(line)?.groups?.build;
  const index = past.findLastIndex((each) => each.build === back);
  // What a rollback left is not what to go back to.
  return index < 0 ? past : past.slice(0, index + 1);
}
