import * as z from 'zod';

const text = z.string().min(1);

/** A deviation that somebody answers for, until a date. */
export const exception = z
  .strictObject({
    repository: text.optional().describe('A slug or glob'),
    project: text.optional().describe('A project’s key: for its own settings'),
    control: text.describe(
      '`branches/stg-250226/passingBuilds`, or a glob; what lies below it is meant too',
    ),
    owner: text.describe('Who answers for it'),
    reason: text.describe('Why it is so'),
    until: z.iso
      .date({
        error: ({ code }) =>
          code === 'invalid_format' ? 'a date that exists, as in 2026-12-31' : undefined,
      })
      .describe('The last day; from the next on it is drift'),
  })
  .refine(({ repository, project }) => (repository === undefined) !== (project === undefined), {
    error: 'an exception names a "repository" or a "project"',
  });

/** An exception as it is written, and where. */
export interface Exception extends z.output<typeof exception> {
  /** `policy.yml:40:5`. */
  readonly place: string;
}
