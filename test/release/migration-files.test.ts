import { expect, test } from 'vitest';
import { migrationFiles } from '../../src/release/migration-files.ts';
import { aDirectory, aFile } from '../support/an-entry.ts';

const tree = [
  aDirectory('database/migrations'),
  aFile('database/migrations/1.php'),
  aFile('database/migrations-old/2.php'),
];

test.each([
  ['the files below the directory', { kind: 'expand-only', files: 'database/migrations' }, 1],
  ['a directory written with dots and slashes', { kind: 'x', files: './database/migrations/' }, 1],
  ['none where the app has none', { kind: 'none', files: 'database/migrations' }, 0],
  ['none where nothing is said', undefined, 0],
])('migrationFiles() gives %s', (_, migrations, count) => {
  expect(migrationFiles(tree, migrations)).toHaveLength(count);
});
