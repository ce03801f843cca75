/**
 * The part of an answer that `fields=` asks for: `a,b.c` names what comes, `-a` takes away, `+a` adds what is hidden
 * otherwise; `*` is every field. A list whose `next` was not asked for cannot be followed, as with the real one.
 */
export function selectFields(body: unknown, fields: string, hidden: readonly string[]): unknown {
  const words = fields
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const plain = words.filter((word) => !/^[+-]/.test(word));
  const added = words.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
  const removed = words.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
  const asked = [...plain, ...added];
  const unasked = hidden.filter((path) => !asked.includes(path));
  const shown = [...removed, ...unasked].reduce(
    (rest, path) => without(rest, path.split('.')),
    body,
  );
  return plain.length === 0
    ? shown
    : only(
        shown,
        asked.map((path) => path.split('.')),
      );
}

function without(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, path));
  if (!isObject(value)) return value;
  const [name = '', ...rest] = path;
  const entries = Object.entries(value).filter(([key]) => key !== name || rest.length > 0);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, key === name ? without(item, rest) : item]),
  );
}

function only(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return value.map((item) => only(item, paths));
  if (!isObject(value)) return value;
  const parts = Object.entries(value).map(([key, item]) => {
    const rest = paths
      .filter(([name]) => name === key || name === '*')
      .map((path) => path.slice(1));
    return rest.length === 0 ? [] : [[key, only(item, rest)] as const];
  });
  return Object.fromEntries(parts.flat());
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
