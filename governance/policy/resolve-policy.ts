import { refuse } from '../../src/diagnostic.ts';
import type { Finding } from '../../src/release/finding.ts';
import type { Desired } from '../desired.ts';
import { idleModel, withoutIdleModel } from './idle-model.ts';
import { incompleteItems } from './incomplete-items.ts';
import { layersByRepository, matchFindings } from './match-entries.ts';
import type { Layer, Policy, Repository } from './policy.ts';
import { lockProblems } from './policy-problems.ts';
import { projectSections, repositorySections, workspaceSections } from './sections.ts';
import { sectionsOf } from './sections-of.ts';
import { settle } from './setting.ts';
import { unprotectedBranches } from './unprotected-branches.ts';

/** What the policy wants of every place that it speaks of, and what a person should know about it. */
export interface Resolved {
  readonly desired: readonly Desired[];
  readonly findings: readonly Finding[];
}

/**
 * Applies a policy to all repositories of its workspace. Places that the policy says nothing of are left out;
 * repositories with the same layers share what is wanted of them. Throws a Stop where layers that meet only now break a lock.
 */
export function resolvePolicy(policy: Policy, repositories: readonly Repository[]): Resolved {
  const places = stackedPlaces(policy, repositories);
  const stacks = new Map(places.map((each) => [nameOf(each), each]));
  const wanted = new Map([...stacks].map(([name, stack]) => [name, wantedOf(stack)]));
  stopAtProblems(policy, [...stacks.values()], [...wanted.values()]);
  const findings = [...wanted.values()].flatMap(({ sections }) => [
    ...unprotectedBranches(sections),
    ...idleModel(sections),
  ]);
  const counting = new Map([...wanted].map(([name, each]) => [name, whatCounts(each)]));
  return {
    desired: places.flatMap((each) => desiredOf(each, counting.get(nameOf(each)))),
    findings: [...matchFindings(policy, repositories), ...onlyOnce(findings)],
  };
}

function stackedPlaces(policy: Policy, repositories: readonly Repository[]): Stacked[] {
  const { workspace, top, own, projects } = policy;
  const layersFor = layersByRepository(policy);
  return [
    { place: { is: 'workspace', workspace }, layers: [top, own], of: workspaceSections },
    ...projects.map(
      ({ key, own: itself }): Stacked => ({
        place: { is: 'project', workspace, project: key },
        layers: [top, itself],
        of: projectSections,
      }),
    ),
    ...repositories.map(
      (repository): Stacked => ({
        place: { is: 'repository', workspace, slug: repository.slug },
        layers: layersFor(repository),
        of: repositorySections,
      }),
    ),
  ];
}

interface Stacked extends Pick<Desired, 'place'> {
  readonly layers: readonly Layer[];
  readonly of: typeof repositorySections;
}

type Wanted = Pick<Desired, 'layers' | 'sections'>;

function nameOf({ layers }: Stacked): string {
  return layers.map(({ name }) => name).join('\n');
}

function wantedOf({ layers }: Stacked): Wanted {
  const speaking = layers.filter(({ statements }) => statements.length > 0);
  return {
    layers: speaking.map(({ name }) => name),
    sections: sectionsOf(settle(speaking.flatMap(({ statements }) => statements))),
  };
}

function whatCounts({ layers, sections }: Wanted): Wanted {
  return { layers, sections: withoutIdleModel(sections) };
}

function desiredOf({ place }: Stacked, wanted: Wanted | undefined): Desired[] {
  return wanted === undefined || wanted.sections.length === 0 ? [] : [{ place, ...wanted }];
}

function stopAtProblems(
  policy: Policy,
  stacks: readonly Stacked[],
  wanted: readonly Wanted[],
): void {
  const problems = onlyOnce([
    ...stacks.flatMap(({ layers, of }) => lockProblems(layers, of)),
    ...wanted.flatMap(({ sections }) => incompleteItems(sections)),
  ]);
  if (problems.length > 0) throw refuse(policy.file, problems);
}

function onlyOnce<Each>(list: readonly Each[]): Each[] {
  return [...new Map(list.map((each) => [JSON.stringify(each), each])).values()];
}
