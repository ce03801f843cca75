import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Filling, fillEvidence, tamperings } from '../../src/io/evidence-directory.ts';

function aPlace(): string {
  const place = mkdtempSync(join(tmpdir(), 'evidence-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  return place;
}

const two = async ({ write, files }: Filling) => {
  await write('b/two.json', '2');
  await write('one.json', 'ä');
  return files();
};

test('files are listed by path, with bytes and digest, and the directory has its name when all are there', async () => {
  const place = aPlace();
  const files = await fillEvidence(join(place, 'e'), 'e', async (filling) => {
    expect(readdirSync(place)).not.toContain('e');
    return two(filling);
  });
  expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
    ['b/two.json', 1],
    ['one.json', 2],
  ]);
  expect(readFileSync(join(place, 'e/one.json'), 'utf8')).toBe('ä');
  expect(await tamperings(join(place, 'e'), files, 'manifest.json')).toEqual([]);
});

test('what is changed, missing, added, or a link now is told', async () => {
  const place = aPlace();
  const files = await fillEvidence(join(place, 'e'), 'e', two);
  writeFileSync(join(place, 'e/more'), '');
  writeFileSync(join(place, 'e/b/two.json'), '3');
  rmSync(join(place, 'e/one.json'));
  writeFileSync(join(place, 'elsewhere'), 'ä');
  symlinkSync('../elsewhere', join(place, 'e/one.json'));
  expect(await tamperings(join(place, 'e'), files, 'manifest.json')).toEqual([
    { path: 'b/two.json', how: 'changed' },
    { path: 'one.json', how: 'missing' },
    { path: 'more', how: 'added' },
  ]);
});

test('what cannot be filled leaves nothing behind, and nothing is written over', async () => {
  const place = aPlace();
  const failing = fillEvidence(join(place, 'e'), 'e', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(place)).toEqual([]);
  await fillEvidence(join(place, 'e'), 'e', two);
  const again = fillEvidence(join(place, 'e'), 'e', two);
  await expect(again).rejects.toMatchObject({ name: 'Stop', code: 'usage' });
});

test('where nothing can be written the run ends with a sentence', async () => {
  const place = aPlace();
  writeFileSync(join(place, 'file'), '');
  await expect(fillEvidence(join(place, 'file/e'), 'file/e', two)).rejects.toMatchObject({
    name: 'Stop',
    code: 'failed',
  });
});
