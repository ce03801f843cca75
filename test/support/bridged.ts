import type { Bridge } from '../../src/strategies/strategy.ts';
import { symlink } from '../../src/strategies/symlink.ts';
import { type ATarget, nothingShared, type Tree } from './a-target.ts';

/** Sends a release with bridged directories, as a run does it. */
export async function placeBridged(target: ATarget, build: string, tree: Tree, bridge: Bridge) {
  const at = placesOf(target);
  const placing = { run: 'run', build, digest: build, shared: nothingShared, bridge };
  const { upload, prepare, seal } = symlink.place(placing, await target.look(), at);
  await target.run([...symlink.open('run', at), ...upload, ...prepare, ...seal], tree);
}

/** Makes a release live whose bridged directories also serve what was live before. */
export async function cutOverBridged(target: ATarget, build: string, bridge: Bridge) {
  const at = placesOf(target);
  const cuttingOver = { run: 'run', build, bridge };
  const { stage, switch: go } = symlink.cutOver(cuttingOver, await target.look(), at);
  await target.run([...symlink.open('run', at), ...stage, ...go]);
}

/** Takes away what has aged out. */
export async function ageBridged(target: ATarget, bridge: Bridge) {
  await target.run(symlink.age(bridge, placesOf(target)));
}

function placesOf({ root }: ATarget) {
  return { type: 'symlink' as const, root };
}
