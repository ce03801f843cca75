import { type Document, isMap, isNode, parseDocument, visit } from 'yaml';
import type * as z from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { reasonOf } from './error.ts';
import { problemsOf } from './problems.ts';

export type Parsed<Value> =
  | { readonly value: Value; readonly at: Locate }
  | { readonly diagnostics: readonly Diagnostic[] };

/** Where a value stands in its file. */
type Locate = (path: readonly PropertyKey[], message: string) => Diagnostic;

/** Reads YAML into what the schema promises, or says everything that is wrong, each with its place. */
export function parseYaml<Value>(
  file: string,
  text: string,
  schema: z.ZodType<Value>,
): Parsed<Value> {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const place = (offset: number, message: string): Diagnostic => ({
    file,
    ...lineAndColumn(text, offset),
    message,
  });
  const read = readValue(document);
  if ('problems' in read) {
    return { diagnostics: read.problems.map(({ at, message }) => place(at, message)) };
  }
  const at: Locate = (path, message) => place(offsetOf(document, path), message);
  const result = schema.safeParse(read.value ?? {});
  if (result.success) return { value: result.data, at };
  return {
    diagnostics: problemsOf(result.error.issues).map(({ path, message }) => at(path, message)),
  };
}

/** Counted here: the parser's own counter misses lines behind an error. */
function lineAndColumn(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

interface TextProblem {
  readonly at: number;
  readonly message: string;
}

/** What the text says, or why it says nothing: bad syntax, tags nobody knows, aliases of nothing or of too much. */
function readValue(
  document: Document.Parsed,
): { readonly value: unknown } | { readonly problems: readonly TextProblem[] } {
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    at: pos[0],
    message,
  }));
  // The parser may say one thing twice.
  const lines = problems.map(({ at, message }) => `${at} ${message}`);
  const told = problems.filter((_, index) => lines.indexOf(lines[index] ?? '') === index);
  if (told.length > 0) return { problems: told };
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problems: [{ at: firstAlias(document), message: reasonOf(error) }] };
  }
}

/** Only aliases make a value impossible where the syntax is right. */
function firstAlias(document: Document.Parsed): number {
  let offset = 0;
  visit(document, {
    Alias: (_, { range }) => {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** The start of the key at the path, or of the nearest thing above it that is written down. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = keyOffset(document, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isNode(key) && String(key) === String(last));
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
