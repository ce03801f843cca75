import type { Operation } from './operation.ts';
import { refuse } from './refusal.ts';

interface Route {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** The operation of a method and path, with what the path names; 404 or 405 when there is none. */
export type Router = (method: string, path: string) => Route;

/** Looks through the table, whose paths are taken apart once. */
export function newRouter(table: readonly Operation[]): Router {
  const routes = table.map((operation) => ({ operation, template: segmentsOf(operation.path) }));
  return (method, path) => {
    const segments = segmentsOf(path);
    const matches = routes.flatMap(({ operation, template }) => {
      const params = match(template, segments);
      return params === undefined ? [] : [{ operation, params }];
    });
    const route = matches.find(({ operation }) => operation.method === method);
    if (route !== undefined) return route;
    if (matches.length > 0) throw refuse(405, `Method "${method}" not allowed.`);
    throw refuse(404, 'Resource not found', { detail: 'There is no API hosted at this URL.' });
  };
}

/** A last slash means nothing in 2.0. */
function segmentsOf(path: string): readonly string[] {
  const words = path.split('/').slice(1);
  return words[0] === '2.0' && words.at(-1) === '' ? words.slice(0, -1) : words;
}

function match(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const whole = template.at(-1) === '{name}' ? join(segments, template.length) : segments;
  if (whole.length !== template.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, word] of template.entries()) {
    const segment = whole[index] ?? '';
    if (word.startsWith('{')) params[word.slice(1, -1)] = decode(segment);
    else if (word !== segment) return undefined;
  }
  return params;
}

/** Names of branches have slashes in them, encoded or not. */
function join(segments: readonly string[], length: number): readonly string[] {
  if (segments.length <= length) return segments;
  return [...segments.slice(0, length - 1), segments.slice(length - 1).join('/')];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refuse(400, 'Bad request');
  }
}
