import type { UnreadEntry } from './entry.ts';

/** What the config says about migrations. */
export interface Migrations {
  readonly kind: string;
  /** The directory they lie in. */
  readonly files: string;
}

/** The paths of the migrations a tree brings; none when the app says it has none. */
export function migrationFiles(
  entries: readonly UnreadEntry[],
  migrations: Migrations | undefined,
): string[] {
  if (migrations === undefined || migrations.kind === 'none') return [];
  const below = `${migrations.files.replace(/^(\.\/)+/, '').replace(/\/+$/, '')}/`;
  return entries.flatMap(({ path, type }) =>
    type === 'file' && (path.startsWith(below) || below === './') ? [path] : [],
  );
}
