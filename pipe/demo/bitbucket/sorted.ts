/** In the order of `sort=field` or `sort=-field`. */
export function sorted<Item>(items: readonly Item[], sort: string | null): readonly Item[] {
  if (sort === null) return items;
  const field = sort.replace(/^-/, '');
  const text = (item: Item) => String(Reflect.get(Object(item), field) ?? '');
  const ascending = items.toSorted((a, b) => text(a).localeCompare(text(b)));
  return sort.startsWith('-') ? ascending.toReversed() : ascending;
}
