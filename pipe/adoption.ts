import type { Finding } from '../src/release/finding.ts';
import type { Plan, Stage } from '../src/release/plan.ts';
import { preflight } from '../src/release/preflight.ts';
import { adoptSteps } from '../src/strategies/adoptions/adopt-steps.ts';
import type { Adoption } from '../src/strategies/adoptions/adoption.ts';
import type { Found } from '../src/strategies/adoptions/found.ts';
import { type TakeOver, takeOver } from '../src/strategies/adoptions/take-over.ts';
import type { Reached, Session } from './session.ts';

/** A takeover of a target’s hosts, and what was found on them. */
export interface Adopting {
  readonly session: Session;
  readonly adoption: Adoption;
  readonly found: ReadonlyMap<string, Found>;
  readonly run: string;
  /** UTC, ISO 8601. */
  readonly now: string;
}

/** What is decided for one host; no takeover where something speaks against it. */
export interface HostAdoption {
  readonly host: string;
  readonly takeOver: TakeOver | undefined;
  readonly findings: readonly Finding[];
}

/** Decides for every host how it is taken over. */
export function adoptionOf(adopting: Adopting, hosts: readonly Reached[]): HostAdoption[] {
  const name = nameOf(adopting, hosts);
  return hosts.map((reached) => hostAdoption(adopting, reached, name));
}

/**
 * The takeover as a plan: everything that moves on all hosts together, then everything that is only written down. It
 * has no switch: what is live stays live, so that there is nothing to go back to, and a dead one is ended by the next.
 */
export function planAdoption(
  { session, run }: Adopting,
  hosts: readonly HostAdoption[],
): { readonly plan: Plan; readonly findings: readonly Finding[] } {
  const { at, name: target, strategy } = session;
  const steps = hosts.map(({ host, takeOver: taken }) => ({
    host,
    ...(taken === undefined ? { stage: [], finish: [] } : adoptSteps(at, taken)),
  }));
  const busy = steps.filter((each) => each.stage.length + each.finish.length > 0);
  const opened = busy.map(({ host }) => ({
    host,
    steps: strategy.open(run, session.target.strategy),
  }));
  const stage = (phase: 'stage' | 'finish'): Stage => ({
    phase,
    lanes: busy.flatMap((each) =>
      each[phase].length === 0 ? [] : [{ host: each.host, steps: each[phase] }],
    ),
  });
  const stages: readonly Stage[] = [
    { phase: 'prepare', lanes: opened },
    stage('stage'),
    stage('finish'),
  ];
  const builds = hosts.flatMap(({ takeOver: taken }) => taken?.release.build ?? []);
  return {
    plan: {
      action: 'adopt',
      build: [...new Set(builds)].join(', '),
      target,
      stages: stages.filter(({ lanes }) => lanes.length > 0),
      rollback: [],
      finish: [],
    },
    findings: hosts.flatMap(({ findings }) => findings),
  };
}

function hostAdoption(
  { session, adoption, found: all }: Adopting,
  { host: { name: host }, state }: Reached,
  name: string,
): HostAdoption {
  const { at, config } = session;
  const found = all.get(host);
  if (found === undefined) return { host, takeOver: undefined, findings: [] };
  const need = { bytes: 0, inodes: 0, shared: nothing, packed: new Set<string>() };
  const basics = preflight(host, state, need).filter(({ rule }) => rule !== 'pointer');
  const taken = takeOver({ host, at, adoption, state, found, name, shared: config.shared });
  if ('problems' in taken) {
    return { host, takeOver: undefined, findings: [...basics, ...taken.problems] };
  }
  return { host, takeOver: taken, findings: [...basics, ...notesOf(host, taken)] };
}

const nothing = { directories: [], files: [] };

/** What a person should know beforehand: where something is not there for a moment. */
function notesOf(subject: string, { moves, shares }: TakeOver): Finding[] {
  const note = (message: string): Finding => ({ rule: 'gap', severity: 'note', subject, message });
  const directories = shares.filter(([kind]) => kind === 'directory');
  return [
    ...(moves === 'rename'
      ? [
          note(
            '"current" is missing for some milliseconds, between two renames: this host’s mv cannot exchange a directory and a link',
          ),
        ]
      : []),
    ...directories.map(([, path]) =>
      note(`${path} is missing for some milliseconds, while it moves beside the releases`),
    ),
  ];
}

/** One name for all hosts, also where a killed run has given it to some of them already. */
function nameOf({ found, now }: Adopting, hosts: readonly Reached[]): string {
  const given = hosts.flatMap(({ host, state }) => {
    const unfinished = found.get(host.name)?.unfinished?.split('/').at(-1);
    return [state.live, unfinished].filter((each) => each?.startsWith('adopted-'));
  });
  return given[0] ?? `adopted-${now.replaceAll(/[^0-9]/g, '').slice(0, 14)}`;
}
