import * as z from 'zod';
import type { Client } from '../../src/api.ts';

const account = z.object({ uuid: z.string(), display_name: z.string().default('') });

/** The account that acts. An access token belongs to nobody; then, and where it may not be asked, it is not known. */
export async function whoAmI({ live }: Client): Promise<z.output<typeof account> | undefined> {
  const answer = await live.get('user').catch(() => undefined);
  return account.safeParse(answer).data;
}
