import type * as z from 'zod';
import type { Entry, Policy, ProjectLayers } from './policy.ts';
import type { policyForm } from './policy-form.ts';
import { type PlaceOf, readLayer, type WrittenLayer } from './read-layer.ts';
import { projectSections, repositorySections, workspaceSections } from './sections.ts';

/** A policy file as it is written: its form is right. */
export type WrittenPolicy = z.output<typeof policyForm>;

/** The layers of a policy, each value with its place. */
export function readPolicy(file: string, written: WrittenPolicy, placeOf: PlaceOf): Policy {
  const layer = (each: Omit<WrittenLayer, 'sections'>, sections = repositorySections) =>
    readLayer({ ...each, sections }, placeOf);
  const { workspace, unmanaged, profiles = {}, exceptions = [] } = written;
  const own = typeof workspace === 'string' ? {} : workspace;
  return {
    file,
    workspace: typeof workspace === 'string' ? workspace : workspace.name,
    top: layer({ name: 'policy', at: [], written: { unmanaged } }),
    own: layer({ name: 'workspace', at: ['workspace'], written: own }, workspaceSections),
    defaults: layer({ name: 'defaults', at: ['defaults'], written: written.defaults }),
    projects: readProjects(written, placeOf),
    profiles: new Map(
      Object.entries(profiles).map(([name, each]) => [
        name,
        layer({ name: `profile ${name}`, at: ['profiles', name], written: each }),
      ]),
    ),
    entries: readEntries(written, placeOf),
    exceptions: exceptions.map((each, index) => ({
      ...each,
      place: lineOf(placeOf(['exceptions', index])),
    })),
  };
}

function readProjects({ projects = {} }: WrittenPolicy, placeOf: PlaceOf): ProjectLayers[] {
  return Object.entries(projects).map(([key, written]) => {
    const at = ['projects', key];
    const { settings } = written as { settings?: unknown };
    return {
      key,
      repositories: readLayer(
        { name: `project ${key}`, at, written, sections: repositorySections },
        placeOf,
      ),
      own: readLayer(
        {
          name: `project ${key} itself`,
          at: [...at, 'settings'],
          written: settings,
          sections: projectSections,
        },
        placeOf,
      ),
      place: lineOf(placeOf(at)),
    };
  });
}

function readEntries({ repositories = [] }: WrittenPolicy, placeOf: PlaceOf): Entry[] {
  return repositories.map((written, index): Entry => {
    const at = ['repositories', index];
    const match = [written.match ?? '*'].flat();
    const layer = readLayer(
      {
        name: `entry ${index + 1} (${match.join(', ')})`,
        at,
        written,
        sections: repositorySections,
      },
      placeOf,
    );
    return { ...layer, match, project: written.project, place: lineOf(placeOf(at)) };
  });
}

function lineOf({ file, line, column }: ReturnType<PlaceOf>): string {
  return `${file}:${line}:${column}`;
}
