import type { Failure } from './run-stage.ts';

/** What failed, said once where it failed alike on several hosts. */
export function sentencesOf(failures: readonly Failure[]): string[] {
  const hosts = new Map<string, string[]>();
  for (const { host, title, reason } of failures) {
    const what = `${title}: ${reason}`;
    hosts.set(what, [...(hosts.get(what) ?? []), host]);
  }
  return [...hosts].map(([what, names]) => `${names.join(', ')}: ${what}`);
}
