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
}

/** Must these findings stop the run? */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** A finding in one line. A subject that the message names itself is not said twice. */
export function lineOfFinding({ subject, message, hint }: Finding): string {
  const about = message.includes(` ${subject}: `) ? '' : `${subject}: `;
  return `${about}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
