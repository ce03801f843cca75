/** What the books of another tool say of a release. */
export interface Past {
  readonly build: string;
  /** Empty where nobody wrote it down. */
  readonly commit: string;
  readonly branch: string;
  readonly by: string;
}

/** What a directory of releases tells of one of them: `REVISION`, and Deployer’s marks. */
export interface Mark {
  readonly commit: string;
  readonly bad: boolean;
}

/** A layout that something else made, and how to read what it wrote down. A new one is a file here. */
export interface Adoption {
  /** Its name on the command line. */
  readonly from: string;
  /** What stands at `current`. */
  readonly pointer: 'link' | 'directory';
  /** Could every release be made again from a repository? One that could not is pinned: only a person may let it go. */
  readonly disposable: boolean;
  /** Where its log is, below the target’s root; undefined when it keeps none. */
  readonly log: string | undefined;
  /** What was live, the oldest first; the last one is what the log takes for live. */
  past(log: string, marks: ReadonlyMap<string, Mark>): readonly Past[];
}
