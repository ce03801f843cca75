import type { Seen } from '../plan.ts';
import type { Source } from '../source.ts';
import { type EvidencePlace, pathOfPlace } from './evidence.ts';
import type { Withholding } from './withholding.ts';

interface Recording {
  readonly keep: (path: string, value: unknown) => Promise<void>;
  readonly withhold: Withholding;
}

/** A source that keeps all that it is asked for. Of secured values there is nothing to keep: nobody can read them. */
export function recordingSource(source: Source, { keep, withhold }: Recording): Source {
  return {
    async repositories(workspace, only) {
      const found = await source.repositories(workspace, only);
      const list = found.map(({ slug, project }) => ({ slug, project }));
      await keep('repositories.json', list);
      return found;
    },
    async people(names) {
      const known = await source.people(names);
      await keep('people.json', known);
      return known;
    },
    async look(desired) {
      const seen = await source.look(desired);
      const { place } = desired;
      const sections = seen.map((each) => recorded(each, withhold));
      await keep(pathOfPlace(place), { place, sections });
      return seen;
    },
  };
}

function recorded(
  { section: { kind, among }, observed, problem }: Seen,
  withhold: Withholding,
): EvidencePlace['sections'][number] {
  return {
    kind,
    ...(among !== undefined && { among: [...among] }),
    observed: observed.map((each) => ({ ...each, item: withhold.item(kind, each.item) })),
    ...(problem !== undefined && { problem }),
  };
}
