import type * as z from 'zod';
import type { Kind } from '../kinds.ts';
import type { HostState } from '../release/host-state.ts';
import type { Layout } from '../release/layout.ts';
import type { Step } from '../release/plan.ts';
import type { Space } from '../release/space.ts';
import type { ShellCommand } from '../shell.ts';
import type { Asked } from './questions.ts';

/** Which release to put on a host, and what of it is shared between releases. */
export interface Placing {
  readonly run: string;
  readonly build: string;
  /** Content digest: a complete release with this one is not sent again. */
  readonly digest: string;
  readonly shared: Shared;
  readonly upload?: Upload | undefined;
  readonly bridge?: Bridge | undefined;
}

/** How the content gets there. */
export interface Upload {
  /** May files of an earlier release be linked? */
  readonly links: boolean;
  /** Are there hooks that may write to it, anywhere? */
  readonly prepared: boolean;
  /** Paths that they are said to write to. */
  readonly own: readonly string[];
  readonly verify: 'quick' | 'full';
}

/** Paths inside a release that live beside the releases and are linked in. */
export interface Shared {
  readonly directories: readonly string[];
  readonly files: readonly string[];
}

/** The directories of a release whose files stay reachable after it is left, and for how long. */
export interface Bridge {
  readonly directories: readonly string[];
  /** Seconds. */
  readonly age: number;
}

/** Which release a host's pointer is to lead to. */
export interface CuttingOver {
  readonly run: string;
  readonly build: string;
  readonly bridge?: Bridge | undefined;
}

/** How a release becomes live on a host. Questions and steps are data; the engine does the talking. */
export interface Strategy<Options extends z.ZodObject = z.ZodObject> extends Kind {
  readonly options: Options;
  /** Where things are on a host. */
  places(options: z.infer<Options>): Layout;
  /** What to ask a host before deciding. Reads only; the answers come back under the same names. */
  questions(options: z.infer<Options>, asked: Asked): Readonly<Record<string, ShellCommand>>;
  /**
   * What a new release could be made from, before the host is locked: `<build> <codec>` in a line, and the seal of that
   * build, compressed. Says nothing where there is none. Reads only.
   */
  offer(options: z.infer<Options>): ShellCommand;
  /** Makes sure that the host can switch in one step, and makes the places of a run. */
  open(run: string, options: z.infer<Options>): readonly Step[];
  /** Removes what a run leaves behind, whatever became of it. */
  close(run: string, options: z.infer<Options>): ShellCommand;
  /** Puts a package's content there, not live: sent and checked, linked to what is shared, sealed. */
  place(
    placing: Placing,
    state: HostState,
    options: z.infer<Options>,
  ): Readonly<Record<'upload' | 'prepare' | 'seal', readonly Step[]>>;
  /** Makes a complete release live, and knows the way back to what the host has now. */
  cutOver(
    cuttingOver: CuttingOver,
    state: HostState,
    options: z.infer<Options>,
  ): Readonly<Record<'stage' | 'switch' | 'restore', readonly Step[]>>;
  /** Passes on a host where this release is live. */
  shows(build: string, options: z.infer<Options>): ShellCommand;
  /** Takes away what has been reachable for long enough. */
  age(bridge: Bridge, options: z.infer<Options>): readonly Step[];
  /** Removes releases before another is sent, and makes sure that there is room for it then. */
  makeRoom(builds: readonly string[], space: Space, options: z.infer<Options>): readonly Step[];
  /** Removes a release that is not live. */
  remove(build: string, options: z.infer<Options>): readonly Step[];
}
