import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { environmentOf, environmentView } from '../environment-of.ts';
import { type Answer, type Call, created, nothing, type Operation, ok, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf } from '../place-of.ts';
import { refuse, serviceError } from '../refusal.ts';
import { scopes, sections } from '../scopes.ts';
import { slugify } from '../slugify.ts';
import type { Environment, Repository } from '../state.ts';
import { newUuid } from '../world.ts';

const path = `${R}/environments`;
const one = `${path}/{environment_uuid}`;
const read = sections.readPipeline;
const write = scopes('pipeline', 'admin:pipeline');

/** Deployment environments. Last verified 2026-11-20, bb-probe (May 2026), bbx rule 22 and OpenAPI x-revision 2ecc89e5fe81. */
export const environments: readonly Operation[] = [
  { method: 'GET', path, scopes: read, answer: list },
  { method: 'POST', path, scopes: write, answer: create },
  {
    method: 'GET',
    path: one,
    scopes: read,
    answer: (call) => ok(environmentView(environmentOf(call, repositoryOf(call)))),
  },
  { method: 'DELETE', path: one, scopes: write, answer: remove },
  { method: 'POST', path: `${one}/changes`, scopes: write, answer: change },
];

const restrictions = z.object({ admin_only: z.boolean().optional() });
const body = z.object({
  name: z.string().min(1),
  environment_type: z.object({ name: z.enum(['Test', 'Staging', 'Production']) }),
  restrictions: restrictions.optional(),
});
const changes = z.object({
  name: z.string().min(1).optional(),
  restrictions: restrictions.optional(),
});

function list(call: Call) {
  return paginate(call, repositoryOf(call).environments, environmentView);
}

function create(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const { name, environment_type, restrictions: sent } = bodyOf(call, body);
  const admin_only = sent?.admin_only ?? false;
  checkPlan(call, admin_only);
  if (isTaken(repository, name)) throw refuse(409, `An environment named ${name} already exists.`);
  const environment: Environment = {
    uuid: newUuid(call.world.state),
    name,
    slug: slugify(name),
    environment_type: environment_type.name,
    admin_only,
    variables: [],
  };
  repository.environments.push(environment);
  return created(environmentView(environment));
}

function remove(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const gone = environmentOf(call, repository);
  repository.environments = repository.environments.filter((other) => other !== gone);
  return nothing;
}

/** Only queued: 202 and empty. A name that is taken by then is dropped without a word. */
function change(call: Call): Answer {
  const repository = repositoryOf(call, 'admin');
  const environment = environmentOf(call, repository);
  const { name, restrictions: sent } = changeIn(call);
  checkPlan(call, sent?.admin_only ?? false);
  call.world.later(() => {
    if (name !== undefined && isTaken(repository, name, environment)) return;
    environment.admin_only = sent?.admin_only ?? false;
    environment.name = name ?? environment.name;
    environment.slug = slugify(environment.name);
  });
  return { status: 202 };
}

function changeIn(call: Call): z.infer<typeof changes> {
  const envelope = z.object({ change: z.record(z.string(), z.unknown()) }).safeParse(call.body);
  if (!envelope.success)
    throw serviceError(400, 'deploy-service.request.validation-error', 'change: may not be null');
  const sent = envelope.data.change;
  const other = Object.keys(sent).find((key) => key !== 'name' && key !== 'restrictions');
  const known = changes.safeParse(sent);
  if (other !== undefined || !known.success || Object.keys(sent).length === 0)
    throw serviceError(
      400,
      'deploy-service.environment.change-not-supported',
      `Cannot change ${other ?? 'this'}`,
    );
  return known.data;
}

/** Deployment permissions are Premium; the status is the one of other Premium settings. */
function checkPlan({ world }: Call, admin_only: boolean) {
  if (admin_only && world.plan !== 'premium')
    throw refuse(403, 'Upgrade to Premium to restrict deployments');
}

function isTaken({ environments: all }: Repository, name: string, but?: Environment): boolean {
  return all.some((other) => other !== but && other.name.toLowerCase() === name.toLowerCase());
}
