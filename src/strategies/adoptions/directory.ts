import type { Adoption } from './adoption.ts';

/** The app’s directory itself, copied over by each deployment: it becomes the first release. */
export const directory: Adoption = {
  from: 'directory',
  pointer: 'directory',
  disposable: false,
  log: undefined,
  past: () => [],
};
