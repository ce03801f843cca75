import { below, delta, isSmaller } from '../src/release/delta.ts';
import { readSeal } from '../src/release/inventory.ts';
import type { Manifest } from '../src/release/manifest.ts';
import { covers, noSpace, type Space, shortage, spaceFor } from '../src/release/space.ts';
import { toShell } from '../src/shell.ts';
import { baseOn } from './base-on.ts';
import type { Reached, Session } from './session.ts';
import { uploadOf } from './upload-of.ts';

/** What a release takes on a host, and the release there that it shares files with. */
export interface Taken {
  readonly space: Space;
  readonly base: string | undefined;
}

/** What a package takes on a host. What it shares with an earlier release there is asked for only when it matters. */
export async function spaceOn(
  session: Session,
  { connection, state }: Reached,
  manifest: Manifest,
): Promise<Taken> {
  const { files } = manifest;
  const have = state.releases.find(({ build }) => build === manifest.build);
  if (have?.is === 'complete') return { space: noSpace, base: undefined };
  const whole: Taken = { space: spaceFor(files), base: undefined };
  if (covers(noSpace, shortage(state, whole.space))) return whole;
  const base = baseOn(session.config, state, manifest);
  if (base === undefined) return whole;
  const { exit, stdout } = await connection.run(toShell(['cat', session.at.seal(base)]), {
    repeatable: true,
  });
  if (exit !== 0) return whole;
  const { own } = uploadOf({ session, verify: 'quick' }, state);
  const part = delta(readSeal(stdout), files, { isOwn: below(own), links: true });
  if (!isSmaller(part, files)) return whole;
  const sent = new Set(part.sent.map(({ path }) => path));
  const linked = files.filter(({ type, path }) => type !== 'directory' && !sent.has(path));
  return { space: spaceFor(files, new Set(linked.map(({ path }) => path))), base };
}
