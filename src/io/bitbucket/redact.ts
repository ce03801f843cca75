import type { Secret } from '../../secret.ts';

/** The text without the secrets that the server may have sent back, as they are or as JSON writes them. */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets
    .map((secret) => secret.open())
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .filter((value) => value.length > 2)
    .sort((one, other) => other.length - one.length)
    .reduce((clean, value) => clean.replaceAll(value, '[secret]'), text);
}
