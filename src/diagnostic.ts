import { Stop } from './error.ts';

/** One place in a file a person wrote, and what is wrong there. Lines and columns count from 1. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `file:line:column message`, as editors and compilers print it. */
function lineOfDiagnostic({ file, line, column, message }: Diagnostic): string {
  return `${file}:${line}:${column} ${message}`;
}

/** Ends the run with every diagnostic at once, in the order of the file. */
export function refuse(file: string, diagnostics: readonly Diagnostic[]): Stop {
  const details = diagnostics
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(lineOfDiagnostic);
  const count = details.length === 1 ? '1 thing is' : `${details.length} things are`;
  return new Stop('usage', `Cannot use ${file}: ${count} wrong`, { details });
}
