import * as z from 'zod';
import { phases } from './plan.ts';
import { outcomes } from './record.ts';

const facts = z.object({
  build: z.string(),
  version: z.string(),
  commit: z.string(),
  branch: z.string(),
});

/** What a run means to do on a host, and what it found there: written there before anything is changed. */
const intent = z.object({
  run: z.string().regex(/^[\w.-]+$/),
  action: z.string(),
  target: z.string(),
  host: z.string(),
  /** Every host of the run. */
  hosts: z.array(z.string()),
  by: z.string(),
  pipeline: z.string(),
  reason: z.string(),
  /** UTC, ISO 8601. */
  started_at: z.iso.datetime(),
  /** What is to be live. */
  goal: facts,
  /** What was live; null if nothing was. */
  from: facts.nullable(),
  /** The pointer's text before; null where there was none. */
  pointer: z.string().nullable(),
  /** The migration files this release brings. */
  migrations: z.array(z.string()),
  /** Is this the host on which the migrations run, and can they be taken back? */
  undo: z.boolean(),
});
export type Intent = z.infer<typeof intent>;

const begun = z.object({ phase: z.enum(phases), back: z.boolean().default(false) });
const ended = z.object({ outcome: z.enum(outcomes) });

/** What a host knows of a run that has not ended, or died. */
export interface Journal {
  readonly intent: Intent;
  /** The phases that were about to begin, in order; on the way back, too. */
  readonly begun: readonly z.infer<typeof begun>[];
  /** How it ended, when only its record was still to be written. */
  readonly outcome: z.infer<typeof ended>['outcome'] | undefined;
}

/** Reads a journal; undefined when there is none. A last line that was cut off was never acted on, and is passed over. */
export function readJournal(text: string): Journal | 'damaged' | undefined {
  const [first, ...others] = text.split('\n');
  if (first === undefined || first === '') return undefined;
  const read = intent.safeParse(fromJson(first));
  if (!read.success) return 'damaged';
  const lines = others.map(fromJson);
  return {
    intent: read.data,
    begun: lines.flatMap((line) => begun.safeParse(line).data ?? []),
    outcome: lines.map((line) => ended.safeParse(line).data?.outcome).findLast(Boolean),
  };
}

/** A phase is about to begin on the host. */
export function phaseLine(phase: z.infer<typeof begun>['phase'], back: boolean): string {
  return JSON.stringify(back ? { phase, back } : { phase });
}

/** The run has ended, and its record is about to be written. */
export function outcomeLine(outcome: z.infer<typeof ended>['outcome']): string {
  return JSON.stringify({ outcome });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
