import { describe, expect, test } from 'vitest';
import { lineOfFinding } from '../../src/release/finding.ts';
import type { HostState } from '../../src/release/host-state.ts';
import { type Need, preflight } from '../../src/release/preflight.ts';
import type { Room } from '../../src/release/room.ts';
import { aHostState, aPlace } from '../support/a-host-state.ts';

const aNeed = (own: Partial<Need> = {}): Need => ({
  bytes: 100 * 1024 * 1024,
  inodes: 1000,
  shared: { directories: ['storage'], files: ['.env'] },
  packed: new Set(),
  ...own,
});
const aRoom = (own: Partial<Room>): Room => ({
  removes: [],
  enough: false,
  most: 1,
  gives: { bytes: 8 * 1024 * 1024, inodes: 20 },
  ...own,
});
const makeRoom =
  'make room: what is live, its way back, what is pinned or in use is not removed for it';
const ready: Partial<HostState> = { shared: { storage: 'directory', '.env': 'file' } };
const said = (state: Partial<HostState>, need: Partial<Need> = {}) =>
  preflight('web-1', aHostState({ ...ready, ...state }), aNeed(need)).map(
    (each) => `${each.severity} ${each.rule}: ${lineOfFinding(each)}`,
  );
const places = aHostState().places;

describe('preflight()', () => {
  test('finds nothing wrong with a host that is ready', () => {
    expect(said({})).toEqual([]);
  });

  test('finds nothing wrong with a host that has nothing yet, where the package brings what is shared', () => {
    const empty = { pointer: { is: 'absent' }, live: undefined, shared: {} } as const;
    expect(said(empty, { packed: new Set(['.env']) })).toEqual([]);
  });

  test.each<[string, Partial<HostState>, Partial<Need>, string[]]>([
    [
      'tools that are not there',
      { missingTools: ['tar', 'gzip'] },
      {},
      [
        'error tool-missing: web-1: "tar" is not there (install it, for the user "deploy")',
        'error tool-missing: web-1: "gzip" is not there (install it, for the user "deploy")',
      ],
    ],
    [
      'a pointer that is a directory, and says how to adopt it',
      { pointer: { is: 'other', what: 'a directory' }, live: undefined },
      {},
      [
        'error pointer: web-1: the pointer "current" in /srv/app is a directory, not a link (take it over as the first release: cutover adopt --from directory)',
      ],
    ],
    [
      'a pointer that leads elsewhere',
      { pointer: { is: 'link', text: '/var/www' }, live: undefined },
      {},
      [
        'error pointer: web-1: the pointer "current" in /srv/app leads to "/var/www", which is none of the releases (point it to a release, or take over what is there: cutover adopt --from plain-symlink)',
      ],
    ],
    [
      'places it may not write in, each once',
      {
        places: {
          ...places,
          root: aPlace('/srv/app', { writable: false }),
          current: aPlace('/srv/app', { writable: false }),
        },
      },
      {},
      [
        'error place: web-1: "deploy" may not write in /srv/app (give the directory to that user; is the file system mounted read-only?)',
      ],
    ],
    [
      'places that are files',
      {
        places: {
          ...places,
          releases: aPlace('/srv/app/releases', { kind: 'file', writable: false }),
        },
      },
      {},
      ['error place: web-1: /srv/app/releases is not a directory'],
    ],
    [
      'places on different file systems',
      { places: { ...places, releases: aPlace('/mnt/releases', { device: '2' }) } },
      {},
      [
        'error place: web-1: the root, the releases and the pointer lie on different file systems (nothing can be renamed from one to another: put them on the same)',
      ],
    ],
    [
      'too few bytes and inodes',
      { freeBytes: 100 * 1024 * 1024, freeInodes: 1099 },
      {},
      [
        `error no-space: web-1: 100 MiB are free, the release needs 121 MiB (${makeRoom})`,
        `error no-space: web-1: 1099 inodes are free, the release needs 1100 (${makeRoom})`,
      ],
    ],
    [
      'too few bytes, with all that may go, in numbers',
      { freeBytes: 100 * 1024 * 1024 },
      { room: aRoom({ enough: false, most: 3 }) },
      [
        `error no-space: web-1: 100 MiB are free, the release needs 121 MiB, and removing all 3 releases that may go would give 8 MiB (${makeRoom})`,
      ],
    ],
    [
      'too few inodes, with the only one that may go',
      { freeInodes: 1000 },
      { room: aRoom({ enough: false, most: 1 }) },
      [
        `error no-space: web-1: 1000 inodes are free, the release needs 1100, and removing the only release that may go would give 20 (${makeRoom})`,
      ],
    ],
    [
      'shared paths of the wrong type',
      { shared: { storage: 'file', '.env': 'directory' } },
      {},
      [
        'error shared: web-1: shared/storage is no directory (move it away, or share it as a file)',
        'error shared: web-1: shared/.env is no file (move it away, or share it as a directory)',
      ],
    ],
    [
      'a file above a shared path',
      { shared: { storage: 'blocked', '.env': 'file' } },
      {},
      [
        'error shared: web-1: shared/storage cannot be: something above it is no directory (move that away, or share it instead)',
      ],
    ],
    [
      'a shared link that leads nowhere: something is not mounted',
      { shared: { storage: 'other', '.env': 'file' } },
      {},
      ['error shared: web-1: shared/storage is no directory (move it away, or share it as a file)'],
    ],
    [
      'a shared file that is nowhere',
      { shared: {} },
      {},
      [
        'error shared: web-1: shared/.env does not exist (create it on the host: its content is not part of a release)',
      ],
    ],
    [
      'damaged records, without refusing',
      { damagedRecords: 2 },
      {},
      [
        'warning records: web-1: 2 lines of records.jsonl are no records (look with "cutover history --check")',
      ],
    ],
  ])('finds %s', (_, state, need, expected) => {
    expect(said(state, need)).toEqual(expected);
  });

  test.each<[string, Partial<HostState>, Partial<Need>]>([
    ['room is made first', { freeBytes: 0 }, { room: aRoom({ enough: true }) }],
    ['nothing is sent', { freeBytes: 0, freeInodes: 0 }, { bytes: 0, inodes: 0 }],
    ['the host does not say', { freeBytes: null, freeInodes: null }, {}],
    ['the file system has no inodes to count', { freeInodes: 0 }, {}],
  ])('asks for no room where %s', (_, state, need) => {
    expect(said(state, need)).toEqual([]);
  });
});
