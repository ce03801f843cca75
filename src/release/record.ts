import * as z from 'zod';

const command = z.object({
  phase: z.string(),
  line: z.string(),
  /** Null when a signal ended it or nobody knows. */
  exit: z.int().nullable(),
  seconds: z.number(),
  /** The last of what it printed. */
  output: z.string(),
});
export type CommandRecord = z.infer<typeof command>;

const timing = z.object({
  phase: z.string(),
  /** Of its steps on this host, one after another. */
  seconds: z.number(),
  /** How often one side waited for the other. */
  trips: z.int(),
  /** Bytes. */
  sent: z.int(),
  received: z.int(),
  /** How many entries of the package were sent, and how many the host had; where one was placed. */
  entries: z.int().optional(),
  linked: z.int().optional(),
});
export type Timing = z.infer<typeof timing>;

/** How a run ended on the target: one word. */
export const outcomes = ['activated', 'unchanged', 'failed', 'rolled-back', 'split'] as const;
export type Outcome = (typeof outcomes)[number];

/** One line of history: who did what, from what, to what, and how it ended. Its keys are public. */
const auditRecord = z.object({
  run: z.string(),
  action: z.string(),
  outcome: z.enum(outcomes),
  version: z.string(),
  build: z.string(),
  commit: z.string(),
  branch: z.string(),
  target: z.string(),
  host: z.string(),
  /** The build that was live on this host before; null if none was. */
  from: z.string().nullable(),
  /** The build that was live on this host when this was written; null if none was, or nobody could look. */
  live: z.string().nullable(),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  by: z.string(),
  pipeline: z.string(),
  commands: z.array(command),
  /** The migration files this release brought. */
  migrations: z.array(z.string()),
  checkpoint: z.string().nullable(),
  verification: z.array(z.object({ probe: z.string(), passed: z.boolean(), result: z.string() })),
  reason: z.string(),
  /** Processes that still worked in other releases after the switch; left out where there were none. */
  stale: z.array(z.object({ pid: z.int(), build: z.string(), command: z.string() })).optional(),
  /** What each phase took; runs of before did not tell. */
  timings: z.array(timing).optional(),
  /** SHA-256 of the line before, or of nothing for the first: a chain. */
  previous: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditRecord = z.infer<typeof auditRecord>;

/** The lines of `records.jsonl`: what could be read, and how many could not. */
export function readRecords(text: string): { records: AuditRecord[]; damaged: number } {
  const records = recordLines(text).map(readRecord);
  const intact = records.filter((record) => record !== undefined);
  return { records: intact, damaged: records.length - intact.length };
}

/** The non-empty lines, oldest first. */
export function recordLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function readRecord(line: string): AuditRecord | undefined {
  try {
    return auditRecord.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Where the chain is broken, as sentences: a line that was changed, removed, or is not a record. */
export function checkChain(text: string, sha256: (text: string) => string): string[] {
  const lines = recordLines(text);
  return lines.flatMap((line, index) => {
    const record = readRecord(line);
    if (record === undefined) return [`line ${index + 1} is not a record`];
    if (record.previous === sha256(lines[index - 1] ?? '')) return [];
    return [
      index === 0
        ? 'line 1 does not begin a chain: lines before it are gone'
        : `line ${index + 1} does not follow line ${index}: a line was changed, added or removed there`,
    ];
  });
}
