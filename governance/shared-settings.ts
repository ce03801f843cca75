import { isDeepStrictEqual } from 'node:util';
import { asMap } from './fields-of.ts';
import type { Json } from './resources/resource.ts';

/** What most settings have in common, and how each differs from it. Both together are the settings again. */
export interface Shared {
  readonly common: Json;
  /** Null takes back what is common. */
  readonly rests: readonly Json[];
}

/** How deep the names of a section go; below them are values. */
const depths: Readonly<Record<string, number>> = {
  branches: 2,
  restrictions: 1,
  defaultReviewers: 1,
  branchingModel: 2,
  inherit: 1,
  pipelines: 1,
  environments: 4,
  variables: 1,
  repository: 1,
  permissions: 2,
  webhooks: 2,
  schedules: 1,
  knownHosts: 1,
  sshKeyPair: 1,
  deployKeys: 1,
};

/** Splits the settings of many repositories into a profile that says what most have, and small differences. */
export function sharedSettings(all: readonly Json[]): Shared {
  const names = namesIn(all);
  const common = Object.fromEntries(
    names.flatMap((name) => {
      const value = most(partsOf(all, name), depths[name] ?? 0, all.length);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const rests = all.map((each) =>
    mapOf(names, (name) => rest(asMap(each)[name], common[name], depths[name] ?? 0)),
  );
  return { common, rests };
}

type Maybe = Json | undefined;

/** What more than half of all have; of maps it is asked name by name. */
function most(values: readonly Maybe[], depth: number, of: number): Maybe {
  const there = values.filter((each) => each !== undefined);
  if (there.length * 2 <= of) return undefined;
  if (depth > 0 && there.every(isMap)) {
    return mapOf(namesIn(there), (name) => most(partsOf(there, name), depth - 1, of));
  }
  const counts = new Map<string, { readonly value: Json; readonly count: number }>();
  for (const value of there) {
    const text = JSON.stringify(value);
    counts.set(text, { value, count: (counts.get(text)?.count ?? 0) + 1 });
  }
  return [...counts.values()].find(({ count }) => count * 2 > of)?.value;
}

/** What must be said beside the common part to mean the value. */
function rest(value: Maybe, common: Maybe, depth: number): Maybe {
  if (common === undefined || isDeepStrictEqual(value, common)) {
    return common === undefined ? value : undefined;
  }
  if (value === undefined) return null;
  if (depth === 0 || !(isMap(value) && isMap(common))) return value;
  return mapOf(namesIn([common, value]), (name) =>
    rest(asMap(value)[name], asMap(common)[name], depth - 1),
  );
}

function mapOf(names: readonly string[], value: (name: string) => Maybe): Json {
  return Object.fromEntries(
    names.flatMap((name) => {
      const part = value(name);
      return part === undefined ? [] : [[name, part]];
    }),
  );
}

function partsOf(all: readonly Json[], name: string): Maybe[] {
  return all.map((each) => asMap(each)[name]);
}

function namesIn(all: readonly Json[]): string[] {
  return [...new Set(all.flatMap((each) => Object.keys(asMap(each))))];
}

function isMap(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
