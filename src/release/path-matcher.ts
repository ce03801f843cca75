import picomatch from 'picomatch';

// A pattern counts from the top of the tree: `tests` is the top's own with all below; globs reach deeper. A dot
// in front of a name makes no difference.
/** Says whether a path fits one of the patterns, as `package.exclude` and `package.allowSecrets` write them. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  // Without `nonegate` a `!keep` in the list would fit every path but one.
  const globs = patterns
    .map(anchored)
    .filter((glob) => glob !== '')
    .flatMap((glob) => [glob, `${glob}/**`]);
  return globs.length === 0 ? () => false : picomatch(globs, { dot: true, nonegate: true });
}

function anchored(pattern: string): string {
  return pattern.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
}
