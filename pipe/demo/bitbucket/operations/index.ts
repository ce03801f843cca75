import type { Operation } from '../operation.ts';
import { branchRestrictions } from './branch-restrictions.ts';
import { branches } from './branches.ts';
import { branchingModel } from './branching-model.ts';
import { defaultReviewers } from './default-reviewers.ts';
import { deployKeys } from './deploy-keys.ts';
import { environments } from './environments.ts';
import { groups } from './groups.ts';
import { hooks } from './hooks.ts';
import { overrideSettings } from './override-settings.ts';
import { permissionsConfig } from './permissions.ts';
import { pipelines } from './pipelines.ts';
import { projects } from './projects.ts';
import { reports } from './reports.ts';
import { repositories } from './repositories.ts';
import { schedules } from './schedules.ts';
import { ssh } from './ssh.ts';
import { user } from './user.ts';
import { variables } from './variables.ts';
import { withdrawn } from './withdrawn.ts';
import { workspace } from './workspace.ts';

/**
 * Everything the server answers.
 *
 * Where nobody has published how Bitbucket behaves, the server does what is documented, or else what a client
 * finds hardest. What it does here is a choice, not knowledge (2026-11-21):
 * - a second restriction with the same kind and match is a 409; an unknown user or group in one is a 400;
 * - `value` of a restriction is 1 to 100 (0 to 100 commits behind) where a kind has one, and refused elsewhere;
 * - Premium settings on another plan are a 403, `admin_only: true` among them;
 * - a change of an environment that leaves `restrictions.admin_only` out takes it away; a queued name that is
 *   taken by then is dropped without a word;
 * - `override-settings` is flat and true means “inherits”; the nested form is an option, and a body in the other
 *   form is answered with 204 and ignored;
 * - writing a branching model ends its inheritance; `production.enabled` is left out where it is true;
 * - a person who is a default reviewer of project and repository appears in the effective list twice;
 * - repository project restrictions are not shown anywhere, and `mainbranch.*` does not expand;
 * - a PUT of a repository changes only what was sent; a new repository is not found for a moment;
 * - a PUT of a webhook needs url, description and events; API tokens need no scope for events;
 * - the limit of schedules is 10; a secured variable becomes plain only together with a new value;
 * - reading variables, environments and schedules needs read access, writing them admin (schedules: write);
 * - somebody without a permission of their own has “none”, and taking that away is a 404;
 * - lists of permissions have no `size`; lists of members have opaque pages; a page past the end is empty;
 * - `pagelen` above 100, an unknown field in `q` and a body that is not JSON are refused;
 * - groups (1.0) take the scopes of members, and their address needs its last slash; elsewhere one is ignored;
 * - nobody can ask without credentials, not even about public repositories.
 */
export const operations: readonly Operation[] = [
  ...repositories,
  ...branchRestrictions,
  ...branches,
  ...branchingModel,
  ...defaultReviewers,
  ...deployKeys,
  ...environments,
  ...groups,
  ...hooks,
  ...overrideSettings,
  ...permissionsConfig,
  ...pipelines,
  ...projects,
  ...reports,
  ...schedules,
  ...ssh,
  ...user,
  ...variables,
  ...withdrawn,
  ...workspace,
];
