import { Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Beginning } from '../release/chunk.ts';
import { differences, lineOfDifferences } from '../release/differences.ts';
import { inventory, readInventory, readSeal } from '../release/inventory.ts';
import type { HookCall, Phase, Step, UploadCall } from '../release/plan.ts';
import { type ShellCommand, toShell } from '../shell.ts';
import { again } from './again.ts';
import { guarded } from './guarded.ts';
import type { Connection, RunOptions } from './io.ts';
import { lines } from './lines.ts';
import { isLost } from './lost.ts';
import type { Parcel } from './parcel.ts';
import { runHook } from './run-hook.ts';
import { upload } from './upload.ts';

/** What the steps of a run work on. */
export interface Performing {
  readonly connections: ReadonlyMap<string, Connection>;
  /** The package that is being placed; a rollback has none. */
  readonly release: Parcel | undefined;
  readonly emit: Emit;
  readonly seconds: () => number;
  /** A word nobody can guess, new each time. */
  readonly nonce: () => string;
  /** The run’s own directory on the hosts. */
  readonly directory: string;
  /** Says on a host that a phase begins, and that the lock is still ours; not given where nothing is changed. */
  readonly journals?: {
    guards(host: string): ShellCommand;
    begins(host: string, beginning: Beginning): ShellCommand;
  };
}

interface Call {
  readonly host: string;
  readonly phase: Phase;
  readonly step: Step;
  readonly signal: AbortSignal | undefined;
}

/** Carries one step out: the only way from a plan to the world. Rejects with a sentence when it did not pass. */
export async function performStep(call: Call, world: Performing): Promise<void> {
  const { step, signal } = call;
  switch (step.does) {
    case 'probe':
      return probe(step, signal, world);
    case 'hook':
      return hook(call, step, world);
    case 'upload':
      return again(() => send(call, step, world), isLost);
    case 'compare':
      return compare(call, step, world);
    case 'rename':
      return rename(connectionOf(call, world), step);
    case 'prove':
      return prove(connectionOf(call, world), step.scratch);
    case 'run':
      await output(connectionOf(call, world), toShell(step.command), optionsOf(step, signal));
  }
}

async function send(call: Call, step: UploadCall, world: Performing) {
  const { signal } = call;
  const { emit } = world;
  await upload(guardedOf(call, world), step, { parcel: packageOf(world), signal, emit });
}

/** A pointer that says already what it shall say needs no rename: whoever goes back may never have left. */
async function rename(
  connection: Connection,
  { from, to, text }: Extract<Step, { does: 'rename' }>,
): Promise<void> {
  const now = await connection.rename(from, to).catch(async (error: unknown) => {
    const line = toShell(['readlink', to]);
    const { stdout } = await connection.run(line, { repeatable: true });
    if (stdout !== `${text}\n`) throw error;
    return text;
  });
  if (now !== text) throw new Stop('failed', `${to} points to "${now}", not to "${text}"`);
}

async function prove(connection: Connection, scratch: string) {
  if ((await connection.renameMethod()) !== 'none') return;
  if ((await connection.proveRename(scratch)) !== 'none') return;
  throw new Stop(
    'failed',
    `Cannot switch ${connection.host} in one step: it has no posix-rename, and its "mv -T" is not a rename`,
    {
      hint: 'Switch on the SFTP subsystem of its sshd, or install GNU or BusyBox coreutils',
    },
  );
}

async function compare(
  call: Call,
  { directory, seal }: Extract<Step, { does: 'compare' }>,
  world: Performing,
) {
  const connection = connectionOf(call, world);
  const looking = optionsOf({ repeatable: true }, call.signal);
  const now = readInventory(await output(connection, toShell(inventory(directory)), looking));
  const sealed = readSeal(await output(connection, toShell(['cat', seal]), looking));
  const list = differences(sealed, now);
  if (list.length === 0) return;
  throw new Stop(
    'failed',
    `${list.length} paths in ${directory} are not what was sealed: ${lineOfDifferences(list)}`,
  );
}

async function hook(call: Call, step: HookCall, world: Performing) {
  const { host, phase, signal } = call;
  const { run, line, directory, environment, timeout } = step;
  const shown = lines((text) => world.emit({ type: 'output', host, line: text }));
  const result = await runHook(guardedOf(call, world), {
    run,
    line,
    directory,
    environment,
    timeout,
    nonce: world.nonce(),
    now: () => world.seconds() * 1000,
    onOutput: shown.add,
    ...(signal === undefined ? {} : { signal }),
  });
  shown.end();
  const { exit, seconds, tail: output, outcome } = result;
  world.emit({ type: 'command', phase, host, line, exit, seconds, output });
  if (outcome === 'passed') return;
  const how =
    outcome === 'failed'
      ? endOf(exit)
      : outcome === 'unknown'
        ? 'nobody knows how it ended: the connection, or what watched over it, is gone'
        : `it ${outcome}`;
  throw new Stop('failed', `${how}${outcome === 'timed out' ? ` after ${timeout}s` : ''}`);
}

/** A shell says 128 and the signal’s number when a signal ended what it ran (POSIX sh, 2.8.2). */
function endOf(exit: number | null): string {
  if (exit === null) return 'it ended with a signal';
  return exit > 128 && exit < 192
    ? `it ended with ${exit}, as by signal ${exit - 128}`
    : `it ended with ${exit}`;
}

async function probe(
  step: Extract<Step, { does: 'probe' }>,
  signal: AbortSignal | undefined,
  { emit, seconds }: Performing,
) {
  // Loaded late: a good part of the start of a release without probes would be spent on HTTP.
  const { probeUntil } = await import('./probe.ts');
  const { passed, result } = await probeUntil(step, { seconds, signal });
  emit({ type: 'probed', url: step.url, passed, result });
  if (!passed) throw new Stop('failed', result);
}

async function output(connection: Connection, line: string, options: RunOptions) {
  const { exit, signal, stdout, stderr } = await connection.run(line, options);
  if (exit === 0) return stdout;
  throw new Stop(
    'failed',
    stderr.trim() || `it ended with ${exit ?? signal ?? 'nobody knows what'}`,
  );
}

function optionsOf(
  { repeatable }: { readonly repeatable?: true },
  signal: AbortSignal | undefined,
): RunOptions {
  return {
    ...(repeatable === undefined ? {} : { repeatable }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** A hook or an upload may come long after its phase has begun. */
function guardedOf(call: Call, world: Performing): Connection {
  return guarded(connectionOf(call, world), world.journals?.guards(call.host));
}

/** The host's connection. */
export function connectionOf(
  { host }: Pick<Call, 'host'>,
  { connections }: Performing,
): Connection {
  const connection = connections.get(host);
  if (connection === undefined) throw new RangeError(`Cannot find a connection to "${host}"`);
  return connection;
}

function packageOf({ release }: Performing) {
  if (release === undefined) throw new RangeError('Cannot send a release: the plan has no package');
  return release;
}
