import type { Entry } from '../release/entry.ts';
import type { Finding } from '../release/finding.ts';
import { type Inspect, readScanned } from './read-scanned.ts';
import type { ScannedTree } from './scan-tree.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-header.ts';

/** Where to put what is learned while a tree is read. */
export interface Learned {
  readonly entries: Entry[];
  readonly findings: Finding[];
}

/**
 * A tree as a tar archive, byte for byte the same for the same tree, wherever and whenever it is made.
 * A part is good until the next is asked for. With an error among the findings the bytes are no archive.
 */
export function* tarTree(
  tree: ScannedTree,
  learned: Learned,
  inspect: Inspect = () => [],
): Generator<Buffer> {
  const read = readScanned(tree.root, inspect);
  for (const entry of tree.entries) {
    yield tarHeader(entry);
    if (entry.type !== 'file') {
      learned.entries.push(entry);
      continue;
    }
    const { sha256, findings } = yield* read(entry);
    const { path, mode, size } = entry;
    learned.entries.push({ type: 'file', path, mode, size, sha256 });
    learned.findings.push(...findings);
    yield tarPadding(size);
  }
  yield tarEnd;
}
