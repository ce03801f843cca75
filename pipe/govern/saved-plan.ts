import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Plan } from '../../governance/plan.ts';
import { Stop } from '../../src/error.ts';
import { whyUnread } from '../../src/io/why-unread.ts';

const savedPlan = z.object({
  version: z.literal(1, { error: 'it was written by another version' }),
  workspace: z.string(),
  policy: z.string(),
  live: z.string(),
});

/** What a plan is told from another one by. */
type SavedPlan = z.output<typeof savedPlan> & { readonly named: string };

/** Ends the run where what would be done now is not what a saved plan says: then nobody has seen it. */
export function refuseOther(now: Plan, { named, ...saved }: SavedPlan): void {
  const moved = (['workspace', 'policy', 'live'] as const).find(
    (part) => saved[part] !== now[part],
  );
  if (moved === undefined) return;
  const why = {
    workspace: 'it is for another workspace',
    policy: 'the policy has changed since',
    live: 'the settings have changed since, or other repositories were asked for',
  };
  throw new Stop('blocked', `Cannot apply ${named}: ${why[moved]}`, {
    hint: 'Plan again, and look at what has changed',
  });
}

/** Reads what "govern plan --output" has written. */
export async function readPlan(named: string, directory: string): Promise<SavedPlan> {
  try {
    const text = await readFile(resolve(directory, named), 'utf8');
    return { ...savedPlan.parse(JSON.parse(text)), named };
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? (cause.issues[0]?.message ?? '') : whyUnreadable(cause);
    throw new Stop('usage', `Cannot read the plan ${named}: ${reason}`, {
      cause,
      hint: 'Write one with "govern plan --output"',
    });
  }
}

function whyUnreadable(cause: unknown): string {
  return cause instanceof SyntaxError ? 'it is no JSON' : whyUnread(cause);
}
