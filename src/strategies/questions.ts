import type { Layout } from '../release/layout.ts';
import { lockScript } from '../release/lock-owner.ts';
import { processScript } from '../release/processes.ts';
import { type ShellCommand, script } from '../shell.ts';

/** What a host needs to have: it is in coreutils, findutils, tar and gzip, and in BusyBox. Hooks use `setsid` where it is. */
const tools = ['tar', 'gzip', 'find', 'stat', 'sha256sum', 'df', 'readlink'];

/** What of the config the questions are about. */
export interface Asked {
  readonly shared: readonly string[];
  /** The directory of migrations in a release. */
  readonly migrations: string | undefined;
}

/** What to ask a host about its releases; `hostState` reads the answers. Changes nothing. */
export function questions(
  { root, releases, current, work, ...places }: Layout,
  { shared, migrations }: Asked,
): Readonly<Record<string, ShellCommand>> {
  return {
    user: ['id', '-un'],
    tools: script('for tool; do command -v "$tool" >/dev/null || echo "$tool"; done', ...tools),
    places: script(placeScript, root, releases, current.replace(/\/[^/]*$/, '') || '/', work),
    pointer: script(pointerScript, current),
    live: script('cd -P "$1" && pwd -P && cd -P "$2" && pwd -P', current, releases),
    space: script(spaceScript, root),
    releases: script(releaseScript, releases, ...places.reserved),
    seals: script(sealScript, places.seals),
    placing: script('cd "$1" && ls', places.placing),
    pins: script('cd "$1" && ls', places.pins),
    records: ['cat', places.records],
    lock: script(lockScript, places.lock),
    journal: ['cat', places.journal],
    shared: script(sharedScript, places.shared, ...shared),
    migrations: script('cd "$1/$2" && find . -type f', current, migrations ?? '.cutover-none'),
    processes: script(processScript, releases, current),
  };
}

/** `<device> <exists> <writable> <kind> <path>` of each place, or of the nearest directory above it. */
const placeScript = `
newline='
' rest=
for at; do
  shift
  exists=yes writable=no kind=other
  while [ ! -e "$at" ] && [ ! -L "$at" ]; do exists=no at=$(dirname "$at"); done
  [ -f "$at" ] && kind=file
  [ -d "$at" ] && kind=directory && [ -w "$at" ] && [ -x "$at" ] && writable=yes
  rest="$rest$exists $writable $kind $at$newline"
  [ -e "$at" ] || at=$(dirname "$at")
  set -- "$@" "$at"
done
stat -L -c %d "$@" | while read -r device; do
  echo "$device \${rest%%"$newline"*}"
  rest=\${rest#*"$newline"}
done`;

const pointerScript = `
if [ -L "$1" ]; then echo "link $(readlink "$1")"
elif [ -d "$1" ]; then echo "other a directory"
elif [ -e "$1" ]; then echo "other a file"
else echo absent; fi`;

/** Free KiB, then free inodes; a file system without inodes says "-" or nothing. */
const spaceScript = `
at=$1
while [ ! -d "$at" ]; do at=$(dirname "$at"); done
last() { free=; while read -r _ _ _ now _; do free=$now; done; echo "$free"; }
df -Pk "$at" | last
df -Pi "$at" 2>/dev/null | last`;

/** The host's time, then \`<modified> <name>\` of each directory; links and reserved names are no releases, nor is what no build can be called. */
const releaseScript = `
date +%s
cd "$1" || exit 0
shift
names=
for name in *; do
  [ -d "$name" ] && [ ! -L "$name" ] || continue
  case $name in *[!A-Za-z0-9._+-]*) continue ;; esac
  for reserved; do [ "$name" = "$reserved" ] && continue 2; done
  names="$names $name"
done
[ -z "$names" ] || stat -c '%Y %n' -- $names`;

const sealScript = `
cd "$1" || exit 0
for name in *; do
  [ -f "$name" ] || continue
  digest=; IFS= read -r digest < "$name"
  echo "$digest $name"
done`;

const sharedScript = `
cd "$1" || exit 0
shift
for path; do
  kind=other
  [ -f "$path" ] && kind=file
  [ -d "$path" ] && kind=directory
  [ -e "$path" ] || [ -L "$path" ] || kind=absent
  above=$path
  while [ "$kind" = absent ] && [ "$above" != . ]; do
    above=$(dirname "$above")
    [ -d "$above" ] && break
    [ -e "$above" ] || [ -L "$above" ] && kind=blocked
  done
  echo "$kind $path"
done`;
