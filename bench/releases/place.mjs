import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * A tool’s directory on a host. It can be put back to what it was when it was kept: the files of its releases are never
 * touched by that, their times and inodes stay. What is in the way is moved aside, because removing many files slows down
 * what is measured next.
 */
export function placeOn(host, tool) {
  const root = join(host.files, tool);
  const kept = join(host.files, 'kept', tool);
  const aside = join(host.files, 'aside');
  const releases = join(root, 'releases');
  let known = new Set();
  let moved = 0;
  mkdirSync(releases, { recursive: true });
  for (const each of [kept, aside]) mkdirSync(each, { recursive: true });
  own(root, host.files);
  const others = () => readdirSync(root).filter((name) => name !== 'releases');
  const away = (path) => renameSync(path, join(aside, `${tool}-${++moved}-${Date.now()}`));
  return {
    root,
    keep: () => {
      execFileSync('find', [kept, '-mindepth', '1', '-delete']);
      known = new Set(readdirSync(releases));
      copy(others(), root, kept);
    },
    reset: () => {
      for (const name of others()) away(join(root, name));
      copy(readdirSync(kept), kept, root);
      for (const name of readdirSync(releases)) if (!known.has(name)) away(join(releases, name));
    },
    /** Takes everything away. */
    clear: () => {
      for (const name of [...others(), 'releases']) away(join(root, name));
      mkdirSync(releases);
      own(root, host.files);
    },
    live: () => linkAt(join(root, 'current')),
  };
}

function copy(names, from, to) {
  for (const name of names) execFileSync('cp', ['-a', join(from, name), to]);
}

function own(root, like) {
  execFileSync('chown', ['-R', `--reference=${like}`, root]);
}

function linkAt(path) {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? basename(readlinkSync(path)) : undefined;
}
