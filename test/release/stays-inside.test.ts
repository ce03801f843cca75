import { expect, test } from 'vitest';
import { staysInside } from '../../src/release/stays-inside.ts';
import { fc } from '../support/fc.ts';

const links = new Map([
  ['a/b/top', '../..'],
  ['near', 'a/b'],
  ['loop', 'loop'],
  ['double', 'other/other'],
  ['other', 'double/double'],
]);

test.each([
  ['a neighbour', 'x', 'y'],
  ['nothing that exists', 'x', 'gone/away'],
  ['a path back up that ends inside', 'a/b/c', '../../x'],
  ['the top itself', 'a/x', '..'],
  ['a way down and up', 'x', 'a/b/../..'],
  ['a way through a link that ends inside', 'x', 'near/../../y'],
  ['a name with dots in it', 'x', '...'],
  ['doubled and ending slashes', 'a/x', './/..//'],
  ['a loop', 'x', 'loop/y'],
  ['links that name each other twice', 'x', 'double'],
])('staysInside() allows %s', (_, path, target) => {
  expect(staysInside(path, target, links)).toBe(true);
});

test.each([
  ['an absolute path', 'x', '/etc/passwd'],
  ['one level too many', 'a/x', '../..'],
  ['a way out and in again', 'x', '../tree/y'],
  ['a way out behind a link to the top', 'x', 'a/b/top/../y'],
  ['a NUL', 'x', 'a\0b'],
])('staysInside() refuses %s', (_, path, target) => {
  expect(staysInside(path, target, links)).toBe(false);
});

test('staysInside() agrees with counting where no link is passed', () => {
  const name = fc.constantFrom('..', '.', '', 'a', 'b');
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), fc.nat(4), (names, depth) => {
      fc.pre(names[0] !== '');
      const path = `${'d/'.repeat(depth)}link`;
      let level = depth;
      const lowest = Math.min(
        ...names.map((each) => {
          if (each === '..') level -= 1;
          else if (each !== '.' && each !== '') level += 1;
          return level;
        }),
      );
      expect(staysInside(path, names.join('/'))).toBe(lowest >= 0);
    }),
  );
});
