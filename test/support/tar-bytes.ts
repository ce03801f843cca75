import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { scanTree } from '../../src/io/scan-tree.ts';
import type { Learned } from '../../src/io/tar-tree.ts';
import { tarTree } from '../../src/io/tar-tree.ts';

/** A real tree as a tar archive, in memory. */
export function tarBytes(root: string, learned: Learned = { entries: [], findings: [] }): Buffer {
  const tree = scanTree(root, { excluded: () => false, never: [] });
  const parts: Buffer[] = [];
  for (const part of tarTree(tree, learned)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** A stream to its end. */
export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The SHA-256 of bytes, in hexadecimal. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
