import { join } from 'node:path/posix';
import { bestCompression } from '../../src/io/compression.ts';
import { packTree } from '../../src/io/pack.ts';
import { type Parcel, parcel } from '../../src/io/parcel.ts';
import { scanTree } from '../../src/io/scan-tree.ts';
import type { Manifest } from '../../src/release/manifest.ts';
import { aManifest } from './a-manifest.ts';
import { scratch } from './scratch.ts';

/** A real tree as a package on its way to a host; with a manifest of something else, a damaged one. */
export async function aParcel(
  directory: string,
  compression = bestCompression(),
  manifest?: Manifest,
): Promise<Parcel> {
  const archive = join(scratch('parcel'), 'archive');
  const tree = scanTree(directory, { excluded: () => false, never: [] });
  const { entries } = await packTree(tree, { file: archive, compression });
  return parcel({ manifest: manifest ?? aManifest({ files: [...entries] }), archive });
}
