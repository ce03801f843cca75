import { Secret } from '../../secret.ts';

/** A body as it goes over the wire: JSON in which secrets are open, and which secrets those are. */
export function openSecrets(body: unknown): {
  readonly text: string | undefined;
  readonly secrets: readonly Secret[];
} {
  const secrets: Secret[] = [];
  const open = (value: unknown): unknown => {
    if (value instanceof Secret) {
      secrets.push(value);
      return value.open();
    }
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, open(inner)]));
  };
  return { text: body === undefined ? undefined : JSON.stringify(open(body)), secrets };
}
