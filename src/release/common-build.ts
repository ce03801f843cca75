import { badBuilds, liveStack } from './history.ts';
import { type HostState, presentBuilds } from './host-state.ts';

type Known = Pick<HostState, 'live' | 'records' | 'releases'>;

/** What all hosts could go back to together: live on one of them before, still there on each, and bad on none. */
export function commonBuild(hosts: readonly Known[]): string | undefined {
  const isGood = (build: string) =>
    hosts.every((each) => presentBuilds(each).has(build) && !badBuilds(each.records).has(build)) &&
    !hosts.every(({ live }) => live === build);
  return hosts.flatMap(({ records }) => liveStack(records).findLast(isGood) ?? [])[0];
}
