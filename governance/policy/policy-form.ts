import * as z from 'zod';
import { exception } from './exception.ts';
import { type Fields, shapeOf } from './grammar.ts';
import { rawRules } from './raw-rules.ts';
import { projectSections, repositorySections, workspaceSections } from './sections.ts';

const name = z.string().min(1);

const mode = z.enum(['report', 'prune']);

/** The sections whose things beside the policy are reported or removed. */
export const modedSections = [
  ...Object.keys(repositorySections.fields),
  'environmentVariables',
] as const;

const unmanaged = z
  .union([
    mode,
    z.strictObject(Object.fromEntries(modedSections.map((each) => [each, mode.optional()]))),
  ])
  .optional()
  .describe(
    'What happens to things that are there and not in the policy; for all sections or by section',
  );

const locked = z
  .boolean()
  .optional()
  .describe('Later layers may tighten what is said here, not loosen it');

const use = z.array(name).optional().describe('Profiles that lie right beneath, in order');

const ofRepositories = {
  ...layer(repositorySections),
  restrictions: rawRules.optional(),
  use,
  locked,
};

const entry = z
  .strictObject({
    match: z
      .union([name, z.array(name).min(1)])
      .optional()
      .describe('A slug or glob, or several'),
    project: name.optional().describe('Only repositories of this project'),
    ...ofRepositories,
  })
  .refine(({ match, project }) => match !== undefined || project !== undefined, {
    error: 'an entry names repositories by "match", "project" or both',
  });

const project = z.strictObject({
  settings: z
    .strictObject(layer(projectSections))
    .optional()
    .describe('The project’s own settings'),
  ...ofRepositories,
});

const workspace = z
  .union([name, z.strictObject({ name, ...layer(workspaceSections) })])
  .describe('The workspace’s slug, or `{ name }` and its own settings');

/** `governance/policy.yml`. */
export const policyForm = z.strictObject({
  workspace,
  unmanaged,
  defaults: z.strictObject(ofRepositories).optional().describe('For every repository'),
  projects: z
    .record(name, project)
    .optional()
    .describe('By key: for every repository of a project'),
  profiles: z
    .record(name, z.strictObject(ofRepositories))
    .optional()
    .describe('Layers with a name, for `use`'),
  repositories: z.array(entry).optional().describe('Later entries win over earlier ones'),
  exceptions: z.array(exception).optional().describe('Deviations that somebody answers for'),
});

function layer(sections: Fields): z.ZodRawShape {
  return { ...shapeOf(sections), unmanaged };
}
