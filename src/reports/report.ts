import type { Finding } from '../release/finding.ts';

/** One thing that was looked at or done, and whether it passed. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** What was seen; for a failure, why. */
  readonly message: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Something that was looked at, and what came of it. */
export interface Item {
  readonly name: string;
  /** In one word of the report’s own: `ok`, `drift`, `no-access`. */
  readonly state: string;
  /** Unknown: it could not be looked at, or somebody answers for it. */
  readonly verdict: 'good' | 'bad' | 'unknown';
  readonly message: string;
  /** Where a person sees it. */
  readonly link?: string;
  /** What the report’s findings say of it. */
  readonly finding?: Finding;
}

/** Everything that was looked at in one place. */
export interface Section {
  readonly title: string;
  readonly link: string;
  readonly items: readonly Item[];
}

/** What a command has to tell, before it is written in one of the formats. */
export interface Report {
  /** One sentence. */
  readonly title: string;
  readonly verdict: 'good' | 'bad' | 'neutral';
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly tables: readonly Table[];
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  /** One by one, for formats that have room for it. */
  readonly sections: readonly Section[];
  /** What the words of the report mean. */
  readonly words: readonly (readonly [word: string, meaning: string])[];
  /** What `--format json` prints. Its keys are public. */
  readonly data: unknown;
}

/** A report with only a title, to be extended. A table without rows tells nothing, and is left out. */
export function report(title: string, parts: Partial<Omit<Report, 'title'>> = {}): Report {
  const { tables = [], ...rest } = parts;
  return {
    title,
    verdict: 'neutral',
    facts: [],
    checks: [],
    findings: [],
    sections: [],
    words: [],
    data: {},
    ...rest,
    tables: tables.filter(({ rows }) => rows.length > 0),
  };
}
