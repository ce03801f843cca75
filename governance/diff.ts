import { isDeepStrictEqual } from 'node:util';
import type { DesiredItem, Section } from './desired.ts';
import { controlOf } from './policy/control-of.ts';
import type { Change, Json, Observed, Resource } from './resources/resource.ts';

/** What of a section must change, and what is there that the policy does not name. */
export interface Difference {
  readonly changes: readonly Change[];
  readonly unmanaged: readonly Observed[];
}

/** What must change for `observed` to become what a section wants. What the policy does not name is never changed. */
export function diff(
  resource: Resource,
  section: Section,
  observed: readonly Observed[],
): Difference {
  const taken = new Set<Observed>();
  const wanted = section.items.flatMap((desired) => {
    const now = findFor(desired, { resource, section, observed });
    if (now !== undefined) taken.add(now);
    const change = changeOf(desired, now, resource);
    return change === undefined ? [] : [change];
  });
  const others = observed.filter(
    (each) => !(taken.has(each) || each.inherited) && isSpokenOf(section, resource, each),
  );
  const isPruned = ({ item }: Observed) =>
    section.unmanaged === 'prune' && resource.prunable?.(item) !== false;
  return {
    changes: [
      ...wanted,
      ...others.filter(isPruned).map(({ ref, item }): Change => {
        const key = resource.key(item);
        const control = controlOf(section.kind, key, item);
        return { action: 'delete', kind: section.kind, key, control, ref, before: item };
      }),
    ],
    unmanaged: others.filter((each) => !isPruned(each)),
  };
}

interface Seen {
  readonly resource: Resource;
  readonly section: Section;
  readonly observed: readonly Observed[];
}

/** Of several with one key the one that is as it should be; else what is the same under another name. */
function findFor(desired: DesiredItem, { resource, section, observed }: Seen) {
  const { key, item, aside } = desired;
  const called = (name: string) => observed.filter((each) => resource.key(each.item) === name);
  const former = formerName(aside.was, section);
  const same = called(key);
  const isTheSame = (one: DesiredItem, now: Observed) =>
    resource.isSame?.(one.item, now.item) === true && now.inherited !== true;
  const isAnothers = (now: Observed) =>
    section.items.some((other) => other !== desired && isTheSame(other, now));
  return (
    same.find((each) => isDeepStrictEqual(each.item, completed(item, each.item, resource))) ??
    observed.find((each) => isTheSame(desired, each)) ??
    same.find((each) => !isAnothers(each)) ??
    (former === undefined ? undefined : called(former)[0])
  );
}

/** Where the policy still wants the former name as well, what has it keeps it. */
function formerName(was: string | undefined, { items }: Section): string | undefined {
  return items.some(({ key }) => key === was) ? undefined : was;
}

function changeOf(
  { key, control, item, absent, aside }: DesiredItem,
  now: Observed | undefined,
  resource: Resource,
): Change | undefined {
  const { kind } = resource;
  const about = { kind, key, control, ...(aside.from !== undefined && { from: aside.from }) };
  if (now === undefined) return absent ? undefined : { ...about, action: 'create', after: item };
  if (absent) return { ...about, action: 'delete', ref: now.ref, before: now.item };
  const after = completed(item, now.item, resource);
  return isDeepStrictEqual(after, now.item)
    ? undefined
    : { ...about, action: 'update', ref: now.ref, before: now.item, after };
}

/** What an item becomes: a field that the policy does not name stays as it is. */
function completed(item: Json, now: Json, { whole }: Resource): Json {
  return whole ? item : merged(item, now);
}

function merged(item: Json, now: Json): Json {
  if (!(isMap(item) && isMap(now))) return item;
  const fields = Object.entries(item).map(([name, value]) => [
    name,
    merged(value, now[name] ?? null),
  ]);
  return { ...now, ...Object.fromEntries(fields) };
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSpokenOf({ kind, among }: Section, { single, key }: Resource, { item }: Observed) {
  if (kind === 'mergeStrategies' || single === true) return false;
  return among === undefined || among.some((part) => key(item).startsWith(`${part}/`));
}
