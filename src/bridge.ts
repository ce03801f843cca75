import * as z from 'zod';
import { duration } from './duration.ts';
import { entryPath } from './release/entry.ts';

/** Long enough for a browser tab that was left open over night. */
const aDay = 24 * 3600;

const directories = z
  .array(entryPath)
  .describe('Directories of hashed assets, in the release: `public/build`');

/** The `bridge` section: a list of directories, or an object with how long they stay. */
export const bridge = z
  .union([
    directories.transform((list) => ({ directories: list, age: aDay })),
    z.strictObject({
      directories,
      age: duration
        .default(aDay)
        .describe(
          'How long after a release was left its assets can still be had; 24h if not given',
        ),
    }),
  ])
  .default({ directories: [], age: aDay })
  .describe('Directories whose files stay reachable after their release is left, on rollback too');
