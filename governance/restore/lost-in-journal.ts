import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../src/release/finding.ts';
import type { DesiredItem, Section, SectionName } from '../desired.ts';
import { asMap } from '../fields-of.ts';
import { nameOfPlace } from '../name-of-place.ts';
import type { PlannedChange, Seen } from '../plan.ts';
import { resourceOf } from '../resource-of.ts';
import type { Json, Place } from '../resources/resource.ts';
import type { JournalEntry } from './journal.ts';
import { hindrance, wantedItem } from './lost-in-evidence.ts';
import type { Lost } from './plan-restore.ts';

/** Everything one run wrote about one thing, in order. */
interface Written {
  readonly kind: SectionName;
  readonly key: string;
  readonly entries: readonly [JournalEntry, ...JournalEntry[]];
}

/**
 * What the writes of a run have taken or changed, place by place. Also a write that was begun and never confirmed counts:
 * what is there now says whether it was made. What somebody has changed since is not taken back.
 */
export function lostInJournal(entries: readonly JournalEntry[]): readonly Lost[] {
  const begun = entries.filter(({ outcome }) => outcome === 'begun').flatMap(withAlong);
  return [...groups(begun, ({ place }) => nameOfPlace(place)).values()].map(lostAt);
}

/** A change, and all that went along. */
function withAlong(entry: JournalEntry): readonly JournalEntry[] {
  const { along = [], after: _, ...rest } = entry;
  const [kind, after] =
    entry.kind === 'branchingModel'
      ? (['inherit', { branchingModel: false }] as const)
      : (['environmentVariables', undefined] as const);
  const gone = along.map((before): JournalEntry => {
    const { key, control } = wantedItem(kind, before);
    return { ...rest, kind, key, control, before, ...(after !== undefined && { after }) };
  });
  return [entry, ...gone];
}

function lostAt(entries: readonly [JournalEntry, ...JournalEntry[]]): Lost {
  const { place } = entries[0];
  const writes = [...groups(entries, ({ kind, key }) => `${kind} ${key}`).values()].map(
    (own): Written => ({ kind: own[0].kind, key: own[0].key, entries: own }),
  );
  // Newest first; where one protects more and another less, the safe order decides.
  const newest = writes.toReversed();
  const kinds = [...new Set(newest.map(({ kind }) => kind))];
  const sections = kinds.map((kind) => sectionOf(kind, newest));
  return {
    desired: { place, layers: [], sections },
    comparable: (seen) => seen,
    hindrance: (change, seen) => movedSince(change, { writes, seen }) ?? hindrance(change),
    told: () => writes.flatMap((each) => replaced(each, place)),
  };
}

function sectionOf(kind: SectionName, writes: readonly Written[]): Section {
  const items = writes.filter((each) => each.kind === kind).map(itemBefore);
  const parts = [...new Set(items.flatMap(({ item }) => partOf(kind, item)))];
  return { kind, unmanaged: 'report', ...(parts.length > 0 && { among: parts }), items };
}

/** The part of its section that an item belongs to, where a section need not speak of all. */
function partOf(kind: SectionName, item: Json): readonly string[] {
  const { environment, to } = asMap(item);
  if (kind === 'environmentVariables') return [String(environment)];
  return kind === 'permissions' ? [`${String(to)}s`] : [];
}

/** What was there before the first write; what was not is to go. */
function itemBefore({ kind, key, entries: [first, ...more] }: Written): DesiredItem {
  const { before, after, control } = first;
  if (before === undefined) {
    const item = more.at(-1)?.after ?? after ?? {};
    return { key, control, item, absent: true, aside: {}, said: {} };
  }
  const item = wantedItem(kind, before);
  return item.key === key ? item : { ...item, aside: { was: key } };
}

interface Now {
  readonly writes: readonly Written[];
  readonly seen: readonly Seen[];
}

/** A thing that is not as any write of the run left it was changed by somebody else. */
function movedSince(change: PlannedChange, { writes, seen }: Now): string | undefined {
  const own = writes.find((each) => each.kind === change.kind && isAbout(each, change.key));
  if (own === undefined) return undefined;
  const now = liveItem(change, seen);
  const isOurs = own.entries.some(({ after }) => isAsLeft(now, after));
  return isOurs ? undefined : `it is no longer as the run ${own.entries[0].run} left it`;
}

function isAbout(written: Written, key: string): boolean {
  return written.key === key || itemBefore(written).key === key;
}

function liveItem(change: PlannedChange, seen: readonly Seen[]): Json | undefined {
  if (change.action !== 'create') return change.before;
  const section = seen.find(({ section: { kind } }) => kind === change.kind);
  return section?.observed.find(({ item }) => resourceOf(change.kind).key(item) === change.key)
    ?.item;
}

function isAsLeft(now: Json | undefined, after: Json | undefined): boolean {
  if (now === undefined || after === undefined) return now === after;
  return (
    isDeepStrictEqual(now, after) || isDeepStrictEqual(now, { ...asMap(now), ...asMap(after) })
  );
}

/** A secured value that was replaced: nobody has the one before. */
function replaced({ entries }: Written, place: Place): Finding[] {
  const rotated = entries.find((each) => each.rotated);
  if (rotated === undefined) return [];
  return [
    {
      rule: 'by-hand',
      severity: 'warning',
      subject: nameOfPlace(place),
      message: `${rotated.control}: its value was replaced, and the one before is kept nowhere`,
    },
  ];
}

function groups<Each>(list: readonly Each[], nameOf: (each: Each) => string) {
  const found = new Map<string, [Each, ...Each[]]>();
  for (const each of list) {
    const group = found.get(nameOf(each));
    if (group === undefined) found.set(nameOf(each), [each]);
    else group.push(each);
  }
  return found;
}
