import { aTree, type Leaf } from './a-tree.ts';

const deep = Array.from({ length: 30 }, (_, level) => `level-${level}`).join('/');

/** Everything a name, a path or a link's text can be. */
const awkward: Readonly<Record<string, Leaf>> = {
  'with space': 'a',
  'with\nnewline': 'b',
  'with\ttab': 'b',
  'it\'s "quoted" $HOME `x`': 'c',
  'back\\slash\\n': 'd',
  '-rf': 'e',
  '--checkpoint-action=exec=x': 'f',
  '*?[a]{b}': 'g',
  'ünï-日本語-🚀': 'h',
  ['n'.repeat(99)]: 'i',
  ['n'.repeat(100)]: 'i',
  ['n'.repeat(101)]: 'i',
  ['long'.repeat(63)]: 'j',
  ['日'.repeat(85)]: { program: '#!/bin/sh\n' },
  [`${deep}/file`]: 'k',
  [`${deep}/empty directory`]: 'directory!',
  'to-deep': { link: `${deep}/file` },
  'to-100': { link: 'n'.repeat(100) },
  'to-101': { link: 'n'.repeat(101) },
  'to-nothing\n': { link: '-gone' },
  empty: '',
  'block-511': 'x'.repeat(511),
  'block-512': 'x'.repeat(512),
  'block-513': 'x'.repeat(513),
  'several pieces': Buffer.alloc(2 * 1024 * 1024 + 7, 'pieces'),
};

/** A real tree of them. */
export function anAwkwardTree(): string {
  return aTree(awkward);
}
