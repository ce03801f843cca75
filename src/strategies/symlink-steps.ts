import { dirname, relative } from 'node:path/posix';
import { chooseBase } from '../release/choose-base.ts';
import type { HostState } from '../release/host-state.ts';
import { inventoryScript } from '../release/inventory.ts';
import type { Layout } from '../release/layout.ts';
import type { Step } from '../release/plan.ts';
import { processScript } from '../release/processes.ts';
import { type Space, wanted } from '../release/space.ts';
import { type ShellCommand, script } from '../shell.ts';
import { bridgeSteps, crossSteps } from './bridge-steps.ts';
import { sealScript } from './seal-scripts.ts';
import type { CuttingOver, Placing } from './strategy.ts';
import {
  closeScript,
  dropScript,
  nameScript,
  offerScript,
  openScript,
  removeScript,
  roomScript,
  shareScript,
  stageScript,
} from './symlink-scripts.ts';

/** The seal of what is live. */
export function offer(at: Layout): ShellCommand {
  return script(offerScript, at.current, dirname(at.seal('any')));
}

/** Makes sure that the host can switch in one step, and makes the places of a run. */
export function open(at: Layout, run: string): Step[] {
  return [
    { does: 'prove', title: 'Prove the atomic rename', scratch: `${at.run(run)}/scratch` },
    repeatable('Open the run', script(openScript, at.work, at.releases, at.run(run), run)),
  ];
}

/** What was being sent, what was never complete, and the run’s own places. */
export function close(at: Layout, run: string): ShellCommand {
  const places = [at.placing, at.releases, at.current, dirname(at.aside('any')), at.seals];
  return script(closeScript, at.incoming(run), at.run(run), at.trash, ...places);
}

/** The content of a release in its directory, linked to what is shared, and sealed. */
export function place(at: Layout, placing: Placing, state: HostState) {
  const { build, digest } = placing;
  const have = state.releases.find((each) => each.build === build);
  if (have?.digest === digest) return { upload: [checkSealed(at, build)], prepare: [], seal: [] };
  return {
    upload: send(at, placing, state),
    prepare: [nameStep(at, placing), ...shareSteps(at, placing)],
    seal: [...bridgeSteps(at, build, placing.bridge), sealStep(at, placing)],
  };
}

function send(at: Layout, placing: Placing, state: HostState): Step[] {
  const { run, build, digest, upload } = placing;
  const incoming = `${at.incoming(run)}/release`;
  const { links = true, own = [], verify = 'quick' } = upload ?? {};
  const base = links ? chooseBase(state, { build, digest }) : undefined;
  const from =
    base === undefined ? undefined : { directory: at.release(base), seal: at.seal(base) };
  const closes = isLeftAlone(placing);
  return [
    { does: 'upload', title: `Send ${build}`, to: incoming, base: from, own, closes, verify },
  ];
}

/** Does nothing change it between the upload and the seal? */
function isLeftAlone({ shared, bridge, upload }: Placing): boolean {
  const places = [...shared.directories, ...shared.files, ...(bridge?.directories ?? [])];
  return upload?.prepared === false && places.length === 0;
}

/** Together with what comes next on the host: one round trip. */
function nameStep(at: Layout, { run, build }: Placing): Step {
  const incoming = `${at.incoming(run)}/release`;
  const words = [incoming, at.release(build), at.place(build), at.placing, run];
  return step(`Name it ${build}`, script(nameScript, ...words));
}

function sealStep(at: Layout, { run, build, digest }: Placing): Step {
  const [release, seal, placing] = [at.release(build), at.seal(build), at.place(build)];
  return step(
    `Seal ${build}`,
    script(sealScript, release, seal, digest, inventoryScript, placing, at.incoming(run)),
  );
}

function checkSealed(at: Layout, build: string): Step {
  const directory = at.release(build);
  const title = `Check that ${build} is intact`;
  return { does: 'compare', title, directory, seal: at.seal(build) };
}

/** The link is made beside the pointer, renamed over it, and read back. */
export function cutOver(
  at: Layout,
  { run, build, bridge }: CuttingOver,
  { pointer, live }: HostState,
) {
  const from = pointer.is === 'link' ? pointer.text : undefined;
  const go = linkAndRename(at, run, at.target(build));
  return {
    stage: [...crossSteps(at, { from: live, to: build }, bridge), go.stage],
    switch: go.switch,
    restore:
      from === undefined
        ? [repeatable('Take the pointer away', script(dropScript, at.current, at.target(build)))]
        : backTo(at, run, from),
  };
}

/** However the pointer says it: one that another tool made may be absolute. */
export function shows(at: Layout, build: string): ShellCommand {
  return script('[ -L "$1" ] && [ "$1" -ef "$2" ]', at.current, at.release(build));
}

/** The seal goes first and the directory leaves its name, so that half a release never looks like one. */
export function remove(at: Layout, build: string): Step[] {
  const gone = `${at.trash}/${build}`;
  return [
    repeatable(
      `Remove ${build}`,
      script(
        removeScript,
        at.release(build),
        at.seal(build),
        gone,
        at.aside(build),
        at.current,
        at.place(build),
        processScript,
      ),
    ),
  ];
}

/** What is missing afterwards is told before anything is sent. */
export function makeRoom(at: Layout, builds: readonly string[], space: Space): Step[] {
  const { bytes, inodes } = wanted(space);
  const needed = [Math.ceil(bytes / 1024), inodes].map(String);
  return [
    ...builds.flatMap((build) => remove(at, build)),
    repeatable('Make sure that there is room', script(roomScript, at.root, ...needed)),
  ];
}

function backTo(at: Layout, run: string, text: string): Step[] {
  const back = linkAndRename(at, `${run}/back`, text);
  return [back.stage, ...back.switch];
}

function linkAndRename(at: Layout, run: string, text: string) {
  const next = at.next(run);
  const stage = repeatable(`Stage ${text}`, script(stageScript, at.run(run), next, text));
  const rename: Step = {
    does: 'rename',
    title: `Switch to ${text}`,
    from: next,
    to: at.current,
    text,
  };
  return { stage, switch: [rename] };
}

function shareSteps(at: Layout, { build, shared }: Placing): Step[] {
  const release = at.release(build);
  const paths = [
    ...shared.directories.map((path) => ['directory', path] as const),
    ...shared.files.map((path) => ['file', path] as const),
  ];
  return paths.map(([kind, path]) => {
    const text = relative(dirname(`${release}/${path}`), `${at.shared}/${path}`);
    return step(
      `Share ${path}`,
      script(
        shareScript,
        kind,
        `${release}/${path}`,
        `${at.shared}/${path}`,
        text,
        `${at.aside(build)}/${path}`,
        release,
      ),
    );
  });
}

function step(title: string, command: ShellCommand): Step {
  return { does: 'run', title, command };
}

/** A step that may be done again where the connection broke in it. */
function repeatable(title: string, command: ShellCommand): Step {
  return { does: 'run', title, command, repeatable: true };
}
