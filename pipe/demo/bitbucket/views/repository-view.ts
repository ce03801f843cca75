import type { Call } from '../operation.ts';
import type { Repository } from '../state.ts';
import { projectStub } from './project-view.ts';
import { workspaceView } from './workspace-view.ts';

/** A repository, whole: lists show it like that as well. */
export function repositoryView(call: Call, repository: Repository): object {
  const { slug, description, language, is_private, fork_policy } = repository;
  const project = call.world.state.projects[repository.project];
  return {
    ...repositoryStub(call, repository),
    slug,
    description,
    language,
    is_private,
    fork_policy,
    scm: 'git',
    size: 1024,
    has_issues: false,
    has_wiki: false,
    mainbranch: mainBranchView(repository),
    created_on: repository.created_on,
    updated_on: repository.updated_on,
    project: project === undefined ? null : projectStub(call, project),
    workspace: workspaceView(call),
  };
}

/** A repository as it stands inside other objects. */
export function repositoryStub({ world, origin }: Call, { uuid, slug, name }: Repository): object {
  const full_name = `${world.state.workspace.slug}/${slug}`;
  return {
    type: 'repository',
    uuid,
    name,
    full_name,
    links: {
      self: { href: `${origin}/2.0/repositories/${full_name}` },
      html: { href: `https://bitbucket.org/${full_name}` },
    },
  };
}

function mainBranchView({ mainbranch }: Repository): object | null {
  return mainbranch === null ? null : { type: 'branch', name: mainbranch };
}
