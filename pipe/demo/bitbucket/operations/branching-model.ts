import { bodyOf } from '../body-of.ts';
import { changeModel, modelBody } from '../change-model.ts';
import { type Call, type Operation, ok, P, R } from '../operation.ts';
import { projectOf, repositoryOf } from '../place-of.ts';
import { scopes, sections } from '../scopes.ts';
import type { BranchChoice, BranchingModel, Repository } from '../state.ts';

const { readRepository, adminRepository, adminProject } = sections;

/** Branching models: the settings as they were written, and the model that follows from them. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const branchingModel: readonly Operation[] = [
  {
    method: 'GET',
    path: `${R}/branching-model`,
    scopes: readRepository,
    answer: (call) => active(repositoryOf(call), repositoryOf(call).model, 'branching_model'),
  },
  {
    method: 'GET',
    path: `${R}/effective-branching-model`,
    scopes: readRepository,
    answer: effective,
  },
  {
    method: 'GET',
    path: `${R}/branching-model/settings`,
    scopes: adminRepository,
    answer: (call) => settingsOf(repositoryOf(call, 'admin')),
  },
  { method: 'PUT', path: `${R}/branching-model/settings`, scopes: adminRepository, answer: update },
  {
    method: 'GET',
    path: `${P}/branching-model`,
    scopes: scopes('project:admin', 'read:repository'),
    answer: (call) => active(undefined, projectOf(call, 'admin').model, 'project_branching_model'),
  },
  {
    method: 'GET',
    path: `${P}/branching-model/settings`,
    scopes: adminProject,
    answer: (call) => ok(settings(projectOf(call, 'admin').model, () => true)),
  },
  {
    method: 'PUT',
    path: `${P}/branching-model/settings`,
    scopes: adminProject,
    answer: updateProject,
  },
];

function effective(call: Call) {
  const repository = repositoryOf(call);
  const parent = call.world.state.projects[repository.project];
  const model = repository.inherits.branching_model ? parent?.model : repository.model;
  return active(repository, model ?? repository.model, 'effective_repo_branching_model');
}

/** A write to a repository that inherits also ends the inheriting, as the document still says. */
function update(call: Call) {
  const repository = repositoryOf(call, 'admin');
  repository.model = changeModel(repository.model, bodyOf(call, modelBody), (name) =>
    hasBranch(repository, name),
  );
  repository.inherits.branching_model = false;
  return settingsOf(repository);
}

function updateProject(call: Call) {
  const project = projectOf(call, 'admin');
  project.model = changeModel(project.model, bodyOf(call, modelBody), () => true);
  return ok(settings(project.model, () => true));
}

function settingsOf(repository: Repository) {
  return ok(settings(repository.model, (name) => hasBranch(repository, name)));
}

/** `enabled` of the production branch is left out where it is true: clients must read its absence like that. */
function settings(model: BranchingModel, exists: (branch: string) => boolean) {
  const { enabled, ...production } = model.production;
  const shown = (choice: BranchChoice) => ({
    ...choice,
    is_valid: choice.use_mainbranch || exists(choice.name ?? ''),
  });
  return {
    type: 'branching_model_settings',
    development: shown(model.development),
    production: { ...shown(production), ...(enabled ? {} : { enabled }) },
    branch_types: model.branch_types,
    default_branch_deletion: model.default_branch_deletion,
  };
}

/** With the actual branches, and only what is enabled. */
function active(repository: Repository | undefined, model: BranchingModel, type: string) {
  const { enabled, ...production } = model.production;
  const types = model.branch_types.filter((one) => one.enabled);
  return ok({
    type,
    development: chosen(repository, model.development),
    ...(enabled ? { production: chosen(repository, production) } : {}),
    branch_types: types.map(({ kind, prefix }) => ({ kind, prefix })),
  });
}

function chosen(repository: Repository | undefined, { use_mainbranch, name: own }: BranchChoice) {
  const name = use_mainbranch ? (repository?.mainbranch ?? null) : own;
  const branch = repository?.branches.find((one) => one.name === name);
  const target = { type: 'commit', hash: branch?.hash };
  return {
    name,
    use_mainbranch,
    ...(branch === undefined ? {} : { branch: { type: 'branch', name, target } }),
  };
}

function hasBranch({ branches }: Repository, name: string): boolean {
  return branches.some((branch) => branch.name === name);
}
