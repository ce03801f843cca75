import { sha256 } from '../../src/io/sha256.ts';
import type { SectionName } from '../desired.ts';
import { asMap } from '../fields-of.ts';
import { isNamedLikeSecret } from '../named-like-secret.ts';
import type { Json } from '../resources/resource.ts';

/**
 * What evidence has in place of a value that may be a secret: equal values have equal stand-ins within one bundle, so that
 * it can still be compared; the value cannot be read from it.
 */
export interface Withholding {
  /** A value as a whole. */
  standIn(value: string): string;
  /** An item without the value of a plain variable that is named like a secret, and without secrets inside its texts. */
  item(kind: SectionName, item: Json): Json;
}

/** Stand-ins are made with a bundle’s own salt; `secrets` are looked for in every text. */
export function withholding(salt: string, secrets: readonly string[]): Withholding {
  const standIn = (value: string) =>
    isStandIn(value) ? value : `withheld-${sha256(`${salt}${value}`).slice(0, 32)}`;
  // What is shorter is found by chance.
  const long = secrets.filter((secret) => secret.length > 5);
  const clean = (text: string) =>
    long.reduce((rest, secret) => rest.replaceAll(secret, () => standIn(secret)), text);
  return {
    standIn,
    item(kind, item) {
      const cleaned = eachText(item, clean);
      const { key, value } = asMap(cleaned);
      return isPlainSecret(kind, key) && typeof value === 'string'
        ? { ...asMap(cleaned), value: standIn(value) }
        : cleaned;
    },
  };
}

/** Does a text stand for a value that was withheld? */
export function isStandIn(text: Json | undefined): boolean {
  return typeof text === 'string' && /^withheld-[0-9a-f]{32}$/.test(text);
}

function isPlainSecret(kind: SectionName, key: Json | undefined): boolean {
  const isVariable = kind === 'variables' || kind === 'environmentVariables';
  return isVariable && typeof key === 'string' && isNamedLikeSecret(key);
}

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each: Json) => eachText(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, eachText(each, change)]),
  );
}
