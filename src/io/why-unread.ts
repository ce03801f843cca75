import { reasonOf } from '../error.ts';

/** Why a file that somebody named cannot be read, in words. */
export function whyUnread(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'it may not be read by this user';
    case 'EISDIR':
      return 'it is a directory';
    default:
      return reasonOf(error);
  }
}
