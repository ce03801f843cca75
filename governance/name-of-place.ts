import type { Place } from './resources/resource.ts';

/** A place as people call it: `zentra/shop`, `project AME`, `workspace zentra`. */
export function nameOfPlace(place: Place): string {
  switch (place.is) {
    case 'workspace':
      return `workspace ${place.workspace}`;
    case 'project':
      return `project ${place.project}`;
    case 'repository':
      return `${place.workspace}/${place.slug}`;
  }
}

/** The page of Bitbucket where a person sets what a kind is about. */
export function pageOf(place: Place, page: string): string {
  const site = `https://bitbucket.org/${place.workspace}`;
  switch (place.is) {
    case 'workspace':
      return `${site}/workspace/settings`;
    case 'project':
      return `${site}/workspace/projects/${place.project}/settings`;
    case 'repository':
      return `${site}/${place.slug}/${page}`;
  }
}
