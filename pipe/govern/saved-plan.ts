import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Plan } from '../../governance/plan.ts';
import { reasonOf, Stop } from '../../src/error.ts';

const savedPlan = z.object({
  version: z.literal(1, { error: 'it was written by another version' }),
  workspace: z.string(),
  policy: z.string(),
  live: z.string(),
});

/** Ends the run where what would be done now is not what a saved plan says: then nobody has seen it. */
export async function refuseOther(now: Plan, named: string, directory: string): Promise<void> {
  const saved = await read(resolve(directory, named), named);
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

async function read(file: string, named: string): Promise<z.output<typeof savedPlan>> {
  try {
    return savedPlan.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? (cause.issues[0]?.message ?? '') : reasonOf(cause);
    throw new Stop('usage', `Cannot read the plan ${named}: ${reason}`, {
      cause,
      hint: 'Write one with "govern plan --output"',
    });
  }
}
