import * as z from 'zod';

const plainWord = z.string().regex(/^[\w.-]+$/);

/** Who holds a target's lock. */
const lockOwner = z.object({
  /** Only who wrote it may take it away. */
  token: plainWord,
  run: plainWord,
  who: z.string(),
  /** The pipeline's link, or the machine's name. */
  where: z.string(),
  /** UTC, ISO 8601. */
  since: z.iso.datetime(),
  /** Seconds of silence after which this owner is dead. */
  lease: z.number().positive(),
});
export type LockOwner = z.infer<typeof lockOwner>;

/** A lock as it stands on a host. */
export interface HeldLock {
  /** The owner's, by the name of the file: what the file says may be a moment behind. Empty when nobody left one. */
  readonly token: string;
  /** Goes on as long as the owner lives. */
  readonly beat: string;
  readonly owner: LockOwner | undefined;
}

/** Prints a lock as `readLock` reads it; its one value is the lock's directory. A lock nobody signed is still a lock. */
export const lockScript = `
cd "$1" 2>/dev/null || exit 0
token=
for file in owner-*.json; do [ -f "$file" ] && token=\${file#owner-} && token=\${token%.json}; done
echo "=$token"
beat=; IFS= read -r beat 2>/dev/null < "beat-$token"
echo "$beat"
cat "owner-$token.json" 2>/dev/null || :`;

/** Reads what `lockScript` prints: token, beat, and the owner; undefined when no lock is held. */
export function readLock(answer: string): HeldLock | undefined {
  const [token, beat = '', ...text] = answer.split('\n');
  if (token === undefined || !token.startsWith('=')) return undefined;
  return { token: token.slice(1), beat, owner: readLockOwner(text.join('\n')) };
}

/** The owner a lock names; undefined when the text names none. */
function readLockOwner(text: string): LockOwner | undefined {
  try {
    return lockOwner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** An owner as a sentence names them. */
export function nameOfOwner({ owner }: HeldLock): string {
  if (owner === undefined) return 'somebody who left no name';
  return `run ${owner.run} of ${owner.who}, ${owner.where}, since ${owner.since}`;
}
