import type { Entry } from '../../src/release/entry.ts';
import { sha256 } from './a-record.ts';

/** A file of a release with this content. */
export function aFile(path: string, content = ''): Entry {
  const size = Buffer.byteLength(content);
  return { type: 'file', path, mode: '0644', size, sha256: sha256(content) };
}

/** A link of a release. */
export function aLink(path: string, target: string): Entry {
  return { type: 'link', path, mode: '0777', target };
}

/** A directory of a release. */
export function aDirectory(path: string): Entry {
  return { type: 'directory', path, mode: '0755' };
}
