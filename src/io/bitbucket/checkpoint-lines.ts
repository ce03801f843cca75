import * as z from 'zod';

/** The first line of a checkpoint: whose answers it holds, and what for. */
export const heading = z.object({
  format: z.literal('cutover-checkpoint/1'),
  api: z.string(),
  account: z.string(),
  /** The digest of the policy’s text. */
  policy: z.string(),
});
export type Heading = z.output<typeof heading>;

const remembered = z.object({
  get: z.string(),
  at: z.number(),
  status: z.number(),
  body: z.unknown(),
});

/** An answer to a GET, or the news that the answers at and below an address are no longer true (`''`: all of them). */
export const entry = z.union([remembered, z.object({ forget: z.string() })]);
export type Remembered = z.output<typeof remembered>;

/** What a line says, if it says what it should. */
export function parseLine<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A line of a file, with where it is. */
export interface Line {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Cuts bytes into whole lines; what a killed run left without an end is none. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      yield { offset, length: end, text: rest.toString('utf8', 0, end) };
      rest = rest.subarray(end + 1);
      offset += end + 1;
    }
  }
}
