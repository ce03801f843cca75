import type { HookPhase } from '../src/hooks/hook.ts';
import { hookSteps, undoSteps } from '../src/hooks/steps.ts';
import type { HostState } from '../src/release/host-state.ts';
import type { AuditRecord } from '../src/release/record.ts';
import { mayGo } from '../src/release/retention.ts';
import type { ReleaseFacts, Script } from '../src/release/script.ts';
import type { Upload } from '../src/strategies/strategy.ts';
import type { Context } from './context.ts';
import type { Reached, Session } from './session.ts';
import { uploadOf } from './upload-of.ts';

/** Where a host is to go. */
export interface Goal {
  readonly release: ReleaseFacts;
  /** Content digest of the package to place; undefined when nothing is placed. */
  readonly digest: string | undefined;
  /** Whose migrations would be taken back, the newest first. */
  readonly undone: readonly ReleaseFacts[];
}

/** What each host will go through: its strategy’s steps and the declared hooks, with their values filled in. */
export function writeScripts(
  session: Session,
  { action, run, verify = 'quick' }: Running,
  goals: ReadonlyMap<Reached, Goal>,
): Script[] {
  const first = [...goals].find(([{ state }, { release }]) => state.live !== release.build)?.[0];
  return [...goals].map(([host, goal]) =>
    writeScript({ session, action, run, verify, isFirst: host === first }, host, goal),
  );
}

interface Running {
  readonly action: string;
  readonly run: Context['run'];
  readonly verify?: Upload['verify'];
}

interface Writing extends Required<Running> {
  readonly session: Session;
  /** The first host that changes: what happens once happens here. */
  readonly isFirst: boolean;
}

function writeScript(writing: Writing, reached: Reached, goal: Goal): Script {
  const { session, run } = writing;
  const { strategy, config } = session;
  const { host, state } = reached;
  const { release, digest } = goal;
  const { build } = release;
  const options = session.target.strategy;
  const { keep, shared, bridge } = config;
  const removed = digest === undefined ? [] : mayGo(state, { keep, live: build });
  return {
    host: host.name,
    address: host.kind === 'ssh' ? host.address : '127.0.0.1',
    to: release,
    from: liveFacts(state),
    open: strategy.open(run, options),
    place:
      digest === undefined
        ? { upload: [], prepare: [], seal: [] }
        : strategy.place(
            { run, build, digest, shared, bridge, upload: uploadOf(writing, state) },
            state,
            options,
          ),
    cutOver: strategy.cutOver({ run, build, bridge }, state, options),
    remove: [
      ...removed.flatMap((each) => strategy.remove(each, options)),
      ...strategy.age(bridge, options),
    ],
    ...declared(writing, reached, goal),
  };
}

/** The config’s hooks on this host: those with `once` only on the first, migrate hooks everywhere only with `once: false`. */
function declared(
  { session, action, run, isFirst }: Writing,
  { host, state }: Reached,
  { release, digest, undone }: Goal,
): Pick<Script, 'hooks' | 'reloadBack' | 'undo'> {
  const { at, name: target, config } = session;
  const from = liveFacts(state);
  const facts = { app: config.app, target, run, action, host: host.name, at };
  const toward = { ...facts, previous: from?.build ?? '' };
  const hooksOf = (phase: HookPhase) =>
    config.hooks[phase].filter(({ once = phase === 'migrate' }) => !once || isFirst);
  const steps = (phase: HookPhase) => hookSteps(phase, hooksOf(phase), release, toward);
  const back = { ...facts, previous: release.build };
  return {
    hooks: {
      prepare: steps('prepare'),
      migrate: digest === undefined ? [] : steps('migrate'),
      reload: steps('reload'),
      verify: steps('verify'),
    },
    reloadBack: from === undefined ? [] : hookSteps('reload', hooksOf('reload'), from, back),
    undo: undone.flatMap((each) => undoSteps(hooksOf('migrate'), each, toward)),
  };
}

function liveFacts({ live, records }: HostState): ReleaseFacts | undefined {
  return live === undefined ? undefined : factsOf(live, records);
}

/** What is known of a build: by its records, else by its name. */
export function factsOf(build: string, records: readonly AuditRecord[]): ReleaseFacts {
  const known = records.findLast((record) => record.build === build);
  if (known !== undefined) {
    const { version, commit, branch } = known;
    return { build, version, commit, branch };
  }
  const [version = build, commit = ''] = build.split('+');
  return { build, version, commit, branch: '' };
}
