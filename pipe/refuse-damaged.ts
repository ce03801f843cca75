import { Stop } from '../src/error.ts';
import type { Reached, Session } from './session.ts';

/** Throws a Stop when a host has a journal that nobody can read: what a run began there must not be written over. */
export function refuseDamaged({ name, at }: Session, hosts: readonly Reached[]): void {
  const damaged = hosts.filter(({ state }) => state.journal === 'damaged');
  if (damaged.length === 0) return;
  throw new Stop('failed', `Cannot go on with ${name}: the journal of a run cannot be read`, {
    details: damaged.map(({ host }) => `${host.name}: ${at.journal}`),
    hint: 'It is damaged, or of another version of Cutover: that one recovers it. Else see with "cutover status" whether the hosts have what they should, and remove the file',
  });
}
