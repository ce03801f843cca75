import { createHash } from 'node:crypto';
import type { Entry } from '../../src/release/entry.ts';
import { contentOf, type Manifest } from '../../src/release/manifest.ts';
import { aFile } from './an-entry.ts';

/** A manifest whose digest is that of its files. */
export function aManifest(change: Partial<Manifest> = {}): Manifest {
  const { app = 'shop', files = [aFile('index.html', 'one')] satisfies Entry[] } = change;
  return {
    format: 1,
    version: '2026.03.7',
    build: '2026.03.7+abc1234',
    commit: 'abc1234'.padEnd(40, '0'),
    branch: 'main',
    tree: 'd'.repeat(40),
    requires_migration: false,
    hooks: [],
    created_at: '2026-03-07T12:00:00.000Z',
    built_by: { who: 'ana', pipeline: '', step: '' },
    ...change,
    app,
    files,
    digest: createHash('sha256').update(contentOf({ app, files })).digest('hex'),
  };
}
