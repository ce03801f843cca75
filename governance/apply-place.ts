import type { Client } from '../src/api.ts';
import { ApiProblem, type ProblemKind } from '../src/api-problem.ts';
import type { Secret } from '../src/secret.ts';
import { asItIsNow } from './as-it-is-now.ts';
import type { Desired } from './desired.ts';
import { isAsPlanned, isReached } from './is-reached.ts';
import { lookFor, type Where } from './look-for.ts';
import type { PlannedChange } from './plan.ts';
import { resourceOf } from './resource-of.ts';
import type { Change, Place, Site } from './resources/resource.ts';
import { siteOf } from './site-of.ts';

/**
 * How a change ended. `already`: somebody else has made it meanwhile. `not reached`: an earlier one of the place failed.
 * `stopped`: a limit came before it. `unverified`: it was sent, and a limit came before one could look whether it was made.
 */
type Outcome =
  | 'done'
  | 'already'
  | 'failed'
  | 'plan-limited'
  | 'not reached'
  | 'stopped'
  | 'unverified';

/** What came of a change. */
export interface Deed {
  readonly place: Place;
  readonly change: PlannedChange;
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly hint?: string;
}

/** What an apply may use of the world. */
export interface Applying {
  readonly client: Client;
  /** Told before a write is sent, and again with how it ended. */
  readonly journal: (
    deed: Omit<Deed, 'outcome'> & { readonly outcome: Outcome | 'begun' },
  ) => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** The secured value in an environment variable. */
  readonly secret: (name: string) => Secret | undefined;
  readonly signal: AbortSignal;
}

/** Will a change be carried out at all? */
export function isCarriedOut({ hindrance, excepted }: PlannedChange): boolean {
  return hindrance === undefined && excepted === undefined;
}

/** Carries out steps of one place, one after another; the first that fails ends it, as one has that failed before. */
export async function applySteps(
  { place, sections }: Pick<Desired, 'place' | 'sections'>,
  steps: readonly PlannedChange[],
  { applying, isStopped }: { readonly applying: Applying; readonly isStopped: boolean },
): Promise<readonly Deed[]> {
  const deeds: Deed[] = [];
  for (const change of steps) {
    const section = sections.find(({ kind }) => kind === change.kind);
    const stopped = isStopped || applying.signal.aborted || deeds.some(hasFailed);
    deeds.push(
      stopped || section === undefined
        ? { place, change, outcome: 'not reached' }
        : await applyChange(change, { place, section }, applying),
    );
  }
  return deeds;
}

/** Does it end its place? */
export function hasFailed({ outcome }: Deed): boolean {
  return ['failed', 'stopped', 'unverified'].includes(outcome);
}

async function applyChange(step: PlannedChange, where: Where, applying: Applying): Promise<Deed> {
  let about = { place: where.place, change: step };
  try {
    const { now: before } = await lookFor(step, where, applying.client.live);
    const change = asItIsNow(step, before);
    about = { ...about, change };
    if (isReached(change, before)) return { ...about, outcome: 'already' };
    if (!isAsPlanned(change, before)) {
      return {
        ...about,
        outcome: 'failed',
        reason: 'it is no longer as it was when planned',
        hint: 'Plan again',
      };
    }
    const site = await siteOf(change, where.place, applying);
    await applying.journal({ ...about, outcome: 'begun' });
    const deed = await write(change, { ...where, site }, applying);
    await applying.journal(deed);
    return deed;
  } catch (error) {
    return failure(about, error);
  }
}

function failure(about: Pick<Deed, 'place' | 'change'>, error: unknown): Deed {
  if (!(error instanceof ApiProblem)) throw error;
  const { message, hint, kind } = error;
  const outcome = outcomes[kind] ?? 'failed';
  return { ...about, outcome, reason: message, ...(hint !== undefined && { hint }) };
}

const outcomes: Readonly<Partial<Record<ProblemKind, Outcome>>> = {
  'plan-limited': 'plan-limited',
  'out-of-budget': 'stopped',
  'rate-limited': 'stopped',
  interrupted: 'stopped',
};

async function write(
  change: PlannedChange,
  { place, section, site }: Where & { readonly site: Site },
  applying: Applying,
): Promise<Deed> {
  const about = { place, change };
  const problem = await send(change, site, applying).then(
    () => undefined,
    (error: unknown) => error,
  );
  // What was refused may still be there: an answer can get lost, and another may have been quicker.
  const isThere = await settles(
    change,
    { place, section },
    { applying, sent: problem === undefined },
  );
  if (isThere === true) return { ...about, outcome: 'done' };
  if (isThere !== false && (problem === undefined || isThere.kind === 'conflict')) {
    const deed = failure(about, isThere);
    return deed.outcome === 'failed' ? deed : { ...deed, outcome: 'unverified' };
  }
  if (problem !== undefined) return failure(about, problem);
  return {
    ...about,
    outcome: 'failed',
    reason: 'Bitbucket accepted the change, and did not make it',
  };
}

async function send(change: PlannedChange, site: Site, { client }: Applying): Promise<void> {
  for (const request of resourceOf(change.kind).requests(change, site)) await client.send(request);
}

// Environments change in a queue, and what was created may be unknown for a moment. Last verified 2026-11-20, bbx and Fab.
const pauses = [100, 200, 400, 800, 1600, 3200];

async function settles(
  change: Change,
  where: Where,
  { applying, sent }: { readonly applying: Applying; readonly sent: boolean },
): Promise<boolean | ApiProblem> {
  for (const pause of [0, ...(sent ? pauses : [])]) {
    if (pause > 0) await applying.wait(pause);
    const made = await isMade(change, where, applying);
    if (made !== false) return made;
  }
  return false;
}

/** Is it there now? What cannot be read is not; a limit ends the looking. */
async function isMade(
  change: Change,
  where: Where,
  applying: Applying,
): Promise<boolean | ApiProblem> {
  try {
    const { now, isTwice } = await lookFor(change, where, applying.client.live);
    // It was not there a moment ago: two runs have made it at once, and not everything Bitbucket keeps only once.
    if (change.action === 'create' && isTwice) return madeTwice(change);
    return isReached(change, now);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return outcomes[error.kind] === 'stopped' ? error : false;
  }
}

function madeTwice({ control }: Change): ApiProblem {
  return new ApiProblem(`another run has made ${control} at the same moment: it is there twice`, {
    kind: 'conflict',
    hint: 'Remove one of them, and apply again',
  });
}
