import type * as z from 'zod';
import type { Call } from './operation.ts';
import { badRequest, refuse } from './refusal.ts';

/** The body in the form the operation needs; refuses with all that is wrong, field by field. */
export function bodyOf<Schema extends z.ZodType>(call: Call, schema: Schema): z.infer<Schema> {
  if (call.body === undefined) throw refuse(400, 'Bad request', { detail: 'A body is required.' });
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string[]> = {};
  for (const { path, message } of parsed.error.issues) {
    const name = path.join('.') || '__all__';
    fields[name] = [...(fields[name] ?? []), message];
  }
  throw badRequest(fields);
}
