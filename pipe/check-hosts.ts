import type { Finding } from '../src/release/finding.ts';
import type { Manifest } from '../src/release/manifest.ts';
import { preflight } from '../src/release/preflight.ts';
import type { HostRoom } from './find-rooms.ts';
import type { Reached, Session } from './session.ts';

/** Everything that speaks against placing a package, of all hosts at once. */
export function checkHosts(
  { config: { shared } }: Session,
  rooms: readonly HostRoom[],
  { files, build, digest }: Manifest,
): Finding[] {
  const packed = new Set(files.map(({ path }) => path));
  return rooms.flatMap(({ reached: { host, state }, space, room }) => {
    const have = state.releases.find((each) => each.build === build);
    return [
      ...preflight(host.name, state, { ...space, room, shared, packed }),
      ...otherContent(host.name, have, digest),
    ];
  });
}

/** One name, one content: a release is never replaced by another of its name. */
function otherContent(
  subject: string,
  have: Reached['state']['releases'][number] | undefined,
  digest: string,
): Finding[] {
  const finding = (message: string, hint: string): Finding[] => [
    { rule: 'other-content', severity: 'error', subject, message, hint },
  ];
  if (have?.is === 'foreign') {
    return finding(
      `${have.build} is there already, and was not made by Cutover`,
      'move it away, or pack under another version',
    );
  }
  return have?.digest === undefined || have.digest === digest
    ? []
    : finding(
        `${have.build} is there already with other content (${have.digest.slice(0, 12)}, the package has ${digest.slice(0, 12)})`,
        'pack under another version: a release is never changed',
      );
}
