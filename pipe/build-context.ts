import { styleText } from 'node:util';
import type { Emit } from '../src/event.ts';
import { counted } from '../src/io/counted.ts';
import { consoleObserver } from '../src/observers/console.ts';
import { recordObserver } from '../src/observers/record.ts';
import { timingsObserver } from '../src/observers/timings.ts';
import type { Host } from '../src/release/host.ts';
import type { Format } from '../src/reports/index.ts';
import type { Context, Output, Process } from './context.ts';
import { type Environment, environment } from './environment.ts';

/** Bitbucket’s mount of the build’s key pair and known hosts. Last verified 2026-11-20. */
const pipelinesDirectory = '/opt/atlassian/pipelines/agent/ssh';

interface Built {
  readonly format: Format;
  readonly debug: boolean;
  readonly timings: boolean;
  readonly call: Context['call'];
}

/** The world of one run. */
export function buildContext(process: Process, built: Built): Context {
  const { directory, signal, now, seconds, sleep, random } = process;
  const env = environment.parse(process.environment);
  const show = screenOf(process, env, built);
  const { observe, deeds } = recordObserver();
  const { observe: time, timings } = timingsObserver();
  const emit: Emit = (event) => {
    observe(event);
    time(event);
    show(event);
  };
  return {
    directory,
    environment: env,
    run: `${now().replaceAll(/[-:]|\..*/g, '')}-${random().slice(0, 6)}`,
    emit,
    deeds,
    timings,
    showTimings: built.timings,
    signal,
    now,
    seconds,
    sleep,
    nonce: random,
    process,
    call: built.call,
    connect: async (host) => counted(await connectTo(host, process, env), emit),
  };
}

function screenOf({ out, err, now }: Process, env: Environment, { format, debug }: Built): Emit {
  // Whoever wants JSON wants nothing else on standard output.
  const output = format === 'text' ? out : err;
  return consoleObserver({
    write: (text) => output.write(text),
    colour: wantsColour(env, output),
    live: output.isTTY === true && env.CI === undefined,
    debug,
    now,
  });
}

/** Paints text where colour is wanted: on a terminal, and in a pipeline, whose log shows it without being one. */
export function colours({ environment: variables, out }: Process) {
  const env = environment.parse(variables);
  return (style: Parameters<typeof styleText>[0], text: string) =>
    wantsColour(env, out) ? styleText(style, text, { validateStream: false }) : text;
}

function wantsColour({ NO_COLOR, CI }: Environment, { isTTY }: Output): boolean {
  return NO_COLOR === undefined && (CI !== undefined || isTTY === true);
}

/** Loaded late: most of the start-up time of a command that needs no host would be spent on SSH. */
async function connectTo(host: Host, { environment: variables }: Process, env: Environment) {
  const { connect } = await import('../src/io/connect.ts');
  const given = <Value>(name: string, value: Value | undefined) =>
    value === undefined ? {} : { [name]: value };
  return connect(host, {
    home: env.HOME,
    pipelinesDirectory,
    localEnvironment: plainEnvironment(variables),
    ...given('sshKey', env.SSH_KEY),
    ...given('keyFile', env.BITBUCKET_SSH_KEY_FILE),
    ...given('agentSocket', env.SSH_AUTH_SOCK),
    ...given('knownHosts', env.KNOWN_HOSTS),
    ...given('user', env.SSH_USER),
    ...given('reconnect', env.SSH_RECONNECT),
  });
}

/** What a login would give: hooks on `local` see no secret of the build. */
function plainEnvironment(variables: Process['environment']): Readonly<Record<string, string>> {
  const names = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])),
  );
}
