import type { Page, Place } from './resources/resource.ts';

/**
 * The page of Bitbucket where a person sets what a kind is about: the way to it in words, and its address.
 *
 * No document of Atlassian’s lists these addresses. The words are those of its support pages; of the addresses,
 * `merge-strategies` is in Atlassian’s own editor extension (atlascode), and the others are what several public tools link
 * to. Those of webhooks, permissions, schedules, branching models, and of a project’s settings were found nowhere: there
 * the address is that of the page before. Last verified 2026-11-21.
 */
export function pageOf(
  place: Place,
  { path, menu }: Page,
): { readonly hint: string; readonly link: string } {
  const site = `https://bitbucket.org/${encodeURIComponent(place.workspace)}`;
  switch (place.is) {
    case 'workspace':
      return { hint: 'Workspace settings', link: `${site}/workspace/settings` };
    case 'project': {
      const project = encodeURIComponent(place.project);
      return { hint: 'Project settings', link: `${site}/workspace/projects/${project}` };
    }
    case 'repository':
      return { hint: menu, link: `${site}/${encodeURIComponent(place.slug)}/${path}` };
  }
}
