import type * as z from 'zod';
import type { Desired, Section } from '../desired.ts';
import type { Seen } from '../plan.ts';
import type { Source } from '../source.ts';
import {
  type EvidencePlace,
  evidencePeople,
  evidencePlace,
  evidenceRepositories,
  pathOfPlace,
} from './evidence.ts';
import type { Withholding } from './withholding.ts';

/** Reads a file of a bundle; undefined where it has none of that name. */
export type ReadEvidence = <Shape extends z.ZodType>(
  path: string,
  shape: Shape,
) => Promise<z.output<Shape> | undefined>;

/** The facts as they were when a bundle was written. What it does not have was not looked at. */
export function evidenceSource(read: ReadEvidence, withhold: Withholding): Source {
  return {
    repositories: async () => (await read('repositories.json', evidenceRepositories)) ?? [],
    people: async () => (await read('people.json', evidencePeople)) ?? { users: {}, groups: {} },
    async look({ place, sections }: Desired) {
      const kept = await read(pathOfPlace(place), evidencePlace);
      return sections.map((section) => seenIn(kept, withheld(section, withhold)));
    },
  };
}

function seenIn(kept: EvidencePlace | undefined, section: Section): Seen {
  const found = kept?.sections.find(({ kind }) => kind === section.kind);
  if (found !== undefined) {
    const { observed, problem } = found;
    return { section, observed, ...(problem !== undefined && { problem }) };
  }
  const message = `the evidence has nothing of "${section.kind}"`;
  return { section, observed: [], problem: { kind: 'incomplete', message } };
}

/** What is wanted is compared with what was withheld. */
function withheld(section: Section, { item }: Withholding): Section {
  const items = section.items.map((each) => ({ ...each, item: item(section.kind, each.item) }));
  return { ...section, items };
}
