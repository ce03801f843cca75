import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { hostState, presentBuilds } from '../../src/release/host-state.ts';
import { aHostState, aRelease } from '../support/a-host-state.ts';
import { aChain, aRecord } from '../support/a-record.ts';
import { fc } from '../support/fc.ts';

const places = [
  '1 yes yes directory /srv/app',
  '1 yes yes directory /srv/app',
  '1 yes no directory /srv',
  '2 no yes directory /srv/my app',
].join('\n');
const read = (answers: Record<string, string>) => hostState({ places, ...answers });

describe('hostState()', () => {
  test('knows nothing of a host that said nothing but where it looked', () => {
    expect(read({})).toMatchObject({
      user: '',
      missingTools: [],
      live: undefined,
      freeBytes: null,
      freeInodes: null,
      releases: [],
      records: [],
      lock: undefined,
      journal: undefined,
      shared: {},
    });
  });

  test('does not take anything for a host that did not say where it looked', () => {
    expect(() => hostState({})).toThrow(z.ZodError);
  });

  test('reads a place, with spaces in its path', () => {
    expect(read({}).places.work).toEqual({
      path: '/srv/my app',
      exists: false,
      kind: 'directory',
      writable: true,
      device: '2',
    });
  });

  test.each([
    ['absent\n', { is: 'absent' }],
    ['link releases/7\n', { is: 'link', text: 'releases/7' }],
    ['link a\nb\n', { is: 'link', text: 'a\nb' }],
    ['other a directory\n', { is: 'other', what: 'a directory' }],
  ])('reads a pointer from "%s"', (pointer, expected) => {
    expect(read({ pointer }).pointer).toEqual(expected);
  });

  test.each([
    ['is live when the pointer leads to it', '/srv/app/7\n/srv/app\n', '7'],
    ['is not live when the pointer leads into it', '/srv/app/7/public\n/srv/app\n', undefined],
    ['is not live when the pointer leads elsewhere', '/srv/other/7\n/srv/app\n', undefined],
    ['is not live when the pointer leads nowhere', '', undefined],
    ['is not live when the releases are not there', '/srv/app/7\n', undefined],
  ])('a release %s', (_, live, expected) => {
    const seen = { pointer: 'link 7\n', releases: '9\n1 7\n' };
    expect(read({ ...seen, live }).live).toBe(expected);
  });

  test.each([
    ['a directory of that name is no pointer', { pointer: 'other a directory\n' }],
    ['it leads to what is no release', { pointer: 'link 7\n', releases: '9\n1 6\n' }],
  ])('nothing is live when %s', (_, answers) => {
    const leads = { releases: '9\n1 7\n', live: '/srv/app/7\n/srv/app\n' };
    expect(read({ ...leads, ...answers }).live).toBeUndefined();
  });

  test('counts free space in bytes, where the host can say', () => {
    expect(read({ space: '2048\n77\n' })).toMatchObject({ freeBytes: 2_097_152, freeInodes: 77 });
    expect(read({ space: '2048\n-\n' })).toMatchObject({ freeBytes: 2_097_152, freeInodes: null });
  });

  test('tells complete releases by their seals, unfinished ones by their marks, others are not ours', () => {
    const { releases } = read({
      releases: '1000\n400 A\n1000 B\n1060 C\n1 not a build\n',
      seals: `${'d'.repeat(64)} A\n${'e'.repeat(64)} gone\n`,
      placing: 'B\n',
    });
    expect(releases).toEqual([
      { build: 'A', is: 'complete', digest: 'd'.repeat(64), age: 600 },
      { build: 'B', is: 'incomplete', digest: undefined, age: 0 },
      { build: 'C', is: 'foreign', digest: undefined, age: -60 },
    ]);
  });

  test('takes a sealed release for complete although its mark is still there', () => {
    const { releases } = read({ releases: '9\n1 A\n', seals: 'dd A\n', placing: 'A\n' });
    expect(releases).toMatchObject([{ build: 'A', is: 'complete' }]);
  });

  test('reads who holds the lock', () => {
    const owner = {
      token: 't',
      run: '7',
      who: 'ana',
      where: 'laptop',
      since: '2026-03-01T10:00:00Z',
      lease: 30,
    };
    const signed = (text: string) => read({ lock: `=t\n17\n${text}\n` }).lock;
    expect(signed(JSON.stringify(owner))).toEqual({ token: 't', beat: '17', owner });
    expect(signed('{}')).toEqual({ token: 't', beat: '17', owner: undefined });
    expect(read({ lock: '=\n\n' }).lock).toMatchObject({ token: '', owner: undefined });
    expect(read({ lock: '' }).lock).toBeUndefined();
  });

  test('keeps records as they are, beside what could be read of them', () => {
    const records = `${aChain([aRecord()]).join('\n')}\nbroken\n`;
    expect(read({ records })).toMatchObject({ damagedRecords: 1, recordText: records });
    expect(read({ records }).records).toHaveLength(1);
  });

  test('reads what stands at shared paths, with spaces in them', () => {
    expect(read({ shared: 'directory storage\nabsent my file\n' }).shared).toEqual({
      storage: 'directory',
      'my file': 'absent',
    });
  });

  const names = ['pointer', 'live', 'space', 'releases', 'seals', 'placing', 'records', 'lock'];
  const answer = fc.oneof(
    fc.string(),
    fc.array(fc.string()).map((list) => list.join('\n')),
  );

  test('reads whatever a host says to the other questions', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), answer), (answers) => {
        expect(read(answers).places.root.path).toBe('/srv/app');
      }),
    ));
});

describe('presentBuilds()', () => {
  test('are those a host could make live: not those that are unfinished', () => {
    const releases = [
      aRelease('A'),
      aRelease('B', { is: 'incomplete' }),
      aRelease('C', { is: 'foreign' }),
    ];
    expect([...presentBuilds(aHostState({ releases }))]).toEqual(['A', 'C']);
  });
});
