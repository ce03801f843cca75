import * as z from 'zod';
import type { Json } from '../resources/resource.ts';
import type { Direction } from './direction.ts';

/**
 * What may be written at a place of the policy. From one grammar follow the schema (and what editors know), the
 * statements a layer makes, and which way a value tightens.
 */
export type Grammar = Leaf | Fields | Keys | List;

/** A value that is said and replaced as a whole. */
export interface Leaf {
  readonly is: 'leaf';
  readonly schema: z.ZodType;
  readonly direction: Direction;
  /** The written value as it is compared: short forms spelt out, lists sorted. */
  read(written: unknown): Json;
}

/** A map with names we know; each may be left out. */
export interface Fields {
  readonly is: 'fields';
  readonly fields: Readonly<Record<string, Grammar>>;
}

/** A map with names the policy chooses. */
export interface Keys {
  readonly is: 'keys';
  readonly key: z.ZodType<string>;
  readonly each: Grammar;
}

/** A list whose elements have names: merged like a map. */
export interface List {
  readonly is: 'list';
  readonly element: z.ZodType;
  /** What names an element; `remove: true` beside it takes the element back. */
  readonly named: z.ZodRawShape;
  readonly each: Grammar;
  keyOf(element: unknown): string;
  /** The element without its name, as `each` reads it. */
  rest(element: unknown): unknown;
}

/** A value that is replaced as a whole. */
export function leaf<Written>(
  schema: z.ZodType<Written>,
  direction: Direction,
  read: (written: Written) => Json = (written) => written as Json,
): Leaf {
  return { is: 'leaf', schema, direction, read: read as Leaf['read'] };
}

/** A map with known names. */
export function fields(each: Readonly<Record<string, Grammar>>): Fields {
  return { is: 'fields', fields: each };
}

/** A map from names to what is said of them. */
export function keys(each: Grammar, key: z.ZodType<string> = z.string().min(1)): Keys {
  return { is: 'keys', key, each };
}

/** The schema of what may be written: everything may be left out, and null takes back what a layer below said. */
function schemaOf(grammar: Grammar): z.ZodType {
  switch (grammar.is) {
    case 'leaf':
      return z.nullable(grammar.schema);
    case 'fields':
      return z.nullable(z.strictObject(shapeOf(grammar)));
    case 'keys':
      return z.nullable(z.record(grammar.key, schemaOf(grammar.each)));
    case 'list': {
      const removal = z.strictObject({ ...grammar.named, remove: z.literal(true) });
      return z.nullable(z.array(z.union([grammar.element, removal])));
    }
  }
}

/** The schemas of a map’s fields, all optional. */
export function shapeOf({ fields: each }: Fields): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(each).map(([name, grammar]) => [name, z.optional(schemaOf(grammar))]),
  );
}
