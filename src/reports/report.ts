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

/** What a command has to tell, before it is written in one of the formats. */
export interface Report {
  /** One sentence. */
  readonly title: string;
  readonly verdict: 'good' | 'bad' | 'neutral';
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly tables: readonly Table[];
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
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
    data: {},
    ...rest,
    tables: tables.filter(({ rows }) => rows.length > 0),
  };
}
