import { dirname, relative } from 'node:path/posix';
import type { Layout } from '../release/layout.ts';
import type { Step } from '../release/plan.ts';
import { script } from '../shell.ts';
import { ageScript, bridgeScript, crossScript } from './bridge-scripts.ts';
import type { Bridge } from './strategy.ts';

const none: Bridge = { directories: [], age: 0 };

/** Prepares the bridged directories of a release before it is sealed. */
export function bridgeSteps(at: Layout, build: string, { directories }: Bridge = none): Step[] {
  const release = at.release(build);
  return directories.map((path) => {
    const bridged = at.bridged(build);
    const text = relative(dirname(`${release}/${path}`), `${bridged}/${path}`);
    return {
      does: 'run',
      title: `Bridge ${path}`,
      command: script(bridgeScript, release, path, bridged, text),
    };
  });
}

/** Lets the release that is left and the one that comes serve what the other has. */
export function crossSteps(
  at: Layout,
  { from, to }: { readonly from: string | undefined; readonly to: string },
  { directories }: Bridge = none,
): Step[] {
  if (directories.length === 0 || from === undefined || from === to) return [];
  const command = script(crossScript, at.bridge, at.releases, from, to, ...directories);
  return [{ does: 'run', title: `Keep the assets of ${from} reachable`, command }];
}

/** Takes away what has aged out. */
export function ageSteps(at: Layout, { directories, age }: Bridge): Step[] {
  if (directories.length === 0) return [];
  const minutes = String(Math.floor(age / 60));
  const command = script(ageScript, at.bridge, at.releases, minutes);
  return [{ does: 'run', title: 'Take away assets that have aged out', command }];
}
