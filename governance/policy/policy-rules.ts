import type { Problem } from '../../src/problems.ts';
import type { WrittenPolicy } from './read-policy.ts';

/** What names profiles: at its path, the names under `use`. */
interface User {
  readonly path: readonly PropertyKey[];
  readonly use: readonly string[];
}

/** Names that lead nowhere, or in a circle. */
export function policyRules(written: WrittenPolicy): Problem[] {
  return [...unknownProfiles(written), ...circles(written)];
}

function unknownProfiles(written: WrittenPolicy): Problem[] {
  const known = Object.keys(written.profiles ?? {});
  return users(written).flatMap(({ path, use }) =>
    use.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [{ path: [...path, 'use', index], message: `there is no profile "${name}"` }],
    ),
  );
}

function circles({ profiles = {} }: WrittenPolicy): Problem[] {
  const usesOf = (name: string) => (Object.hasOwn(profiles, name) ? useOf(profiles[name]) : []);
  const reach = (name: string, reached: Set<string>): ReadonlySet<string> => {
    for (const each of usesOf(name).filter((used) => !reached.has(used))) {
      reach(each, reached.add(each));
    }
    return reached;
  };
  return Object.keys(profiles)
    .filter((name) => reach(name, new Set()).has(name))
    .map((name) => ({
      path: ['profiles', name, 'use'],
      message: `the profile "${name}" uses itself`,
    }));
}

function users({ defaults, projects, profiles, repositories }: WrittenPolicy): User[] {
  return [
    { path: ['defaults'], use: useOf(defaults) },
    ...named('projects', projects),
    ...named('profiles', profiles),
    ...(repositories ?? []).map((entry, index) => ({
      path: ['repositories', index],
      use: useOf(entry),
    })),
  ];
}

function named(section: string, layers: Readonly<Record<string, unknown>> = {}): User[] {
  return Object.entries(layers).map(([name, layer]) => ({
    path: [section, name],
    use: useOf(layer),
  }));
}

function useOf(layer: unknown): readonly string[] {
  return (layer as { use?: readonly string[] } | undefined)?.use ?? [];
}
