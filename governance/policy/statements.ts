import type { Said } from '../desired.ts';
import type { Json } from '../resources/resource.ts';
import type { Fields, Grammar, List } from './grammar.ts';

/** One thing a layer says: the value of what is at a path. A value of null takes back all that is at or below it. */
export interface Statement {
  /** The section, the item’s name, its field: `branches`, `stg-250226`, `approvals`. */
  readonly path: readonly string[];
  readonly said: Said;
}

/** Where a part of a layer stands: in the layer’s own paths, and in the file. */
export interface Spot {
  readonly path: readonly string[];
  readonly at: readonly PropertyKey[];
  say(at: readonly PropertyKey[], value: Json): Said;
}

/** What a map or a list says of itself: it is named, whatever is in it. */
export const naming: Json = {};

/** Everything that is said at and below a spot. */
function statementsOf(grammar: Grammar, written: unknown, spot: Spot): Statement[] {
  if (written === null) return [statement(spot, null)];
  switch (grammar.is) {
    case 'leaf':
      return [statement(spot, grammar.read(written))];
    case 'fields':
      return [statement(spot, naming), ...fieldStatements(grammar, written, spot)];
    case 'keys':
      return [
        statement(spot, naming),
        ...Object.entries(written as object).flatMap(([name, value]) =>
          statementsOf(grammar.each, value, below(spot, name, name)),
        ),
      ];
    case 'list':
      return [statement(spot, naming), ...inList(grammar, written as readonly unknown[], spot)];
  }
}

function statement({ path, at, say }: Spot, value: Json): Statement {
  return { path, said: say(at, value) };
}

/** The spot of a part. */
export function below(spot: Spot, name: string, at: PropertyKey): Spot {
  return { ...spot, path: [...spot.path, name], at: [...spot.at, at] };
}

/** What the fields of a map say. */
export function fieldStatements(grammar: Fields, written: unknown, spot: Spot): Statement[] {
  return Object.entries(written as object).flatMap(([name, value]) => {
    const field = grammar.fields[name];
    return field === undefined || value === undefined
      ? []
      : statementsOf(field, value, below(spot, name, name));
  });
}

function inList(grammar: List, written: readonly unknown[], spot: Spot): Statement[] {
  return written.flatMap((element, index) => {
    const value = isRemoved(element) ? null : grammar.rest(element);
    return statementsOf(grammar.each, value, below(spot, grammar.keyOf(element), index));
  });
}

function isRemoved(element: unknown): boolean {
  return typeof element === 'object' && element !== null && 'remove' in element;
}
