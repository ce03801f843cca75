import * as z from 'zod';
import { refuse } from './refusal.ts';
import type { BranchChoice, BranchingModel, BranchType } from './state.ts';

const choice = z.object({ use_mainbranch: z.boolean(), name: z.string().nullable() }).partial();

/** `default_branch_deletion` is a string, and anything else is ignored without a word. */
export const modelBody = z
  .object({
    development: choice,
    production: choice.extend({ enabled: z.boolean().optional() }),
    branch_types: z.array(
      z.object({
        kind: z.enum(['release', 'hotfix', 'feature', 'bugfix']),
        enabled: z.boolean().optional(),
        prefix: z.string().optional(),
      }),
    ),
    default_branch_deletion: z.unknown(),
  })
  .partial();

/** The model with what was passed and nothing else changed; refuses what would leave it invalid. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export function changeModel(
  model: BranchingModel,
  body: z.infer<typeof modelBody>,
  exists: (branch: string) => boolean,
): BranchingModel {
  const { development, production, branch_types = [], default_branch_deletion: deletion } = body;
  const changed: BranchingModel = {
    development: choose(model.development, development),
    production: {
      ...choose(model.production, production),
      enabled: production?.enabled ?? model.production.enabled,
    },
    branch_types: model.branch_types.map((one) => changeType(one, branch_types)),
    default_branch_deletion:
      deletion === 'true' || deletion === 'false' ? deletion : model.default_branch_deletion,
  };
  if (development !== undefined) checkChoice(changed.development, 'development', exists);
  if (production !== undefined && changed.production.enabled)
    checkChoice(changed.production, 'production', exists);
  checkPrefixes(changed.branch_types.filter(({ enabled }) => enabled));
  return changed;
}

type Sent<Value> = { readonly [Key in keyof Value]?: Value[Key] | undefined };

/** Tracking the main branch leaves no name, unless both are sent, which is refused. */
function choose(before: BranchChoice, sent: Sent<BranchChoice> = {}): BranchChoice {
  const use_mainbranch = sent.use_mainbranch ?? before.use_mainbranch;
  const kept = use_mainbranch ? null : before.name;
  return { use_mainbranch, name: sent.name === undefined ? kept : sent.name };
}

function changeType(
  before: BranchType,
  sent: readonly (Sent<BranchType> & { kind: string })[],
): BranchType {
  const own = sent.find(({ kind }) => kind === before.kind);
  return {
    ...before,
    enabled: own?.enabled ?? before.enabled,
    prefix: own?.prefix ?? before.prefix,
  };
}

function checkChoice(
  { use_mainbranch, name }: BranchChoice,
  field: string,
  exists: (branch: string) => boolean,
) {
  const wrong = use_mainbranch ? name !== null : name === null || name === '' || !exists(name);
  if (wrong)
    throw refuse(400, 'Bad request', {
      fields: {
        [field]: [use_mainbranch ? 'name must be null' : `Branch "${name}" does not exist`],
      },
    });
}

function checkPrefixes(types: readonly BranchType[]) {
  for (const { kind, prefix } of types) {
    const clash = types.find((other) => other.kind !== kind && other.prefix.startsWith(prefix));
    if (!/^[^\s*~^:?[\\]+$/.test(prefix) || clash !== undefined)
      throw refuse(400, 'Bad request', {
        fields: {
          branch_types: [`The prefix "${prefix}" of ${kind} is invalid or not unambiguous`],
        },
      });
  }
}
