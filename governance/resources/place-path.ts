import { apiPath } from '../../src/api-path.ts';
import type { Place } from './resource.ts';

/** The address of something that belongs to a place. */
export function placePath(place: Place, ...segments: readonly string[]): string {
  const { workspace } = place;
  switch (place.is) {
    case 'workspace':
      return apiPath('workspaces', workspace, ...segments);
    case 'project':
      return apiPath('workspaces', workspace, 'projects', place.project, ...segments);
    case 'repository':
      return apiPath('repositories', workspace, place.slug, ...segments);
  }
}
