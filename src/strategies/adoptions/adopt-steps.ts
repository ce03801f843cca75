import { dirname, relative } from 'node:path/posix';
import { inventoryScript } from '../../release/inventory.ts';
import type { Layout } from '../../release/layout.ts';
import type { Step } from '../../release/plan.ts';
import { script } from '../../shell.ts';
import { writeSealScript } from '../seal-scripts.ts';
import {
  adoptDirectoryScript,
  adoptPinScript,
  adoptSealScript,
  adoptSharedScript,
  confirmScript,
} from './adopt-scripts.ts';
import type { TakeOver } from './take-over.ts';

/** What a takeover does on a host, beside opening the run; nothing where all is known already. */
export function adoptSteps(
  at: Layout,
  { release: { build }, moves, shares, seals, pins }: TakeOver,
): Readonly<Record<'stage' | 'finish', readonly Step[]>> {
  const shared = shares.map((each) => shareStep(at, build, each));
  return {
    stage: [...(moves === 'no' ? [] : moveSteps(at, build, moves)), ...shared],
    finish: [
      ...(pins && seals.includes(build) ? [pinStep(at, build)] : []),
      ...seals.map((each) => sealStep(at, each)),
    ],
  };
}

function moveSteps(at: Layout, build: string, way: TakeOver['moves']): Step[] {
  const { current, beside } = at;
  const text = at.target(build);
  const words = [current, at.release(build), text, beside, way];
  return [
    step(
      `Make the directory ${current} the release ${build}`,
      script(adoptDirectoryScript, ...words),
    ),
    step('Read the pointer back', script(confirmScript, current, text)),
  ];
}

function shareStep(at: Layout, build: string, [kind, path]: readonly [string, string]): Step {
  const inside = `${at.release(build)}/${path}`;
  const shared = `${at.shared}/${path}`;
  const text = relative(dirname(inside), shared);
  return step(
    `Move ${path} of ${build} beside the releases`,
    script(adoptSharedScript, kind, inside, shared, text, at.release(build)),
  );
}

function pinStep(at: Layout, build: string): Step {
  const note = JSON.stringify({ by: 'adopt', reason: 'it may hold what no release brings' });
  return step(`Pin ${build}`, script(adoptPinScript, at.pin(build), note));
}

function sealStep(at: Layout, build: string): Step {
  const words = [at.release(build), at.seal(build), inventoryScript, at.place(build)];
  return step(`Know ${build}`, script(adoptSealScript, ...words, writeSealScript));
}

function step(title: string, command: readonly string[]): Step {
  return { does: 'run', title, command };
}
