import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** One thing that is wrong with a value, in words for the person who wrote it. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a schema found, one problem each: unknown keys by name, of a union only the form that was meant. */
export function problemsOf(
  issues: readonly Issue[],
  above: readonly PropertyKey[] = [],
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key "${key}"` }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return problemsOf(meant(issue.errors), path);
    }
    if (issue.code === 'invalid_key') {
      return issue.issues.map(({ message }) => ({ path, message }));
    }
    return [{ path, message: sentence(issue, path) }];
  });
}

/** The form whose own type fits the value: its complaints lie inside, not at the value itself. */
function meant(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const fits = (form: readonly Issue[]) =>
    !form.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return forms.find(fits) ?? forms[0] ?? [];
}

function sentence(issue: Issue, path: readonly PropertyKey[]): string {
  const name = path.length === 0 ? 'the document' : `"${path.map(String).join('.')}"`;
  const message = issue.message
    .replace(/^Invalid (?:input|option): /, '')
    .replaceAll(/\b(?:object|record)\b/g, 'a map')
    .replaceAll(/\barray\b/g, 'a list');
  // An issue keeps no input; only its message says that there was none.
  return message.endsWith(', received undefined')
    ? `${name} is missing: ${message.replace(', received undefined', '')}`
    : `${name}: ${message}`;
}
