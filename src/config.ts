import * as z from 'zod';
import { bridge } from './bridge.ts';
import { duration } from './duration.ts';
import { hooks } from './hooks/hook.ts';
import { entryPath } from './release/entry.ts';
import { host } from './release/host.ts';
import { plainName } from './release/manifest.ts';
import { probe } from './release/probe.ts';
import { strategies } from './strategies/index.ts';

const shared = z
  .strictObject({
    directories: z.array(entryPath).default([]).describe('Directories every release is linked to'),
    files: z.array(entryPath).default([]).describe('Files every release is linked to'),
  })
  .default({ directories: [], files: [] })
  .describe('What lives beside the releases, in `<root>/shared`');

const packaging = z
  .strictObject({
    from: z.string().min(1).default('.').describe('The built tree'),
    exclude: z
      .array(z.string().min(1))
      .default([])
      .describe('Paths or globs, from the top of the tree, that stay out'),
    require: z.array(entryPath).default([]).describe('Files without which nothing is packed'),
    version: z
      .enum(['calver', 'tag', 'given'])
      .default('calver')
      .describe('Where the version comes from'),
    allowSecrets: z
      .array(z.string().min(1))
      .default([])
      .describe('Paths or globs the secret scan passes over: test keys of a library'),
  })
  .prefault({});

const migrations = z.strictObject({
  files: z.string().min(1).describe('The directory of migrations in the tree'),
  kind: z
    .enum(['none', 'expand-only', 'reversible'], {
      error: 'one of "none", "expand-only", "reversible" ("irreversible" needs a checkpoint)',
    })
    .default('expand-only')
    .describe('What the way back does: nothing, or `undo` of the migrate hooks when `reversible`'),
});

const target = z.strictObject({
  branch: z.string().min(1).optional().describe('The only branch whose releases may go here'),
  strategy: strategies.options,
  onHostFailure: z
    .enum(['revert', 'continue'])
    .default('revert')
    .describe('When one host fails: `revert` takes all back, `continue` leaves it behind'),
  queue: z
    .enum(['all', 'newest'])
    .default('all')
    .describe('Of the runs that --wait for the lock: `all` go on in turn, or only the `newest`'),
  hosts: z
    .array(host)
    .min(1, { error: 'name at least one' })
    .describe('`user@name:port`, or `local`, or `{ address, hostKey }`'),
});
export type Target = z.output<typeof target>;

/** `cutover.yml`: what the app is, how it is packed, and where its releases go. */
export const config = z.strictObject({
  app: plainName.describe('The app’s name, in manifests and records'),
  package: packaging,
  shared,
  bridge,
  migrations: migrations.optional(),
  hooks,
  verify: z
    .strictObject({ probes: z.array(probe).default([]).describe('Requests that must pass') })
    .default({ probes: [] }),
  lease: duration
    .default(30)
    .refine((length) => length >= 2, { error: 'at least 2s' })
    .describe('How long a run may give no sign of life before its lock is taken over'),
  upload: z
    .enum(['delta', 'full'])
    .default('delta')
    .describe('`delta`: what an earlier release has is linked on the host; `full`: all is sent'),
  keep: z.int().min(1).default(5).describe('How many releases stay on a host'),
  targets: z
    .record(plainName, target)
    .refine((targets) => Object.keys(targets).length > 0, { error: 'name at least one' }),
});
export type Config = z.output<typeof config>;
