import type { Execution } from '../src/engine/execute.ts';
import type { Journals } from '../src/engine/write-journal.ts';
import { toSubshell } from '../src/shell.ts';
import type { Running } from './carry-out.ts';
import { closingLine, tellNotClosed } from './close-run.ts';
import type { Reached, Seen, Unreached } from './session.ts';

/** What the hosts say when a run is over there. */
interface Closed {
  readonly after: readonly (Seen | Unreached)[];
  /** Every host has it in its journal that the run has succeeded. */
  readonly noted: boolean;
}

/**
 * Clears what the run leaves behind, notes the success where the pointer shows it, and looks again, all in one round
 * trip. Cleared before the record is written: on a full disk that is what makes room for it.
 */
export async function closeAndLook(
  running: Running,
  journals: Journals,
  { outcome, behind, ousted }: Execution,
): Promise<Closed> {
  const { session, hosts, request, context } = running;
  // What another run has taken over is its to clear.
  if (ousted) return { after: await session.look(), noted: false };
  const hasSucceeded = outcome === 'activated' && behind.length === 0;
  const notes = hasSucceeded && request.success === 'activated';
  const closing = closingLine(session, context.run);
  const lineOf = (host: Reached) =>
    notes ? `${closing}\n${noting(running, journals, host)}` : closing;
  const lines = new Map(hosts.map((each) => [each.host.name, lineOf(each)]));
  const after = await session.lookAfter((host) => lines.get(host) ?? ':');
  for (const each of after) if (lines.has(each.host.name)) tellProblem(each, context.emit);
  return { after, noted: notes && hosts.every(({ host }) => isNoted(host.name, after)) };
}

const notedWord = 'the end is noted';

/** Only where the pointer leads to what the run was to make live: what is noted must be true whatever comes next. */
function noting({ session, request }: Running, journals: Journals, host: Reached): string {
  const { strategy, target } = session;
  const shows = toSubshell(strategy.shows(request.goal(host).build, target.strategy));
  const note = toSubshell(journals.ends(host.host.name, 'activated'));
  return `closed=$?
${shows} >/dev/null 2>&1 && ${note} >/dev/null 2>&1 && echo "${notedWord}"
(exit "$closed")`;
}

function isNoted(name: string, after: readonly (Seen | Unreached)[]): boolean {
  return after.some(
    (each) => each.host.name === name && 'said' in each && each.said?.includes(notedWord),
  );
}

function tellProblem(each: Seen | Unreached, emit: Running['context']['emit']): void {
  const { host } = each;
  if ('problem' in each) tellNotClosed(host.name, each.problem.message, emit);
  else if (each.said?.endsWith('ended with 0\n') !== true)
    tellNotClosed(host.name, `${each.said}`.trim(), emit);
}
