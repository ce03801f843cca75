import { Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Beginning } from '../release/chunk.ts';
import { differences, lineOfDifferences } from '../release/differences.ts';
import { inventoryScript, readInventory, readSeal } from '../release/inventory.ts';
import type { Phase, Step, UploadCall } from '../release/plan.ts';
import { type ShellCommand, script, toShell } from '../shell.ts';
import { abortable } from './abortable.ts';
import { again } from './again.ts';
import type { EarlyChoice } from './early-choice.ts';
import { guarded, type Opening } from './guarded.ts';
import type { Connection, RunOptions } from './io.ts';
import { isLost } from './lost.ts';
import type { Parcel } from './parcel.ts';
import { performHook } from './perform-hook.ts';
import { upload } from './upload.ts';

/** What the steps of a run work on. */
export interface Performing {
  readonly connections: ReadonlyMap<string, Connection>;
  /** The package that is being placed; a rollback has none. */
  readonly release: Parcel | undefined;
  /** What was chosen for the hosts before they were locked, where they offered something. */
  readonly early?: ReadonlyMap<string, Promise<EarlyChoice | undefined>> | undefined;
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
  /** What is done in one go with it, for an upload or a comparison; its guard, if not given. */
  readonly opening?: Opening;
}

/** Carries one step out: the only way from a plan to the world. Rejects with a sentence when it did not pass. */
export async function performStep(call: Call, world: Performing): Promise<void> {
  const { step, signal } = call;
  switch (step.does) {
    case 'probe':
      return probe(step, signal, world);
    case 'hook':
      return performHook(guardedOf(call, world), call, step, world);
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
  const { host, signal } = call;
  const { emit } = world;
  // A host may never say what it offers.
  const early = await abortable(Promise.resolve(world.early?.get(host)), signal);
  try {
    await upload(guardedOf(call, world), step, { parcel: packageOf(world), early, signal, emit });
  } finally {
    // What was made ahead lies on a disk until then; where it is sent again, it is made again.
    early?.drop();
  }
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

const compareScript = `
cat "$1" && printf '\\n%s\\n' "$2" && sh -c "$3" sh "$4"`;

async function compare(
  call: Call,
  { directory, seal }: Extract<Step, { does: 'compare' }>,
  world: Performing,
) {
  const mark = world.nonce();
  const look = toShell(script(compareScript, seal, mark, inventoryScript, directory));
  const looking = optionsOf({ repeatable: true }, call.signal);
  const said = await output(guardedOf(call, world), look, looking);
  const [sealed = '', now = ''] = said.split(`\n${mark}\n`);
  const list = differences(readSeal(sealed), readInventory(now));
  if (list.length === 0) return;
  throw new Stop(
    'failed',
    `${list.length} paths in ${directory} are not what was sealed: ${lineOfDifferences(list)}`,
  );
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
function guardedOf({ host, opening }: Call, world: Performing): Connection {
  const guard = world.journals?.guards(host);
  const connection = connectionOf({ host }, world);
  return guarded(connection, opening ?? { commands: guard === undefined ? [] : [guard] });
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
