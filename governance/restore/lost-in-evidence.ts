import type { Finding } from '../../src/release/finding.ts';
import type { DesiredItem, Section, SectionName } from '../desired.ts';
import type { EvidencePlace } from '../evidence/evidence.ts';
import { isStandIn, type Withholding } from '../evidence/withholding.ts';
import { asMap } from '../fields-of.ts';
import { nameOfPlace } from '../name-of-place.ts';
import type { PlacePlan, PlannedChange } from '../plan.ts';
import { controlOf } from '../policy/control-of.ts';
import { resourceOf } from '../resource-of.ts';
import type { Json } from '../resources/resource.ts';
import type { Lost } from './plan-restore.ts';

/** A place as evidence saw it. What could not be looked at then is not touched now. */
export function lostInEvidence({ place, sections }: EvidencePlace, withhold: Withholding): Lost {
  const wanted = sections.filter(({ problem }) => problem === undefined).map(wantedSection);
  return {
    desired: { place, layers: [], sections: wanted },
    comparable: (seen) => ({
      ...seen,
      observed: seen.observed.map((each) => ({
        ...each,
        item: withhold.item(seen.section.kind, each.item),
      })),
    }),
    hindrance,
    told: (plan) => [...since(plan), ...unreadable(plan, sections)],
  };
}

function wantedSection({ kind, among, observed }: EvidencePlace['sections'][number]): Section {
  const items = observed
    .filter(({ inherited }) => !inherited)
    .map(({ item }) => wantedItem(kind, item));
  return { kind, unmanaged: 'report', ...(among !== undefined && { among }), items };
}

/** An item that is to be again what it was. */
export function wantedItem(kind: SectionName, item: Json): DesiredItem {
  const key = resourceOf(kind).key(item);
  const control = controlOf(kind, key, item);
  return { key, control, item, absent: false, aside: {}, said: {} };
}

/** A secured variable that is gone has to be made by somebody who knows its value. */
export function hindrance(change: PlannedChange): string | undefined {
  if (change.action === 'delete') return undefined;
  const after = asMap(change.after);
  if (isStandIn(after.value)) {
    return 'its value was withheld, because it is named like a secret: set it by hand, or by a policy';
  }
  return change.action === 'create' && after.secured === true
    ? 'its value is kept nowhere: make it by hand, or by a policy that says "from"'
    : undefined;
}

function since({ place, sections }: PlacePlan): Finding[] {
  return sections.flatMap(({ unmanaged }) =>
    unmanaged.map(({ control }) => ({
      rule: 'made-since',
      severity: 'note',
      subject: nameOfPlace(place),
      message: `${control} was not there then, and is left as it is`,
    })),
  );
}

/** Secured values that are there: whether they are what they were, nobody can see. */
function unreadable({ place, changes }: PlacePlan, sections: EvidencePlace['sections']): Finding[] {
  const made = new Set(changes.map(({ control }) => control));
  const controls = sections
    .flatMap(({ kind, observed }) => observed.map(({ item }) => ({ kind, item })))
    .filter(({ item }) => asMap(item).secured === true)
    .map(({ kind, item }) => wantedItem(kind, item).control)
    .filter((control) => !made.has(control));
  if (controls.length === 0) return [];
  return [
    {
      rule: 'value-unknown',
      severity: 'note',
      subject: nameOfPlace(place),
      message: `no evidence holds secured values; left as they are: ${controls.join(', ')}`,
    },
  ];
}
