import { sha256 } from '../src/io/sha256.ts';
import { type AuditRecord, type Outcome, recordLines } from '../src/release/record.ts';
import type { Request } from './carry-out.ts';
import type { Context } from './context.ts';
import { pipelineOf, whoOf } from './environment.ts';
import type { Reached } from './session.ts';

/** How the run ended on one host. */
export interface HostEnd {
  readonly host: Reached;
  readonly outcome: Outcome;
  readonly reason: string;
  /** Null when nobody could look, undefined when nothing is live. */
  readonly live: string | null | undefined;
}

/** What a record tells of a run, whichever it was. */
export interface Recorded {
  readonly context: Context;
  readonly request: Pick<Request, 'action' | 'reason' | 'goal' | 'migrations' | 'from'>;
  readonly plan: { readonly target: string };
  readonly started: string;
  /** Whose run it was, when it was not this one. */
  readonly signed?: { readonly run: string; readonly by: string; readonly pipeline: string };
  /** What was live before, when that is not what the host said just now. */
  readonly from?: string | null;
}

/** The line of a run for one host’s records, chained to the line before it. */
export function recordLine(
  { request, context, plan, started, signed, from: given }: Recorded,
  { host: reached, outcome, reason, live }: HostEnd,
): string {
  const { deeds, now } = context;
  const { run, by, pipeline } = signed ?? signatureOf(context);
  const { host, state } = reached;
  const { version, build, commit, branch } = request.goal(reached);
  const from = given === undefined ? request.from?.(reached) : given;
  const record: AuditRecord = {
    run,
    action: request.action,
    outcome,
    version,
    build,
    commit,
    branch,
    target: plan.target,
    host: host.name,
    from: from === undefined ? (state.live ?? null) : from,
    live: live ?? null,
    started_at: started,
    finished_at: now(),
    by,
    pipeline,
    commands: [...(deeds.commands.get(host.name) ?? [])],
    migrations: [...request.migrations(reached)],
    checkpoint: null,
    verification: [...deeds.verification],
    reason: [request.reason, reason].filter((part) => part !== '').join('; '),
    ...(signed === undefined ? seenOn(host.name, context) : {}),
    previous: sha256(recordLines(state.recordText).at(-1) ?? ''),
  };
  return JSON.stringify(record);
}

/** What only the run itself can tell: nobody can for one that died. */
function seenOn(host: string, { deeds, timings }: Context): Partial<AuditRecord> {
  const stale = deeds.stale.get(host);
  const took = timings.get(host);
  return {
    ...(stale === undefined ? {} : { stale: [...stale] }),
    ...(took === undefined ? {} : { timings: took.map((each) => ({ ...each })) }),
  };
}

/** Whose run this is. */
export function signatureOf({ run, environment }: Context) {
  return { run, by: whoOf(environment), pipeline: pipelineOf(environment) };
}
