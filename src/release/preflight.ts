import type { Finding } from './finding.ts';
import type { HostState } from './host-state.ts';
import type { Room } from './room.ts';
import { covers, noSpace, type Space, shortage, wanted } from './space.ts';

/** What a release needs of a host: to be written, nothing where nothing is sent; and what else must be there. */
export interface Need extends Space {
  /** How room is made first, where there is too little. */
  readonly room?: Room | undefined;
  readonly shared: { readonly directories: readonly string[]; readonly files: readonly string[] };
  /** Paths the package brings itself. */
  readonly packed: ReadonlySet<string>;
}

/** Why this host can't take the release, all of it at once; nothing when it can. */
export function preflight(host: string, state: HostState, need: Need): Finding[] {
  const error = (rule: string, message: string, hint?: string): Finding => ({
    rule,
    severity: 'error',
    subject: host,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
  return [
    ...state.missingTools.map((tool) =>
      error('tool-missing', `"${tool}" is not there`, `install it, for the user "${state.user}"`),
    ),
    ...pointerProblems(state).map(([message, hint]) => error('pointer', message, hint)),
    ...placeProblems(state).map(([message, hint]) => error('place', message, hint)),
    ...spaceProblems(state, need).map(([message, hint]) => error('no-space', message, hint)),
    ...sharedProblems(state, need).map(([message, hint]) => error('shared', message, hint)),
    ...recordProblems(state).map(
      ([message, hint]): Finding => ({ ...error('records', message, hint), severity: 'warning' }),
    ),
  ];
}

type Problem = readonly [message: string, hint?: string];

function pointerProblems({ pointer, places, live }: HostState): Problem[] {
  const { path } = places.current;
  if (pointer.is === 'other') {
    return [
      [
        `the pointer "current" in ${path} is ${pointer.what}, not a link`,
        pointer.what === 'a directory'
          ? 'take it over as the first release: cutover adopt --from directory'
          : 'move it away',
      ],
    ];
  }
  if (pointer.is === 'link' && live === undefined) {
    return [
      [
        `the pointer "current" in ${path} leads to "${pointer.text}", which is none of the releases`,
        'point it to a release, or take over what is there: cutover adopt --from plain-symlink',
      ],
    ];
  }
  return [];
}

function placeProblems({ places, user }: HostState): Problem[] {
  const all = Object.values(places);
  const closed = all.filter(({ writable, kind }) => kind === 'directory' && !writable);
  const files = all.filter(({ kind }) => kind !== 'directory');
  const paths = (list: typeof all) => [...new Set(list.map(({ path }) => path))];
  const devices = new Set(all.map(({ device }) => device));
  return [
    ...paths(closed).map(
      (path): Problem => [
        `"${user}" may not write in ${path}`,
        'give the directory to that user; is the file system mounted read-only?',
      ],
    ),
    ...paths(files).map((path): Problem => [`${path} is not a directory`]),
    ...(devices.size > 1
      ? [
          [
            'the root, the releases and the pointer lie on different file systems',
            'nothing can be renamed from one to another: put them on the same',
          ] as const,
        ]
      : []),
  ];
}

function spaceProblems(state: HostState, need: Need): Problem[] {
  const missing = shortage(state, need);
  if (covers(noSpace, missing) || need.room?.enough === true) return [];
  const { bytes, inodes } = wanted(need);
  const mega = (size: number) => `${Math.ceil(size / 1024 / 1024)} MiB`;
  const { most = 0, gives = noSpace } = need.room ?? {};
  const removing = `, and removing ${most === 1 ? 'the only release' : `all ${most} releases`} that may go would give `;
  const more = (amount: string) => (most === 0 ? '' : `${removing}${amount}`);
  const hint =
    'make room: what is live, its way back, what is pinned or in use is not removed for it';
  return [
    ...(missing.bytes === 0
      ? []
      : [
          [
            `${mega(state.freeBytes ?? 0)} are free, the release needs ${mega(bytes)}${more(mega(gives.bytes))}`,
            hint,
          ] as const,
        ]),
    ...(missing.inodes === 0
      ? []
      : [
          [
            `${state.freeInodes} inodes are free, the release needs ${inodes}${more(`${gives.inodes}`)}`,
            hint,
          ] as const,
        ]),
  ];
}

function sharedProblems(state: HostState, { shared, packed }: Need): Problem[] {
  const has = (path: string) => state.shared[path] ?? 'absent';
  return [
    ...[...shared.directories, ...shared.files]
      .filter((path) => has(path) === 'blocked')
      .map(blocked),
    ...shared.directories
      .filter((path) => !['directory', 'absent', 'blocked'].includes(has(path)))
      .map(
        (path): Problem => [
          `shared/${path} is no directory`,
          'move it away, or share it as a file',
        ],
      ),
    ...shared.files
      .filter((path) => ['directory', 'other'].includes(has(path)))
      .map(
        (path): Problem => [
          `shared/${path} is no file`,
          'move it away, or share it as a directory',
        ],
      ),
    ...shared.files
      .filter((path) => has(path) === 'absent' && !packed.has(path))
      .map(
        (path): Problem => [
          `shared/${path} does not exist`,
          'create it on the host: its content is not part of a release',
        ],
      ),
  ];
}

function blocked(path: string): Problem {
  return [
    `shared/${path} cannot be: something above it is no directory`,
    'move that away, or share it instead',
  ];
}

function recordProblems({ damagedRecords }: HostState): Problem[] {
  if (damagedRecords === 0) return [];
  return [
    [
      `${damagedRecords} lines of records.jsonl are no records`,
      'look with "cutover history --check"',
    ],
  ];
}
