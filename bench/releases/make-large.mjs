import { createCipheriv } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** 2 GB in three parts: small text files, assets of a megabyte, a few archives. Pseudo-random, the same each time. */
export function makeLarge(tree) {
  const bytes = noise('large');
  const text = (size) =>
    bytes((size * 3) / 4)
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
  fill(tree, 'text', 21_000, () => text(32_768));
  fill(tree, 'assets', 640, () => bytes(1_048_576));
  fill(tree, 'archives', 5, () => bytes(134_217_728));
}

/** Bytes that do not compress, the same ones for the same name. */
export function noise(name) {
  const key = Buffer.alloc(16, name);
  const cipher = createCipheriv('aes-128-ctr', key, key);
  return (size) => cipher.update(Buffer.alloc(size));
}

function fill(tree, kind, count, content) {
  for (let index = 0; index < count; index += 1) {
    const directory = join(tree, `${kind}-${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(directory);
    writeFileSync(join(directory, String(index)), content());
  }
}
