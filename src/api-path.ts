import { Stop } from './error.ts';

/** What a list is asked for, besides its path. */
export interface Query {
  readonly q?: string;
  readonly sort?: string;
  /** Only these (`values.uuid`), or with `+` and `-` what is more or less than usual. */
  readonly fields?: readonly string[];
}

/**
 * The address of something below the API’s base. Bitbucket answers 400 to a uuid whose braces are not encoded
 * (last verified 2026-11-20, in third-party reports).
 */
export function apiPath(...segments: readonly string[]): string {
  return segments.map(encode).join('/');
}

/** A path with its query: `fields` that name what is wanted also get what paging needs. */
export function withQuery(path: string, { q, sort, fields }: Query): string {
  const query = Object.entries({ q, sort, fields: fields && fieldsOf(fields) })
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return [path, query.join('&')].filter((part) => part !== '').join('?');
}

function encode(segment: string): string {
  // A URL takes these for steps, however they are encoded.
  if (['', '.', '..'].includes(segment)) {
    throw new Stop('usage', `Cannot address Bitbucket: "${segment}" is no name of anything`);
  }
  return encodeURIComponent(segment);
}

function fieldsOf(fields: readonly string[]): string {
  const selects = fields.some((field) => !/^[+-]/.test(field));
  return [...fields, ...(selects ? ['next', 'size', 'page', 'pagelen'] : [])].join(',');
}
