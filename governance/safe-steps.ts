import { isDeepStrictEqual } from 'node:util';
import { asMap, fieldsOf } from './fields-of.ts';
import { inSafeOrder } from './in-safe-order.ts';
import { peopleApart } from './people-apart.ts';
import type { PlannedChange } from './plan.ts';
import type { Json } from './resources/resource.ts';

/**
 * The writes that carry the changes of a place out, in order. Most changes are one write; some are two, so that no
 * branch is less protected between two writes than both before the first and after the last.
 */
export function safeSteps(
  changes: readonly PlannedChange[],
  { projectMoves = false }: { readonly projectMoves?: boolean } = {},
): readonly PlannedChange[] {
  const modelMoves = projectMoves || changes.some(movesModel);
  const steps = changes
    .flatMap(mainBranchApart)
    .flatMap((each) => peopleApart(each, { others: changes, modelMoves }));
  const main = steps.find(movesMainBranch);
  const model = steps.find(({ kind }) => kind === 'branchingModel');
  return main?.action === 'update' && model?.action === 'update'
    ? withMainBranch(steps, main, model)
    : inSafeOrder(steps);
}

/** Another main branch is neither tighter nor looser, whatever else of the repository becomes so at the same time. */
function mainBranchApart(change: PlannedChange): readonly PlannedChange[] {
  if (!movesMainBranch(change) || change.action !== 'update') return [change];
  const rest = { ...asMap(change.after), mainBranch: asMap(change.before).mainBranch ?? '' };
  const others = { ...change, after: rest };
  return fieldsOf(others).length === 0 ? [change] : [others, { ...change, before: rest }];
}

function movesMainBranch(change: PlannedChange): boolean {
  return (
    change.kind === 'repository' &&
    change.action === 'update' &&
    fieldsOf(change).some(({ field }) => field === 'mainBranch')
  );
}

/** Which branches the types of the branching model mean can follow from three settings. */
function movesModel(change: PlannedChange): boolean {
  return ['branchingModel', 'inherit'].includes(change.kind) || movesMainBranch(change);
}

/**
 * A model may say "the main branch". Where both move, the model first names the branch that will be the main one; then
 * it becomes that, which changes nothing for the model; only then the model says "the main branch".
 */
function withMainBranch(
  changes: readonly PlannedChange[],
  main: Update,
  model: Update,
): readonly PlannedChange[] {
  const named = namingMain(model.after, asMap(main.after).mainBranch ?? '');
  const others = changes.filter((each) => each !== model);
  const steps = inSafeOrder([...others, { ...model, after: named }]);
  const last = isDeepStrictEqual(named, model.after) ? [] : [{ ...model, before: named }];
  const at = steps.indexOf(main) + 1;
  return [...steps.slice(0, at), ...last, ...steps.slice(at)];
}

type Update = Extract<PlannedChange, { readonly action: 'update' }>;

function namingMain(model: Json, name: Json): Json {
  const { development, production, ...rest } = asMap(model);
  return {
    ...rest,
    ...(development !== undefined && { development: named(development, name) }),
    ...(production !== undefined && { production: named(production, name) }),
  };
}

function named(branch: Json, name: Json): Json {
  return asMap(branch).mainBranch === true ? name : branch;
}
