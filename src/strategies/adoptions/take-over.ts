import { basename, dirname } from 'node:path/posix';
import type { Finding } from '../../release/finding.ts';
import type { HostState } from '../../release/host-state.ts';
import type { Layout } from '../../release/layout.ts';
import { buildName } from '../../release/manifest.ts';
import type { ReleaseFacts } from '../../release/script.ts';
import type { Shared } from '../strategy.ts';
import type { Adoption } from './adoption.ts';
import type { Found } from './found.ts';
import { sharedInside } from './shared-inside.ts';

/** What a host is, and what it found there. */
export interface Taking {
  readonly host: string;
  readonly at: Layout;
  readonly adoption: Adoption;
  readonly state: HostState;
  readonly found: Found;
  readonly shared: Shared;
  /** What a directory is to be called that has no name of its own. */
  readonly name: string;
}

/** How one host’s layout becomes a target’s. */
export interface TakeOver {
  /** What is live, by its name as a release. */
  readonly release: ReleaseFacts;
  /** What was live before, as far as anybody wrote it down. */
  readonly previous: string | undefined;
  /** How a directory at `current` becomes a release; `finish` where a killed adoption has moved it already. */
  readonly moves: 'no' | 'exchange' | 'rename' | 'finish';
  /** Content of the live release that belongs beside the releases. */
  readonly shares: readonly (readonly [kind: 'directory' | 'file', path: string])[];
  /** The releases that are not known yet. */
  readonly seals: readonly string[];
  /** Must a person say when what is live now may go? */
  readonly pins: boolean;
}

/** Decides how a host is taken over, or says why it cannot be. */
export function takeOver(taking: Taking): TakeOver | { readonly problems: readonly Finding[] } {
  const { adoption } = taking;
  const seen = adoption.pointer === 'directory' ? fromDirectory(taking) : fromLink(taking);
  const { shares, problems } = sharedInside(taking);
  const all = [...(typeof seen === 'string' ? [] : seen.problems), ...problems];
  if (typeof seen !== 'string' || all.length > 0) return { problems: all };
  return { ...known(taking, seen), moves: movesOf(taking), shares, pins: !adoption.disposable };
}

type Seen = string | { readonly problems: readonly Finding[] };

function fromDirectory({ host, at, state, found, name }: Taking): Seen {
  const { pointer, live } = state;
  if (pointer.is === 'other' && pointer.what === 'a directory') return name;
  if (pointer.is === 'absent' && found.unfinished !== undefined) return basename(found.unfinished);
  if (live !== undefined) return live;
  return refused(
    host,
    `${at.current} is no directory`,
    'see "cutover status", and name what it is with --from',
  );
}

function fromLink({ host, at, state, found, adoption }: Taking): Seen {
  if (state.live !== undefined) return state.live;
  if (state.pointer.is === 'other') {
    return refused(
      host,
      `${at.current} is ${state.pointer.what}, not a link as ${adoption.from} has it`,
      'for a directory: --from directory',
    );
  }
  if (found.where === undefined) {
    return refused(host, `${at.current} leads to no directory`, 'see where the app really is');
  }
  return elsewhere(host, found.where);
}

/** The places of the config are not where the releases lie: says which would be. */
function elsewhere(host: string, where: string): Seen {
  const [releases, name] = [dirname(where), basename(where)];
  const message = `what is live lies in ${releases}, which is not where the config looks for releases`;
  return buildName.safeParse(name).success
    ? refused(host, message, `write into cutover.yml: strategy: { …, releases: ${releases} }`)
    : refused(host, `"${name}" cannot be a release’s name`, 'rename it: letters, digits, "._+-"');
}

function refused(subject: string, message: string, hint: string): Seen {
  return { problems: [{ rule: 'adopt', severity: 'error', subject, message, hint }] };
}

function movesOf({ adoption, state, found }: Taking): TakeOver['moves'] {
  if (adoption.pointer === 'link' || state.pointer.is === 'link') return 'no';
  if (state.pointer.is === 'absent') return 'finish';
  return found.exchanges ? 'exchange' : 'rename';
}

function known({ adoption, state, found }: Taking, live: string) {
  const past = adoption.past(found.log, found.marks);
  const last = past.findLastIndex(({ build }) => build === live);
  const there = new Set(state.releases.map(({ build }) => build));
  const isWayBack = (build: string) =>
    build !== live && there.has(build) && found.marks.get(build)?.bad !== true;
  const before = last < 0 ? past : past.slice(0, last);
  const previous = before.findLast(({ build }) => isWayBack(build))?.build;
  const commit = found.marks.get(live)?.commit || (past[last]?.commit ?? '');
  const complete = new Set(
    state.releases.filter(({ is }) => is === 'complete').map(({ build }) => build),
  );
  return {
    release: { build: live, version: live, commit, branch: past[last]?.branch ?? '' },
    previous,
    seals: [live, ...(previous === undefined ? [] : [previous])].filter(
      (build) => !complete.has(build),
    ),
  };
}
