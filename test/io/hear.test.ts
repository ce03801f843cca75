import { expect, test } from 'vitest';
import { hear } from '../../src/io/hear.ts';

const said = 'offer a 5\nhelloother 3\nyes the rest';

test.each([1, 2, 7, said.length])(
  'hear() takes messages out of what arrives, also %i bytes at a time',
  async (size) => {
    const heard = hear();
    const first = heard.next();
    const chunks = said.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    for (const chunk of chunks) heard.add(Buffer.from(chunk));
    const messages = [await first, await heard.next()];
    expect(messages.map(({ words, body }) => [...words, body.toString()])).toEqual([
      ['offer', 'a', '5', 'hello'],
      ['other', '3', 'yes'],
    ]);
    expect(heard.rest().toString()).toBe(' the rest');
  },
);
