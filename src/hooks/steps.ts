import type { Layout } from '../release/layout.ts';
import type { Step } from '../release/plan.ts';
import type { ReleaseFacts } from '../release/script.ts';
import type { Hook, HookPhase } from './hook.ts';

/** What a hook may know of the run; with the release it becomes the hook’s environment. */
export interface HookFacts {
  readonly app: string;
  readonly target: string;
  readonly run: string;
  readonly action: string;
  readonly host: string;
  readonly at: Layout;
  /** The build that was live on the host before; empty if none was. */
  readonly previous: string;
}

/** The declared hooks of a phase, in the directory of the release. */
export function hookSteps(
  phase: HookPhase,
  hooks: readonly Hook[],
  release: ReleaseFacts,
  facts: HookFacts,
): Step[] {
  return hooks.map(({ run, timeout }) => ({
    does: 'hook',
    title: run,
    run: facts.at.run(facts.run),
    line: run,
    directory: facts.at.release(release.build),
    timeout,
    environment: hookEnvironment(phase, release, facts),
  }));
}

/** The hooks that take the migrations back, the last one first. */
export function undoSteps(hooks: readonly Hook[], release: ReleaseFacts, facts: HookFacts): Step[] {
  const undone = hooks
    .toReversed()
    .flatMap((hook) => (hook.undo === undefined ? [] : [{ ...hook, run: hook.undo }]));
  return hookSteps('migrate', undone, release, facts);
}

/** The variables every hook gets. The README lists them; a test compares. */
export function hookEnvironment(
  phase: HookPhase,
  { build, version, commit, branch }: ReleaseFacts,
  { app, target, run, action, host, at, previous }: HookFacts,
) {
  return {
    CUTOVER_APP: app,
    CUTOVER_TARGET: target,
    CUTOVER_HOST: host,
    CUTOVER_RUN: run,
    CUTOVER_ACTION: action,
    CUTOVER_PHASE: phase,
    CUTOVER_BUILD: build,
    CUTOVER_VERSION: version,
    CUTOVER_COMMIT: commit,
    CUTOVER_BRANCH: branch,
    CUTOVER_RELEASE_PATH: at.release(build),
    CUTOVER_CURRENT_PATH: at.current,
    CUTOVER_SHARED_PATH: at.shared,
    CUTOVER_PREVIOUS: previous,
  };
}
