import type { Config, Target } from '../src/config.ts';
import { type Question, question } from '../src/engine/ask.ts';
import { reasonOf, Stop } from '../src/error.ts';
import type { EarlyOffer } from '../src/io/early-offer.ts';
import type { Connection } from '../src/io/io.ts';
import type { Host } from '../src/release/host.ts';
import { answersOfLive, type HostState, hostState } from '../src/release/host-state.ts';
import type { Layout } from '../src/release/layout.ts';
import { script } from '../src/shell.ts';
import { strategies } from '../src/strategies/index.ts';
import type { Strategy } from '../src/strategies/strategy.ts';
import type { Context } from './context.ts';
import { earlyOffers } from './early-offers.ts';

/** A target of a config, by name. */
export interface Named {
  readonly config: Config;
  readonly name: string;
  readonly target: Target;
  /** A plan may be carried out there: what its switch needs is opened while the hosts are first asked. */
  readonly maySwitch: boolean;
  /** A release may be sent there: what it could be made from is asked, too. */
  readonly maySend?: boolean;
}

/** A host that answered. */
export interface Reached {
  readonly host: Host;
  readonly connection: Connection;
  readonly state: HostState;
  /** What was done before it was asked, in one go, said this, and `ended with <code>`. */
  readonly said?: string;
}

/** A host that was looked at when a run was over there: what is live, and what works in other releases. */
export type Seen = Pick<Reached, 'host' | 'said'> & {
  readonly state: Pick<HostState, 'live' | 'processes'>;
};

/** A host that did not. */
export interface Unreached {
  readonly host: Host;
  readonly problem: Stop;
}

/** A target while a command works on it: its hosts stay connected until the command ends. */
export interface Session extends Named {
  readonly at: Layout;
  readonly strategy: Strategy;
  readonly reached: readonly Reached[];
  readonly unreached: readonly Unreached[];
  /** What the hosts offer a new release, by name. */
  readonly offers: ReadonlyMap<string, Promise<EarlyOffer | undefined>>;
  /** Changes nothing. */
  readonly question: Question;
  /** Asks the hosts again over the same connections, if their answers are not known already. */
  look(known?: ReadonlyMap<string, string>): Promise<readonly (Reached | Unreached)[]>;
  /** Asks only what is live, right after a line of shell, in the same round trip. */
  lookAfter(line: (host: string) => string): Promise<readonly (Seen | Unreached)[]>;
  /** All hosts; a Stop when one could not be reached and the others may not go on without it. */
  everyHost(): readonly Reached[];
}

/** Reaches every host of a target, asks what is there, and closes all connections when the work ends. */
export async function onTarget<Result>(
  named: Named,
  context: Context,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const strategy = strategies.of(named.target.strategy);
  const at = strategy.places(named.target.strategy);
  const connected = await Promise.all(
    named.target.hosts.map((host) => reach(host, named, context)),
  );
  const questions = questionsOf(named, strategy);
  const asked = question(questions, context.nonce());
  const look = (each: Reaching, known?: string) => lookAt(each, asked, known);
  try {
    const looking = connected.map((each) => look(each));
    // After the look: a host that allows few sessions is asked first what it must be asked.
    const offers = earlyOffers(named, strategy, connectionsOf(connected));
    const looked = await Promise.all(looking);
    const reached = looked.filter((each) => 'state' in each);
    return await work({
      ...named,
      at,
      strategy,
      reached,
      unreached: looked.filter((each) => 'problem' in each),
      offers,
      question: asked,
      look: (known) => Promise.all(reached.map((each) => look(each, known?.get(each.host.name)))),
      lookAfter: (line) =>
        Promise.all(
          reached.map((each) => {
            const before = script(`{ ${line(each.host.name)}\n} 2>&1\necho "ended with $?"`);
            return lookAt(each, question({ before, ...ofLive(questions) }, context.nonce()));
          }),
        ),
      everyHost: () => all(looked, named.target.onHostFailure),
    });
  } finally {
    for (const each of connectionsOf(connected)) each.close();
  }
}

/**
 * The hosts, if every one of them answered; a run on only some of them would set them apart. Where the target says that
 * the others go on without a host that fails, those that answered.
 */
export function all(
  hosts: readonly (Reached | Unreached)[],
  onHostFailure: Target['onHostFailure'] = 'revert',
): readonly Reached[] {
  const reached = hosts.filter((each) => 'state' in each);
  if (onHostFailure === 'continue' && reached.length > 0) return reached;
  const unreached = hosts.filter((each) => 'problem' in each);
  const [first, ...others] = unreached;
  if (first === undefined) return reached;
  // What is wrong with a key or a file of this machine is no host's fault: it is told once.
  if (others.every(({ problem }) => problem.message === first.problem.message)) throw first.problem;
  throw new Stop(
    'failed',
    `Cannot reach ${unreached.length} of ${hosts.length} hosts: nothing was changed`,
    {
      details: unreached.map(({ problem }) => problem.message),
      hint:
        unreached.find(({ problem }) => problem.hint !== undefined)?.problem.hint ??
        'Look at each of them',
    },
  );
}

type Reaching = { readonly host: Host; readonly connection: Connection } | Unreached;

function connectionsOf(hosts: readonly Reaching[]): Connection[] {
  return hosts.flatMap((each) => ('connection' in each ? [each.connection] : []));
}

async function reach(host: Host, { maySwitch }: Named, { connect }: Context): Promise<Reaching> {
  try {
    const connection = await connect(host);
    // Takes five round trips, three of them while the host is looked at before and under the lock.
    if (maySwitch) void connection.renameMethod().catch(() => undefined);
    return { host, connection };
  } catch (error) {
    if (error instanceof Stop) return { host, problem: error };
    throw error;
  }
}

function questionsOf({ config, target }: Named, strategy: Strategy) {
  const { shared, migrations } = config;
  return strategy.questions(target.strategy, {
    shared: [...shared.directories, ...shared.files],
    migrations: migrations?.files,
  });
}

async function lookAt(
  each: Reaching,
  { line, read }: Question,
  known?: string,
): Promise<Reached | Unreached> {
  if ('problem' in each) return each;
  const { host, connection } = each;
  try {
    const text = known ?? (await connection.run(line, { repeatable: true })).stdout;
    const { before, ...answers } = read(text);
    const state = hostState(answers);
    return { host, connection, state, ...(before === undefined ? {} : { said: before }) };
  } catch (error) {
    const problem = new Stop('failed', `Cannot look at ${host.name}: ${reasonOf(error)}`, {
      cause: error,
    });
    return { host, problem: error instanceof Stop ? error : problem };
  }
}

function ofLive(questions: ReturnType<typeof questionsOf>): ReturnType<typeof questionsOf> {
  return Object.fromEntries(
    Object.entries(questions).filter(([name]) => answersOfLive.includes(name)),
  );
}
