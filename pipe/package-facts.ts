import type { StoredPackage } from '../src/io/store.ts';

/** What people want to know of a package, for its report. */
export function packageFacts({ manifest, archive }: StoredPackage) {
  const { files, ...rest } = manifest;
  const bytes = files.reduce((sum, each) => sum + (each.type === 'file' ? each.size : 0), 0);
  return {
    facts: [
      ['commit', `${manifest.commit}${manifest.branch === '' ? '' : ` on ${manifest.branch}`}`],
      ['content', `${files.length} entries, ${(bytes / 1024 / 1024).toFixed(1)} MiB`],
      ['digest', manifest.digest],
      ['migrations', manifest.requires_migration ? 'yes' : 'none'],
      ['archive', archive],
    ] as const,
    data: { ...rest, archive, entries: files.length, bytes },
  };
}
