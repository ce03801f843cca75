import * as z from 'zod';

/** Who holds a target's lock. */
const lockOwner = z.object({
  /** Only who wrote it may take it away. */
  token: z.string(),
  run: z.string(),
  who: z.string(),
  /** The pipeline's link, or the machine's name. */
  where: z.string(),
  /** UTC, ISO 8601. */
  since: z.iso.datetime(),
});
export type LockOwner = z.infer<typeof lockOwner>;

/** The owner a lock names; undefined when the text names none. */
export function readLockOwner(text: string): LockOwner | undefined {
  try {
    return lockOwner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
