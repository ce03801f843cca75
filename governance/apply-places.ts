import { type Applying, applySteps, type Deed, hasFailed, isCarriedOut } from './apply-place.ts';
import type { Desired } from './desired.ts';
import { fewAtOnce } from './few-at-once.ts';
import { asMap } from './fields-of.ts';
import { turnOf } from './in-safe-order.ts';
import type { PlacePlan, PlannedChange } from './plan.ts';
import { safeSteps } from './safe-steps.ts';

/** Carries out the changes of all places, a few at a time. What a project decides for its repositories has its turn among theirs. */
export async function applyPlaces(
  plans: readonly PlacePlan[],
  desired: readonly Desired[],
  applying: Applying,
): Promise<readonly Deed[]> {
  const projectMoves = plans.some(
    ({ place, changes }) => place.is === 'project' && changes.some(isCarriedOut),
  );
  const works = plans.flatMap(({ place, changes }, index): Work[] => {
    const wanted = desired[index];
    const steps = safeSteps(changes.filter(isCarriedOut), { projectMoves });
    return wanted === undefined ? [] : [{ place, wanted, steps, deeds: [] }];
  });
  for (const stage of projectMoves ? stages : [everything]) {
    const isProjectStopped = works.some(
      ({ place, deeds }) => place.is === 'project' && deeds.some(hasFailed),
    );
    await fewAtOnce(works, (work) => carryOut(work, { stage, isProjectStopped, applying }));
  }
  return works.flatMap(({ deeds }) => deeds);
}

interface Work extends Pick<PlacePlan, 'place'> {
  readonly wanted: Desired;
  readonly steps: readonly PlannedChange[];
  readonly deeds: Deed[];
}

type Stage = (step: PlannedChange, of: PlacePlan['place']['is']) => boolean;

const everything: Stage = () => true;

// A project’s branching model and reviewers count in its repositories: what tightens anywhere comes first, what loosens
// anywhere comes last. A repository leaves what it inherits before that moves, and takes it over after it has moved.
const stages: readonly Stage[] = [
  (step) => turnOf(step) === 'tightens',
  (step, of) => turnOf(step) === 'neither' && of === 'repository' && !inherits(step),
  (step, of) => turnOf(step) === 'neither' && of !== 'repository',
  (step, of) => turnOf(step) === 'neither' && of === 'repository' && inherits(step),
  (step, of) => turnOf(step) === 'loosens' && of !== 'repository',
  (step, of) => turnOf(step) === 'loosens' && of === 'repository',
];

function inherits(step: PlannedChange): boolean {
  return (
    step.kind === 'inherit' && step.action === 'update' && asMap(step.after).branchingModel === true
  );
}

interface Turn {
  readonly stage: Stage;
  /** What a repository gives up may count on what its project was to do. */
  readonly isProjectStopped: boolean;
  readonly applying: Applying;
}

async function carryOut(
  { place, wanted, steps, deeds }: Work,
  { stage, isProjectStopped, applying }: Turn,
): Promise<void> {
  const due = steps.filter((step) => stage(step, place.is));
  const isStopped = deeds.some(hasFailed) || (place.is === 'repository' && isProjectStopped);
  deeds.push(...(await applySteps({ ...wanted, place }, due, { applying, isStopped })));
}
