import { describe, expect, test } from 'vitest';
import { buildOf, chooseVersion, type VersionFacts } from '../../src/release/choose-version.ts';
import { caught } from '../support/caught.ts';

const commit = 'abc1234'.padEnd(40, '0');
const other = 'f'.repeat(40);

function choose(facts: Partial<VersionFacts>): string {
  const now = '2026-03-31T23:59:59.000Z';
  return chooseVersion({ scheme: 'calver', commit, now, tags: [], known: [], ...facts });
}

describe('a calendar version', () => {
  test.each<[string, Partial<VersionFacts>, string]>([
    ['begins each month with 1', {}, '2026.03.1'],
    [
      'comes after the highest number among tags and known versions',
      {
        tags: [
          { name: 'v2026.03.9', commit: other },
          { name: '2026.03.10', commit: other },
        ],
        known: [{ version: '2026.03.4', commit: other }],
      },
      '2026.03.11',
    ],
    [
      'passes over other months and tags that are no calendar version',
      {
        tags: [
          { name: '2026.02.8', commit: other },
          { name: 'v9.9.9', commit: other },
          { name: '2026.3.50', commit: other },
          { name: 'latest', commit: other },
        ],
      },
      '2026.03.1',
    ],
    [
      'stays what the commit was tagged, in whatever month',
      { tags: [{ name: 'v2025.12.3', commit }] },
      '2025.12.3',
    ],
    [
      'stays what the commit was packed as',
      { known: [{ version: '2026.03.2', commit: 'abc1234' }] },
      '2026.03.2',
    ],
    [
      'is the newest where the commit has two',
      {
        known: [
          { version: '2026.03.9', commit },
          { version: '2026.03.10', commit },
        ],
      },
      '2026.03.10',
    ],
    [
      'is not another commit’s, however short that is written',
      { known: [{ version: '2026.03.2', commit: 'abc' }] },
      '2026.03.3',
    ],
  ])('%s', (_, facts, version) => {
    expect(choose(facts)).toBe(version);
  });
});

describe('a version from a tag', () => {
  const scheme = 'tag';

  test.each<[string, Partial<VersionFacts>, string]>([
    ['is the tag the run was started for', { tag: 'v1.4.0' }, '1.4.0'],
    [
      'is the one version at the commit',
      {
        tags: [
          { name: 'latest', commit },
          { name: 'v1.4.0', commit },
          { name: '1.4.0', commit },
          { name: 'v1.5.0', commit: other },
        ],
      },
      '1.4.0',
    ],
  ])('%s', (_, facts, version) => {
    expect(choose({ scheme, ...facts })).toBe(version);
  });

  test.each<[string, Partial<VersionFacts>, string]>([
    ['no tag', {}, 'Cannot take the version from a tag: the commit has no tag'],
    [
      'only tags of another kind',
      { tags: [{ name: 'latest', commit }] },
      'Cannot take the version from a tag: the commit has no tag that is a version, only "latest"',
    ],
    [
      'two versions',
      {
        tags: [
          { name: 'v1.0.0', commit },
          { name: 'v1.0.1', commit },
        ],
      },
      'Cannot take the version from a tag: the commit is tagged "1.0.0", "1.0.1"',
    ],
    [
      'a run for another kind of tag',
      { tag: 'nightly' },
      'Cannot take the version from the tag "nightly": it is no version',
    ],
  ])('stops at %s', (_, facts, message) => {
    expect(caught(() => choose({ scheme, ...facts }))).toMatchObject({ code: 'failed', message });
  });
});

describe('a given version', () => {
  test('is taken as it is, without the v', () => {
    expect(choose({ scheme: 'given', given: 'v2.0.0-rc.1' })).toBe('2.0.0-rc.1');
  });

  test.each([
    [undefined, 'Cannot name the build: "package.version" is "given" and none is given'],
    ['7', 'Cannot use the version "7": it is no SemVer and no CalVer'],
  ])('stops at %s', (given, message) => {
    expect(caught(() => choose({ scheme: 'given', given }))).toMatchObject({
      code: 'usage',
      message,
    });
  });
});

test.each([
  ['2026.03.7', '2026.03.7+abc1234'],
  ['1.4.0+exp.1', '1.4.0+exp.1.abc1234'],
])('buildOf(%j) names the commit: %j', (version, build) => {
  expect(buildOf(version, commit)).toBe(build);
});
