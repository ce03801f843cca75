/** One thing a person should know. An error stops the run; a warning does not. */
export interface Finding {
  /** The rule that found it, in kebab-case: `secret-in-package`, `no-space`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** What it is about: a path, a host, a key of the config. */
  readonly subject: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The address of the page where a person does it. */
  readonly link?: string;
  /** The line that it is about, in a file of the project. */
  readonly at?: { readonly file: string; readonly line: number };
}

/** Must these findings stop the run? */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Errors, then warnings, then notes; each in the order it came. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return severities.flatMap((each) => findings.filter(({ severity }) => severity === each));
}

const severities = ['error', 'warning', 'note'] as const;

/** A finding in one line. A subject that the message names itself is not said twice; some findings have none. */
export function lineOfFinding(finding: Finding): string {
  const { subject, message } = finding;
  const about = subject === '' || message.includes(` ${subject}: `) ? '' : `${subject}: `;
  const remedy = remedyOf(finding);
  return `${about}${message}${remedy === '' ? '' : ` (${remedy})`}`;
}

/** What to do, and where. */
export function remedyOf({ hint, link }: Finding): string {
  return [hint, link].filter((part) => part !== undefined).join(': ');
}
