import * as z from 'zod';
import type { Adoption, Past } from './adoption.ts';

// A line of `.dep/releases_log`, as recipe/deploy/release.php writes it before the release exists: not every one of them
// was live. Last verified 2026-11-21, Deployer 7.
const row = z.object({
  release_name: z.string(),
  user: z.string().catch(''),
  target: z.string().catch(''),
});

/** `releases/<n>`, `current`, `shared`, `.dep/releases_log`; a release it rolled back holds `BAD_RELEASE`. */
export const deployer: Adoption = {
  from: 'deployer',
  pointer: 'link',
  disposable: true,
  log: '.dep/releases_log',
  past: (log, marks) =>
    log.split('\n').flatMap((line): Past[] => {
      const read = rowOf(line);
      if (read === undefined || marks.get(read.release_name)?.bad !== false) return [];
      const { release_name: build, user: by, target: branch } = read;
      return [{ build, branch, by, commit: '' }];
    }),
};

function rowOf(line: string): z.output<typeof row> | undefined {
  try {
    return row.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
