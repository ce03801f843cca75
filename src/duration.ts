import * as z from 'zod';

const seconds = { s: 1, m: 60, h: 3600 } as const;

/** Node’s timers fire at once when they are to wait longer than 2^31 − 1 ms. */
const longest = 24 * 24 * 3600;

/** A duration as people write it (`90s`, `10m`, `1h`), in seconds. */
export const duration = z
  .string()
  .regex(/^[1-9][0-9]*[smh]$/, { error: 'a duration is a whole number and s, m or h, as in "90s"' })
  .transform((text) => Number(text.slice(0, -1)) * seconds[text.slice(-1) as keyof typeof seconds])
  .refine((length) => length <= longest, { error: 'a duration is at most 576h, 24 days' });
