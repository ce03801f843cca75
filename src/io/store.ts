import type { Manifest, ManifestHead } from '../release/manifest.ts';
import type { Sum } from './package-sums.ts';

/** A package as it lies in a store. */
export interface StoredPackage {
  readonly manifest: Manifest;
  /** The archive’s file. */
  readonly archive: string;
}

/** What has been made in a draft. */
export interface Drafted {
  readonly manifest: Manifest;
  /** The archive: its name in the draft’s directory, and its digest. */
  readonly archive: Sum;
}

/** What is in the store after a draft was kept, and whether it was there before. */
export interface Kept {
  readonly stored: StoredPackage;
  readonly isNew: boolean;
}

/** A package that is being made. */
export interface Draft {
  /** An empty directory for the archive. */
  readonly directory: string;
  /** Makes it a package, whole or not at all. A package of the same build is kept as it is, or stops the run. */
  keep(drafted: Drafted): Promise<Kept>;
  discard(): Promise<void>;
}

/** Where packages are kept. What is in it never changes. */
export interface Store {
  /** Every package of an app, the newest first. */
  list(app: string): Promise<readonly ManifestHead[]>;
  /** The newest package of a commit; undefined when there is none. */
  findCommit(app: string, commit: string): Promise<StoredPackage | undefined>;
  /** The package of a build; undefined when there is none. */
  find(app: string, build: string): Promise<StoredPackage | undefined>;
  /** A place for a new package; it is part of the store when it is kept, and not before. */
  draft(): Promise<Draft>;
}
