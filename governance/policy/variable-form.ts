import * as z from 'zod';
import { type Grammar, keys, leaf } from './grammar.ts';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'a variable’s name has letters, digits and "_", and starts with no digit',
});

const written = z
  .strictObject({
    value: z.string().optional(),
    secured: z
      .boolean()
      .optional()
      .describe('Only that it is there: its value is never in a policy'),
    from: name
      .optional()
      .describe(
        'The environment variable that `apply` takes the value from, when it has to be made, and `rotate` when it is replaced',
      ),
    absent: z.literal(true).optional().describe('It must not be there'),
  })
  .check(({ value, issues }) => {
    const message = problemOf(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  });

type Written = z.output<typeof written>;

const variable = z.union([z.string(), written]);

/** Variables by name: a text, `{ secured: true, from: NAME }`, or `{ absent: true }`. */
export const variables: Grammar = keys(
  leaf(
    variable,
    (before, after) => {
      const [old, now] = [isSecured(before), isSecured(after)];
      if (old === now) return 'differs';
      return now ? 'tightens' : 'loosens';
    },
    (value) => {
      if (typeof value === 'string') return { secured: false, value };
      if (value.absent) return false;
      if (!value.secured) return { secured: false, value: value.value ?? '' };
      return { secured: true, ...(value.from !== undefined && { from: value.from }) };
    },
  ),
  name,
);

function problemOf({ value, secured, from, absent }: Written): string | undefined {
  const parts = [value, secured, from].filter((part) => part !== undefined);
  if (absent) return parts.length > 0 ? 'what is absent has no value' : undefined;
  if (secured && value !== undefined) {
    return 'a secured variable has no value here: "from" names the environment variable that holds it';
  }
  if (secured) return undefined;
  if (from !== undefined) return '"from" is for secured variables';
  return value === undefined ? 'a variable has a "value", or is "secured"' : undefined;
}

function isSecured(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'secured' in value && value.secured === true
  );
}
