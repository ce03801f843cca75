import * as z from 'zod';
import { ApiProblem } from '../../src/api-problem.ts';

/** What Bitbucket answered, as a kind expects it. Anything else cannot be judged, and nothing is changed because of it. */
export function readAs<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.output<Shape> {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new ApiProblem(
    `Cannot read what Bitbucket answered: at "${where}", ${issue?.message ?? 'something else'}`,
    { kind: 'invalid', hint: 'Bitbucket may have changed its API: look for a newer version' },
  );
}

/** A person in an answer; the uuid is all that lasts. */
export const person = z.object({ uuid: z.string() });
/** A group in an answer. */
export const group = z.object({ slug: z.string() });
