import { describe, expect, test } from 'vitest';
import { badBuilds, previousOf } from '../../src/release/history.ts';
import { aHistory } from '../support/a-history.ts';
import { fc } from '../support/fc.ts';

const build = fc.constantFrom(...'ABCDE');
const word = fc
  .tuple(fc.constantFrom('', '', '', '!', '?', '~', '<', '>'), build)
  .map(([mark, name]) => mark + name);
const words = fc.array(word, { minLength: 1, maxLength: 20 }).map((list) => list.join(' '));
const present = fc.uniqueArray(build).map((list) => new Set(list));

describe('whatever happened on a host', () => {
  test('the way back never leads to a bad build, to what is live, or to what is not there', () =>
    fc.assert(
      fc.property(words, fc.option(build, { nil: undefined }), present, (text, live, there) => {
        const records = aHistory(text);
        const back = previousOf(records, live, there);
        if (back === undefined) return;
        expect(badBuilds(records).has(back)).toBe(false);
        expect(back).not.toBe(live);
        expect(there.has(back)).toBe(true);
      }),
    ));

  test('rolling back again and again goes on backwards and ends: no build comes up twice', () =>
    fc.assert(
      fc.property(words, (text) => {
        const everything = new Set('ABCDE');
        const seen: string[] = [];
        let history = text;
        let live = aHistory(text).at(-1)?.live ?? undefined;
        for (;;) {
          const back = previousOf(aHistory(history), live, everything);
          if (back === undefined) break;
          expect(seen).not.toContain(back);
          seen.push(back);
          history += ` <${back}`;
          live = back;
        }
      }),
    ));
});
