import type { Finding } from '../../release/finding.ts';
import type { TakeOver, Taking } from './take-over.ts';

type Kind = 'directory' | 'file';
interface Asked {
  readonly kind: Kind;
  readonly path: string;
  /** What stands at the path in what is live. */
  readonly inside: string;
  /** What stands beside the releases. */
  readonly beside: string;
}

/**
 * What the config shares and the live release holds itself: it must live beside the releases before retention may ever
 * take this one. Where both hold something, only a person knows which one counts.
 */
export function sharedInside({ host, shared, found, state }: Taking): {
  readonly shares: TakeOver['shares'];
  readonly problems: readonly Finding[];
} {
  const asked = [
    ...shared.directories.map((path) => ['directory', path] as const),
    ...shared.files.map((path) => ['file', path] as const),
  ].map(([kind, path]): Asked => {
    const inside = found.inside.get(path) ?? 'absent';
    return { kind, path, inside, beside: state.shared[path] ?? 'absent' };
  });
  const problems = asked.flatMap((each): Finding[] => {
    const problem = problemOf(each);
    if (problem === undefined) return [];
    const [message, hint] = problem;
    return [{ rule: 'adopt', severity: 'error', subject: host, message, hint }];
  });
  const shares = asked.filter(({ kind, inside }) => inside === 'moving' || inside === kind);
  return { shares: shares.map(({ kind, path }) => [kind, path]), problems };
}

function problemOf({ kind, path, inside, beside }: Asked): [string, string] | undefined {
  if (['absent', 'link', 'empty', 'moving'].includes(inside)) return undefined;
  if (inside !== kind) {
    return [`${path} of what is live is no ${kind}`, 'share it as what it is'];
  }
  return beside === 'absent'
    ? undefined
    : [
        `what is live has a ${path} of its own, and there is a shared/${path} too`,
        'move away the one that does not count: nothing of either is thrown away',
      ];
}
