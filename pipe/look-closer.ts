import { reasonOf } from '../src/error.ts';
import type { Connection } from '../src/io/io.ts';
import type { Difference } from '../src/release/differences.ts';
import { type Depth, driftOf } from '../src/release/drift.ts';
import { inventory, looks, untouched } from '../src/release/inventory.ts';
import type { Layout } from '../src/release/layout.ts';
import { type ShellCommand, toShell } from '../src/shell.ts';
import type { Reached } from './session.ts';

/** What came of looking at what is live on a host. */
export interface Looked {
  readonly host: string;
  readonly list: readonly Difference[];
  /** Why nobody can say. */
  readonly problem?: string;
}

/** How what is live on a host differs from what was sealed. */
export async function lookCloser(
  { host, connection, state }: Reached,
  at: Layout,
  depth: Depth,
): Promise<Looked> {
  const release = state.releases.find(({ build }) => build === state.live);
  const unknown = (problem: string): Looked => ({ host: host.name, list: [], problem });
  if (release === undefined) return unknown('nothing is live');
  const { build } = release;
  if (release.is !== 'complete') return unknown(`${build} was not made by Cutover`);
  try {
    return { host: host.name, list: await differencesOf(connection, build, { at, depth }) };
  } catch (error) {
    return unknown(`${build} cannot be read: ${reasonOf(error)}`);
  }
}

/** The host is asked for one word before all is listed and sent. */
async function differencesOf(
  connection: Connection,
  build: string,
  { at, depth }: { readonly at: Layout; readonly depth: Depth },
): Promise<readonly Difference[]> {
  const [release, seal] = [at.release(build), at.seal(build)];
  const isQuick = depth === 'quick';
  if (isQuick && (await said(connection, untouched(release, seal))).trim() === 'untouched') {
    return [];
  }
  const [sealed, listed] = await Promise.all([
    said(connection, ['cat', seal]),
    said(connection, isQuick ? looks(release) : inventory(release)),
  ]);
  return driftOf(sealed, listed, depth);
}

async function said(connection: Connection, command: ShellCommand): Promise<string> {
  const { exit, stdout, stderr } = await connection.run(toShell(command), { repeatable: true });
  if (exit === 0) return stdout;
  throw new Error(stderr.trim() || 'nobody knows why');
}
