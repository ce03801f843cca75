/** What is live before, and what is released: variants of a payload. Nothing is live before a first release. */
export const cases = {
  first: { tree: 'base' },
  unchanged: { base: 'base', tree: 'base' },
  'unchanged-fresh': { base: 'base', tree: 'base-fresh' },
  edited: { base: 'base', tree: 'edited' },
  'edited-fresh': { base: 'base', tree: 'edited-fresh' },
  big: { base: 'big', tree: 'big-edited' },
  hosts: { base: 'base', tree: 'edited-fresh', hosts: 3 },
};
