import { refuse } from './refusal.ts';

interface Condition {
  readonly path: string;
  readonly operator: string;
  readonly values: readonly string[];
}

const condition = /^([a-z_.]+)\s*(!=|=|~|\s+IN\s+)\s*(?:"([^"]*)"|(true|false)|\(([^)]*)\))$/i;

/** Which items `q=` lets through: `a.b = "x"`, `!=`, `~` (contains), `IN ("x","y")`, joined by `AND`. */
export function matchesQuery(
  query: string | null,
  allowed: readonly string[],
): (item: unknown) => boolean {
  if (query === null || query.trim() === '') return () => true;
  const conditions = query.split(/\s+AND\s+/i).map((text) => read(text.trim(), allowed));
  return (item) => conditions.every((one) => holds(one, item));
}

/** The values of a condition on this field, if the query has one. */
export function valuesOf(query: string | null, path: string): readonly string[] | undefined {
  const texts = (query ?? '').split(/\s+AND\s+/i).map((text) => condition.exec(text.trim()));
  const found = texts.find((match) => match?.[1] === path);
  return found ? valuesIn(found) : undefined;
}

function read(text: string, allowed: readonly string[]): Condition {
  const match = condition.exec(text);
  if (match === null) throw refuse(400, `Invalid query: ${text}`);
  const [, path = '', operator = ''] = match;
  if (!allowed.includes(path)) throw refuse(400, `Querying by field ${path} is not supported`);
  return { path, operator: operator.trim().toUpperCase(), values: valuesIn(match) };
}

function valuesIn([, , , text, flag, list]: RegExpExecArray): readonly string[] {
  if (list !== undefined) return [...list.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
  return [text ?? flag ?? ''];
}

function holds({ path, operator, values }: Condition, item: unknown): boolean {
  const has = String(at(item, path.split('.')) ?? '');
  const [first = ''] = values;
  if (operator === '!=') return has !== first;
  if (operator === '~') return has.toLowerCase().includes(first.toLowerCase());
  return values.includes(has);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined,
    value,
  );
}
