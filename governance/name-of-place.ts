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
