import { isDeepStrictEqual } from 'node:util';
import { asMap } from './fields-of.ts';
import type { Json } from './resources/resource.ts';

/** What all settings have in common, and what each has besides. Both together are the settings again. */
export interface Shared {
  readonly common: Json;
  readonly rests: readonly Json[];
}

/** How deep the parts of a section can be told apart in layers; a section that is not here is one part. */
const depths: Readonly<Record<string, number>> = {
  branches: 2,
  branchingModel: 1,
  inherit: 1,
  environments: 2,
  variables: 1,
  repository: 1,
  permissions: 2,
};

/** Splits the settings of many repositories into one profile and small differences. */
export function sharedSettings(all: readonly Json[]): Shared {
  const sections = namesIn(all).map((name) => {
    const values = all.map((each) => asMap(each)[name]);
    return { name, ...split(values, depths[name] ?? 0) };
  });
  return joined(sections, all.length);
}

interface Part {
  readonly name: string;
  readonly common: Json | undefined;
  readonly rests: readonly (Json | undefined)[];
}

function split(values: readonly (Json | undefined)[], depth: number): Omit<Part, 'name'> {
  const [first, ...others] = values;
  if (first !== undefined && others.every((each) => isDeepStrictEqual(each, first))) {
    return { common: first, rests: values.map(() => undefined) };
  }
  if (depth === 0 || values.some((each) => each === undefined)) {
    return { common: undefined, rests: values };
  }
  const maps = values.map((each) => asMap(each ?? {}));
  const parts = namesIn(maps).map((name) => ({
    name,
    ...split(
      maps.map((each) => each[name]),
      depth - 1,
    ),
  }));
  return joined(parts, values.length);
}

function joined(parts: readonly Part[], count: number): Shared {
  return {
    common: mapOf(parts.map(({ name, common }) => [name, common])),
    rests: Array.from({ length: count }, (_, index) =>
      mapOf(parts.map(({ name, rests }) => [name, rests[index]])),
    ),
  };
}

function mapOf(entries: readonly (readonly [string, Json | undefined])[]): Json {
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && !isDeepStrictEqual(value, {})),
  ) as Json;
}

function namesIn(all: readonly Json[]): string[] {
  return [...new Set(all.flatMap((each) => Object.keys(asMap(each))))];
}
