import { branches } from './branches.ts';
import { branchingModel } from './branching-model.ts';
import { defaultReviewers } from './default-reviewers.ts';
import { deployKeys } from './deploy-keys.ts';
import { environmentVariables } from './environment-variables.ts';
import { environments } from './environments.ts';
import { inherit } from './inherit.ts';
import { knownHosts } from './known-hosts.ts';
import { mergeStrategies } from './merge-strategies.ts';
import { permissions } from './permissions.ts';
import { pipelines } from './pipelines.ts';
import { repository } from './repository.ts';
import type { Resource } from './resource.ts';
import { schedules } from './schedules.ts';
import { sshKeyPair } from './ssh-key-pair.ts';
import { variables } from './variables.ts';
import { webhooks } from './webhooks.ts';

/** Every kind of setting we govern, in the order in which changes are applied. */
export const resources: readonly Resource[] = [
  // A model that is written counts at once, whether inheriting ends by that or by the switch behind it.
  branchingModel,
  inherit,
  repository,
  branches,
  permissions,
  // Only who may read a repository can review there.
  defaultReviewers,
  pipelines,
  environments,
  environmentVariables,
  variables,
  sshKeyPair,
  knownHosts,
  deployKeys,
  webhooks,
  schedules,
  mergeStrategies,
];
