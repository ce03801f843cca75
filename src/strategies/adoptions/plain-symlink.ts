import type { Adoption } from './adoption.ts';

/** A link that somebody moves by hand or by a script; nobody keeps books. */
export const plainSymlink: Adoption = {
  from: 'plain-symlink',
  pointer: 'link',
  disposable: false,
  log: undefined,
  past: () => [],
};
