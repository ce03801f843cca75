import { Stop } from '../error.ts';
import { readCalver, readVersion, toCalver } from './version.ts';

/** A tag of the repository and the commit it names. */
export interface Tag {
  readonly name: string;
  readonly commit: string;
}

/** A version somebody gave a commit before: in the store, in a target's records. */
export interface KnownVersion {
  readonly version: string;
  /** In full, or at least its first seven characters. */
  readonly commit: string;
}

/** What a version is chosen from. */
export interface VersionFacts {
  /** Where the version comes from: the calendar, the tag at the commit, or `given`. */
  readonly scheme: 'calver' | 'tag' | 'given';
  readonly commit: string;
  /** The time of this run, ISO 8601 in UTC: its month is a calendar version's. */
  readonly now: string;
  readonly tags: readonly Tag[];
  readonly known: readonly KnownVersion[];
  /** The tag this run was started for, when the runner knows it. */
  readonly tag?: string | undefined;
  /** The version a person asked for. */
  readonly given?: string | undefined;
}

/** The version of a commit: the one it already has, or the next. Stops at one that is no SemVer and no CalVer. */
export function chooseVersion(facts: VersionFacts): string {
  switch (facts.scheme) {
    case 'calver':
      return calverOf(facts);
    case 'tag':
      return tagVersionOf(facts);
    case 'given':
      return givenVersionOf(facts);
  }
}

/** The name of a build. A version that has build metadata gets the commit as one more part of it, as SemVer allows. */
export function buildOf(version: string, commit: string): string {
  return `${version}${version.includes('+') ? '.' : '+'}${commit.slice(0, 7)}`;
}

/** The version must stay the same when a run is repeated: a commit that has one keeps it, in whatever month. */
function calverOf({ commit, now, tags, known }: VersionFacts): string {
  const all = [
    ...tags.map(({ name, commit: at }) => ({ version: name.replace(/^v/, ''), commit: at })),
    ...known,
  ].flatMap(({ version, commit: at }) => {
    const calver = readCalver(version);
    return calver === undefined ? [] : [{ calver, commit: at }];
  });
  const [own] = all
    .filter(({ commit: at }) => at.length >= 7 && commit.startsWith(at))
    .map(({ calver }) => toCalver(calver))
    .toSorted(newestFirst);
  if (own !== undefined) return own;
  const [year = 0, month = 0] = now.split('-').map(Number);
  const taken = all
    .filter(({ calver }) => calver.year === year && calver.month === month)
    .map(({ calver }) => calver.micro);
  return toCalver({ year, month, micro: Math.max(0, ...taken) + 1 });
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}

function tagVersionOf({ tag, tags, commit }: VersionFacts): string {
  if (tag !== undefined && tag !== '') return versionOfTag(tag);
  const here = tags.filter((each) => each.commit === commit).map(({ name }) => name);
  const versions = [...new Set(here.flatMap((name) => readVersion(name) ?? []))];
  const [version] = versions;
  if (version !== undefined && versions.length === 1) return version;
  throw new Stop('failed', `Cannot take the version from a tag: ${stateOf(versions, here)}`, {
    hint: 'Tag the commit with one version, as "v1.4.0" or "2026.03.7", or give one with --version',
  });
}

function stateOf(versions: readonly string[], tags: readonly string[]): string {
  if (versions.length > 1) return `the commit is tagged ${quoted(versions)}`;
  if (tags.length > 0) return `the commit has no tag that is a version, only ${quoted(tags)}`;
  return 'the commit has no tag';
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(', ');
}

function versionOfTag(tag: string): string {
  const version = readVersion(tag);
  if (version !== undefined) return version;
  throw new Stop('failed', `Cannot take the version from the tag "${tag}": it is no version`, {
    hint: 'Tag the commit with SemVer, as "v1.4.0", or CalVer, as "2026.03.7"',
  });
}

function givenVersionOf({ given }: VersionFacts): string {
  if (given === undefined || given === '') {
    throw new Stop(
      'usage',
      'Cannot name the build: "package.version" is "given" and none is given',
      {
        hint: 'Give one with --version, or set "package.version" to "calver" or "tag"',
      },
    );
  }
  const version = readVersion(given);
  if (version !== undefined) return version;
  throw new Stop('usage', `Cannot use the version "${given}": it is no SemVer and no CalVer`, {
    hint: 'Write it as "1.4.0" or as "2026.03.7": year, month in two digits, number from 1',
  });
}
