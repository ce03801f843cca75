import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { journalFile } from '../../src/io/journal-file.ts';

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test('lines are added one after the other, for its owner only', async () => {
  const file = join(aDirectory(), 'deep', 'journal.jsonl');
  const write = await journalFile(file);
  await write({ number: 1 });
  await (await journalFile(file))({ number: 2 });
  expect(readFileSync(file, 'utf8')).toBe('{"number":1}\n{"number":2}\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('behind half a line that a killed run left, the next begins on its own', async () => {
  const file = join(aDirectory(), 'journal.jsonl');
  writeFileSync(file, '{"number":1}\n{"num');
  await (await journalFile(file))({ number: 2 });
  expect(readFileSync(file, 'utf8')).toBe('{"number":1}\n{"num\n{"number":2}\n');
});

test('what cannot be journalled ends the run with a sentence', async () => {
  const directory = aDirectory();
  await expect(journalFile(directory)).rejects.toMatchObject({
    name: 'Stop',
    code: 'failed',
    message: `Cannot write the journal "${directory}": EISDIR`,
  });
});
