import * as z from 'zod';
import { duration } from '../duration.ts';
import { entryPath } from '../release/entry.ts';

/** The phases a hook can be declared for. */
export const hookPhases = ['prepare', 'migrate', 'reload', 'verify'] as const;
export type HookPhase = (typeof hookPhases)[number];

const tenMinutes = 600;

const line = z.string().trim().min(1, { error: 'a hook needs a command' });

const written = z.strictObject({
  run: line.describe('One line for `sh -c`, run in the release’s directory'),
  timeout: duration
    .optional()
    .describe('When the hook’s whole process group is ended; 10m if not given'),
  once: z
    .boolean()
    .optional()
    .describe('Only on the first host; migrate hooks always are unless this is false'),
  writes: z
    .array(entryPath)
    .optional()
    .describe(
      'For prepare hooks: paths of the package it writes into; no other release has a part in them',
    ),
  undo: line
    .optional()
    .describe('For migrate hooks: takes it back, run when migrations are `reversible`'),
});

/** One declared command, with its defaults filled in. */
export interface Hook {
  readonly run: string;
  /** Seconds. */
  readonly timeout: number;
  readonly once: boolean | undefined;
  readonly undo: string | undefined;
  /** Undefined when nobody said. */
  readonly writes?: readonly string[] | undefined;
}

/** A command to run at a phase: a string, or an object with its options. */
const hook = z.union([line.transform((run) => filled({ run })), written.transform(filled)]);

function filled(options: z.output<typeof written>): Hook {
  const { run, timeout = tenMinutes, once, undo, writes } = options;
  return { run, timeout, once, undo, writes };
}

/** The `hooks` section: per phase one hook or a list, in the order in which they run. */
export const hooks = z
  .strictObject({
    prepare: list('In the new release’s directory, before it is live'),
    migrate: list('Once, after every host is prepared and before any is switched'),
    reload: list('After the switch, and after a rollback'),
    verify: list('On every host after reload; a failure takes every host back'),
  })
  .default({ prepare: [], migrate: [], reload: [], verify: [] });

function list(description: string) {
  return z
    .union([z.array(hook), hook.transform((one) => [one])])
    .default([])
    .describe(description);
}
