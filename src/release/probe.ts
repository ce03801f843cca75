import * as z from 'zod';
import { duration } from '../duration.ts';

const status = z.int().min(100).max(599);

/** A request that proves a release answers. Redirects are not followed: they are answers. */
export const probe = z.strictObject({
  url: z
    .string()
    .refine((url) => /^https?:/.test(url) && URL.canParse(url.replaceAll('{host}', 'host')), {
      error: 'a probe needs an http(s) address',
    })
    .describe('`{host}` in it stands for each host’s address in turn'),
  expect: z
    .union([status.transform((one) => [one]), z.array(status).min(1)])
    .default([200])
    .describe('The status, or statuses, that pass'),
  release: z
    .strictObject({ header: z.string().regex(/^[A-Za-z0-9-]+$/, { error: 'no header’s name' }) })
    .optional()
    .describe('The response header that must carry the build: proof that the new code answers'),
  timeout: duration.default(5).describe('How long one request may take'),
  within: duration.default(30).describe('How long to go on trying before it has failed'),
});
export type Probe = z.output<typeof probe>;
