import { reasonOf } from '../error.ts';
import type { Finding } from '../release/finding.ts';

/** What the system said when something in the tree could not be looked at. */
export function unreadable(path: string, error: unknown): Finding {
  return {
    rule: 'unreadable',
    severity: 'error',
    subject: path,
    message: `cannot be read: ${reasonOf(error).replace(/, \w+ '.*'$/s, '')}`,
    hint: 'Give the user who packs the right to read it, or name it in "package.exclude"',
  };
}
