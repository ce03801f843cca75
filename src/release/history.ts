import type { AuditRecord } from './record.ts';

/** The builds that were live on a host, the oldest first; what a rollback left is gone from it. */
export function liveStack(records: readonly AuditRecord[]): readonly string[] {
  const stack: string[] = [];
  for (const { from, live, action } of records) {
    // Somebody moved the pointer without a record: that build was live, too.
    arrive(stack, from);
    if (action === 'rollback') leave(stack, live);
    arrive(stack, live);
  }
  return stack;
}

function arrive(stack: string[], build: string | null) {
  if (build !== null && build !== stack.at(-1)) stack.push(build);
}

function leave(stack: string[], to: string | null) {
  const index = to === null ? -1 : stack.lastIndexOf(to);
  if (index >= 0) stack.length = index + 1;
}

/** Builds that were live and had to be left: taken back by themselves or by hand, and not activated since. */
export function badBuilds(records: readonly AuditRecord[]): ReadonlySet<string> {
  const last = new Map(records.flatMap(verdicts));
  return new Set([...last].flatMap(([build, is]) => (is === 'bad' ? [build] : [])));
}

function verdicts({ build, from, action, outcome }: AuditRecord): [string, 'good' | 'bad'][] {
  if (outcome === 'rolled-back' || outcome === 'split') return [[build, 'bad']];
  if (outcome !== 'activated') return [];
  const left: [string, 'bad'][] =
    action === 'rollback' && from !== null && from !== build ? [[from, 'bad']] : [];
  return [[build, 'good'], ...left];
}

/** What a host goes back to: the last thing that was live before, is still there, and was not bad. */
export function previousOf(
  records: readonly AuditRecord[],
  live: string | undefined,
  present: ReadonlySet<string>,
): string | undefined {
  const bad = badBuilds(records);
  return liveStack(records).findLast(
    (build) => build !== live && present.has(build) && !bad.has(build),
  );
}

/** When, and by which run, the build that is live on a host became so. */
export function sinceWhen(
  records: readonly AuditRecord[],
  live: string | undefined,
): AuditRecord | undefined {
  const last = records.findLast((record) => record.live !== record.from);
  return last?.live === live ? last : undefined;
}
