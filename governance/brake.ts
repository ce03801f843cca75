import { Stop } from '../src/error.ts';
import { isCarriedOut } from './apply-place.ts';
import type { PlacePlan } from './plan.ts';

/** What a person has allowed in so many words. */
export interface Allowed {
  readonly deletions: boolean;
  readonly lockout: boolean;
}

export interface BrakeFacts {
  /** How many things there are in all sections that were looked at. */
  readonly there: number;
  /** The acting account, where it is known. */
  readonly me: string | undefined;
}

const most = 10;
const mostShare = 0.2;
// One thing of three is a third, and no mass deletion.
const few = 2;

/** Throws a Stop where a plan removes so much that it is more likely a mistake, or takes the rights of whoever applies it. */
export function brake(places: readonly PlacePlan[], facts: BrakeFacts, allowed: Allowed): void {
  const deletions = changesOf(places).filter(({ action }) => action === 'delete').length;
  const tooMany = deletions > most || (deletions > few && deletions > facts.there * mostShare);
  if (tooMany && !allowed.deletions) {
    throw new Stop(
      'blocked',
      `Cannot apply the plan: it removes ${deletions} of ${facts.there} things`,
      {
        hint: 'Look at the "-" lines of the plan ("govern plan", or --dry-run); if that is meant, repeat with --allow-deletions',
      },
    );
  }
  if (locksOut(places, facts.me) && !allowed.lockout) {
    throw new Stop(
      'blocked',
      'Cannot apply the plan: it takes admin rights from the account that applies it',
      {
        hint: 'Let another admin apply it; if that is meant, repeat with --allow-lockout',
      },
    );
  }
}

/** Does a plan take admin rights from anybody? Only then it matters who applies it. */
export function takesRights(places: readonly PlacePlan[]): boolean {
  return demoted(places).length > 0;
}

function locksOut(places: readonly PlacePlan[], me: string | undefined): boolean {
  return me !== undefined && demoted(places).includes(`users/${me}`);
}

/** Keys of permissions that are admin’s, and will not be. */
function demoted(places: readonly PlacePlan[]): string[] {
  return changesOf(places).flatMap((change) => {
    if (change.kind !== 'permissions' || change.action === 'create') return [];
    const was = permissionIn(change.before) === 'admin';
    return was && (change.action === 'delete' || permissionIn(change.after) !== 'admin')
      ? [change.key]
      : [];
  });
}

function permissionIn(item: unknown): unknown {
  return (item as { readonly permission?: unknown }).permission;
}

function changesOf(places: readonly PlacePlan[]) {
  return places.flatMap(({ changes }) => changes).filter(isCarriedOut);
}
