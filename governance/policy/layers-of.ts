import type { Entry, Layer, Policy, ProjectLayers } from './policy.ts';

/** What speaks of a repository. */
export interface Spoken {
  readonly project: ProjectLayers | undefined;
  readonly entries: readonly Entry[];
}

/**
 * The layers of a repository, from the farthest to the nearest: `defaults`, its project, the profiles of its entries,
 * its entries in the order of the file. What `defaults`, a project or a profile uses lies right beneath it. A profile
 * that is used twice stays where it came first, so that using it again takes nothing back.
 */
export function layersOf(policy: Policy, { project, entries }: Spoken): readonly Layer[] {
  const layers = [
    policy.top,
    ...withProfiles(policy, policy.defaults),
    ...(project === undefined ? [] : withProfiles(policy, project.repositories)),
    ...entries.flatMap(({ use }) => profilesOf(policy, use)),
    ...entries,
  ];
  return [...new Set(layers)];
}

function withProfiles(policy: Policy, layer: Layer): Layer[] {
  return [...profilesOf(policy, layer.use), layer];
}

/** Profiles and what they use, each behind what it uses. Circles were refused when the policy was read. */
function profilesOf({ profiles }: Policy, names: readonly string[]): Layer[] {
  const seen = new Set<string>();
  const follow = (name: string): Layer[] => {
    const profile = profiles.get(name);
    if (profile === undefined || seen.has(name)) return [];
    seen.add(name);
    return [...profile.use.flatMap(follow), profile];
  };
  return names.flatMap(follow);
}
