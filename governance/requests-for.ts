import type { Desired, Section } from './desired.ts';

/** How many requests it takes to look at places, if no list is longer than a page and every environment is there. */
export function requestsFor(desired: readonly Desired[]): number {
  return desired
    .flatMap(({ sections }) => sections.map((section) => requestsOf(section, sections)))
    .reduce((sum, count) => sum + count, 0);
}

/** One list for a section; one for each part where a kind has a list for each. */
function requestsOf({ kind, among, items }: Section, sections: readonly Section[]): number {
  switch (kind) {
    case 'repository':
      // A list of repositories has their settings.
      return 0;
    case 'mergeStrategies':
      return items.length;
    case 'environmentVariables': {
      const isListed = sections.some((section) => section.kind === 'environments');
      return (among?.length ?? 0) + (isListed ? 0 : 1);
    }
    default:
      return among?.length ?? 1;
  }
}
