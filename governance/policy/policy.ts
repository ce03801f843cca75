import type { Exception } from './exception.ts';
import type { Statement } from './statements.ts';

/** A part of the policy that speaks as one: its statements, and where later layers may only tighten them. */
export interface Layer {
  /** `defaults`, `project AME`, `profile release-model`, `repositories[0] ame-*`. */
  readonly name: string;
  readonly statements: readonly Statement[];
  /** The profiles that lie right beneath it, in order. */
  readonly use: readonly string[];
}

/** One entry under `repositories`. */
export interface Entry extends Layer {
  /** Slugs or globs; every repository where none is given. */
  readonly match: readonly string[];
  readonly project: string | undefined;
  /** `policy.yml:12:5`, for what is said of the entry itself. */
  readonly place: string;
}

/** A project: what its repositories get, and what it has of its own. */
export interface ProjectLayers {
  readonly key: string;
  readonly repositories: Layer;
  readonly own: Layer;
  readonly place: string;
}

/** A policy as it was read: checked in itself, not yet applied to repositories. */
export interface Policy {
  readonly file: string;
  readonly workspace: string;
  /** What is said above all layers: `unmanaged`. */
  readonly top: Layer;
  /** What the workspace has of its own. */
  readonly own: Layer;
  readonly defaults: Layer;
  readonly projects: readonly ProjectLayers[];
  readonly profiles: ReadonlyMap<string, Layer>;
  readonly entries: readonly Entry[];
  readonly exceptions: readonly Exception[];
}

/** A repository of the workspace, as the policy finds it. */
export interface Repository {
  readonly slug: string;
  /** The key of its project. */
  readonly project: string;
}
