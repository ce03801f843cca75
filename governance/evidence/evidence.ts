import * as z from 'zod';
import type { ProblemKind } from '../../src/api-problem.ts';
import type { SectionName } from '../desired.ts';
import { resources } from '../resources/index.ts';
import type { Json, Place } from '../resources/resource.ts';

const text = z.string();
const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is no SHA-256' });

/** A path that stays in the bundle. */
const path = z.string().regex(/^(?!.*\/\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^/\\\0][^\\\0]*$/, {
  error: 'leads out of the bundle',
});

/** `manifest.json`: what a bundle is, and the digest of each of its files. */
export const evidenceManifest = z.object({
  format: z.literal('cutover-evidence/1', { error: 'it was written by another version' }),
  run: text,
  workspace: text,
  /** Who ran it, on whose account, and the pipeline’s page. */
  by: text,
  account: z.object({ uuid: text, display_name: text }).nullable(),
  pipeline: text,
  started: z.iso.datetime(),
  finished: z.iso.datetime(),
  /** The day that exceptions were judged on. */
  today: z.iso.date(),
  versions: z.object({ cutover: text, node: text }),
  /** What was asked for; all repositories where none is named. */
  only: z.array(text),
  policy: z.object({ file: text, sha256: digest }),
  /** What the policy’s `${…}` stood for. */
  variables: z.record(text, text),
  salt: text,
  /** The exit code of the audit. */
  exit: z.int(),
  files: z.array(z.object({ path, bytes: z.int(), sha256: digest })),
});
export type EvidenceManifest = z.output<typeof evidenceManifest>;

/** `repositories.json`: every repository that was seen. */
export const evidenceRepositories = z.array(z.object({ slug: text, project: text }));

const problem = z.object({
  kind: z.custom<ProblemKind>((kind) => typeof kind === 'string'),
  message: text,
  hint: text.exactOptional(),
});

/** `people.json`: what Bitbucket calls those whom the policy names. */
export const evidencePeople = z.object({
  users: z.record(text, text),
  groups: z.record(text, text),
  problem: problem.exactOptional(),
});

const place: z.ZodType<Place> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('workspace'), workspace: text }),
  z.object({ is: z.literal('project'), workspace: text, project: text }),
  z.object({ is: z.literal('repository'), workspace: text, slug: text }),
]);

/** A kind of setting that this version knows. */
export const knownKind = z.custom<SectionName>(
  (kind) => resources.some((each) => each.kind === kind),
  { error: 'is no kind of setting that this version knows' },
);

const json = z.json() as z.ZodType<Json>;

/** A file below `live/`: what was seen of a place, section by section. */
export const evidencePlace = z.object({
  place,
  sections: z.array(
    z.object({
      kind: knownKind,
      among: z.array(text).exactOptional(),
      observed: z.array(
        z.object({ ref: text, item: json, inherited: z.literal(true).exactOptional() }),
      ),
      problem: problem.exactOptional(),
    }),
  ),
});
export type EvidencePlace = z.output<typeof evidencePlace>;

/** `findings.json`: what the audit said of every control. */
export const evidenceFindings = z.object({
  title: text,
  exit: z.int(),
  findings: z.array(z.unknown()),
  controls: z.array(
    z.looseObject({ place, control: text, coverage: text, change: z.unknown().optional() }),
  ),
});

/** Where a bundle keeps what was seen of a place. */
export function pathOfPlace(of: Place): string {
  switch (of.is) {
    case 'workspace':
      return 'live/workspace.json';
    case 'project':
      return `live/projects/${encodeURIComponent(of.project)}.json`;
    case 'repository':
      return `live/repositories/${encodeURIComponent(of.slug)}.json`;
  }
}
