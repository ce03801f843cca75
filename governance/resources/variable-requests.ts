import * as z from 'zod';
import type { Variable } from '../desired.ts';
import type { Change, Direction, Request, Site } from './resource.ts';

/** A variable in an answer. The value of a secured one is never there. */
export const theirVariable = z.object({
  uuid: z.string(),
  key: z.string(),
  secured: z.boolean(),
  value: z.string().nullish(),
});

/** A variable in the policy’s words. */
export function variableOf({ key, secured, value }: z.output<typeof theirVariable>): Variable {
  return secured ? { key, secured } : { key, secured, value: value ?? '' };
}

/** The call that carries a change of a variable out, in the list at `path`. */
export function variableRequest(
  change: Change<Variable>,
  { secret }: Site,
  { path, uuid }: { readonly path: string; readonly uuid: string },
): Request {
  const one = `${path}/${encodeURIComponent(uuid)}`;
  if (change.action === 'delete') return { method: 'DELETE', path: one };
  const { key, secured } = change.after;
  const kept = change.action === 'update' ? plainValue(change.before) : undefined;
  const value = change.after.secured ? (secret ?? kept) : change.after.value;
  const body = { key, secured, ...(value !== undefined && { value }) };
  return change.action === 'create'
    ? { method: 'POST', path, body }
    : { method: 'PUT', path: one, body };
}

/** A value that everybody could read protects less than one that nobody can. */
export function variableDirection(change: Change<Variable>): Direction {
  if (change.action !== 'update' || change.before.secured === change.after.secured)
    return 'neither';
  return change.after.secured ? 'tightens' : 'loosens';
}

/** A secured variable cannot be made without a value, and a policy holds none. */
export function variableHindrance(change: Change<Variable>): string | undefined {
  return change.action === 'create' && change.after.secured && change.from === undefined
    ? 'a secured variable needs a value: name the environment variable that holds it under "from", or let a person make it'
    : undefined;
}

function plainValue(variable: Variable): string | undefined {
  return variable.secured ? undefined : variable.value;
}
