import { ApiProblem } from '../src/api-problem.ts';
import type { Applying, Deed } from './apply-place.ts';
import { asMap } from './fields-of.ts';
import { observeSection } from './observe.ts';
import { resourceOf } from './resource-of.ts';
import type { Observed } from './resources/resource.ts';
import type { PlaceRotations, Rotation } from './rotations.ts';

/** Writes the new values of one place, one after another; the first that fails ends it. */
export async function rotatePlace(
  { place, sections, rotations }: PlaceRotations,
  applying: Applying,
): Promise<readonly Deed[]> {
  const deeds: Deed[] = [];
  for (const rotation of rotations) {
    const stopped = applying.signal.aborted || deeds.some(({ outcome }) => outcome === 'failed');
    deeds.push(
      stopped
        ? { place, change: rotation, outcome: 'not reached' }
        : await rotateOne(rotation, { place, sections }, applying),
    );
  }
  return deeds;
}

type Where = Pick<PlaceRotations, 'place' | 'sections'>;

async function rotateOne(rotation: Rotation, where: Where, applying: Applying): Promise<Deed> {
  const about = { place: where.place, change: rotation };
  try {
    const now = await lookAt(rotation, where, applying);
    const problem = hindranceOf(now);
    if (now === undefined || problem !== undefined) {
      return {
        ...about,
        outcome: 'failed',
        reason: problem ?? '',
        hint: applyFirst,
      };
    }
    return await write({ ...rotation, ref: now.ref }, where, applying);
  } catch (error) {
    return failure(about, error);
  }
}

/** What makes and secures variables. */
export const applyFirst = 'Run "govern apply" first';

/** Why a value cannot be replaced: `apply` makes variables, and secures them. */
export function hindranceOf(now: Observed | undefined): string | undefined {
  if (now === undefined) return 'there is no such variable';
  return asMap(now.item).secured === true ? undefined : 'it is not secured';
}

async function write(change: Rotation, where: Where, applying: Applying): Promise<Deed> {
  const about = { place: where.place, change };
  const secret = applying.secret(change.from);
  const site = { place: where.place, ...(secret !== undefined && { secret }) };
  await applying.journal({ ...about, outcome: 'begun' });
  const deed = await send(change, { where, site }, applying).catch((error: unknown) =>
    failure(about, error),
  );
  await applying.journal(deed);
  return deed;
}

interface Sending {
  readonly where: Where;
  readonly site: Parameters<ReturnType<typeof resourceOf>['requests']>[1];
}

/** All that can be seen afterwards is that the variable is there and secured. */
async function send(change: Rotation, { where, site }: Sending, applying: Applying): Promise<Deed> {
  const about = { place: where.place, change };
  for (const request of resourceOf(change.kind).requests(change, site)) {
    await applying.client.send(request);
  }
  const reason = hindranceOf(await lookAt(change, where, applying));
  return reason === undefined
    ? { ...about, outcome: 'done' }
    : { ...about, outcome: 'failed', reason: `after the write, ${reason}` };
}

/** The variable as it is now. */
export async function lookAt(
  { kind, key }: Rotation,
  { place, sections }: Where,
  { client }: Pick<Applying, 'client'>,
): Promise<Observed | undefined> {
  const section = sections.find((each) => each.kind === kind);
  if (section === undefined) return undefined;
  const observed = await observeSection(client.live, place, section);
  return observed.find(({ item }) => resourceOf(kind).key(item) === key);
}

function failure(about: Pick<Deed, 'place' | 'change'>, error: unknown): Deed {
  if (!(error instanceof ApiProblem)) throw error;
  const { message, hint } = error;
  return { ...about, outcome: 'failed', reason: message, ...(hint !== undefined && { hint }) };
}
