import type { Problem } from '../../src/problems.ts';

/** Values by name, as an environment has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A value with its variables filled in, and what could not be. */
export interface Substituted {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The variables that were filled in. */
  readonly used: Readonly<Record<string, string>>;
}

/** Fills in `${NAME}` in every text of a value, never in keys; `$${` stands for a plain `${`. */
export function substitute(value: unknown, variables: Variables): Substituted {
  const problems: Problem[] = [];
  const used: Record<string, string> = {};
  const find = (name: string) => {
    const found = lookUp(name, variables);
    if (found !== undefined) used[name] = found;
    return found;
  };
  // A YAML alias can lead into itself; the schema refuses what comes of it.
  const above = new Set<unknown>();
  const walk = (part: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof part === 'string') {
      return fill(part, find, (message) => problems.push({ path, message }));
    }
    if (typeof part !== 'object' || part === null || above.has(part)) return part;
    above.add(part);
    const filled = eachPart(part, (each, key) => walk(each, [...path, key]));
    above.delete(part);
    return filled;
  };
  return { value: walk(value, []), problems, used };
}

function eachPart(whole: object, walk: (part: unknown, key: PropertyKey) => unknown): unknown {
  return Array.isArray(whole)
    ? whole.map(walk)
    : Object.fromEntries(Object.entries(whole).map(([key, part]) => [key, walk(part, key)]));
}

function fill(
  text: string,
  find: (name: string) => string | undefined,
  complain: (message: string) => void,
): string {
  return text.replaceAll(/(\$?)\$\{([^}]*)(\}?)/g, (written, doubled, name, end) => {
    if (doubled !== '') return written.slice(1);
    const value = end === '' ? undefined : find(name);
    if (value === undefined) complain(complaint(written, `${name}${end}`));
    return value ?? written;
  });
}

function lookUp(name: string, variables: Variables): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function complaint(written: string, inside: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*\}$/.test(inside)
    ? `the variable "${inside.slice(0, -1)}" is not set`
    : `"${written}" is no variable: write "$\${" for a plain "\${"`;
}
