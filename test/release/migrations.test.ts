import { describe, expect, test } from 'vitest';
import { newMigrations } from '../../src/release/migrations.ts';
import { aFile } from '../support/an-entry.ts';

const files = ['db/migrations/2_b.php', 'db/migrations/1_a.php', 'db/migrations-old/0.php'].map(
  (path) => aFile(path),
);

describe('newMigrations()', () => {
  test.each([
    [
      'are those the live release does not have, in order',
      'db/migrations',
      [],
      ['1_a.php', '2_b.php'],
    ],
    ['leave out what the live release has', 'db/migrations', ['1_a.php'], ['2_b.php']],
    [
      'are found with a slash at the end of the directory',
      'db/migrations/',
      ['1_a.php'],
      ['2_b.php'],
    ],
    ['are none where the config names no directory', undefined, [], []],
  ])('%s', (_, directory, live, expected) => {
    expect(newMigrations(files, directory, live)).toEqual(expected);
  });

  test('are found with "./" before the directory, as shells like to write it', () => {
    expect(newMigrations(files, './db/migrations', [])).toEqual(['1_a.php', '2_b.php']);
  });

  test('may be the whole tree', () => {
    expect(newMigrations([aFile('1_a.php')], '.', [])).toEqual(['1_a.php']);
  });
});
