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

/** The builds a host leaves when it goes back to `to` and that brought migrations, the newest first. */
export function leftWithMigrations(records: readonly AuditRecord[], to: string): readonly string[] {
  const stack = liveStack(records);
  const left = stack.slice(stack.lastIndexOf(to) + 1).toReversed();
  // Where the host never had it, only what is live can be left.
  return (stack.includes(to) ? left : left.slice(0, 1)).filter((build) => brought(records, build));
}

function brought(records: readonly AuditRecord[], build: string): boolean {
  const activated = records.findLast(
    (record) =>
      record.build === build && record.outcome === 'activated' && record.action !== 'rollback',
  );
  return (activated?.migrations.length ?? 0) > 0;
}
