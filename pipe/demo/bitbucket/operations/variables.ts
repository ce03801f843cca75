import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { environmentOf } from '../environment-of.ts';
import { type Call, created, nothing, type Operation, ok, param, R, W } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf, workspaceOf } from '../place-of.ts';
import { badRequest, notFound, refuse } from '../refusal.ts';
import { sections } from '../scopes.ts';
import type { Permission, Variable } from '../state.ts';
import { newUuid } from '../world.ts';

/** Whatever has variables. */
interface Holder {
  variables: Variable[];
}
type Find = (call: Call, needs: Permission) => Holder;

const ofRepository: Find = (call, needs) => repositoryOf(call, needs);
const ofWorkspace: Find = (call, needs) =>
  workspaceOf(call, needs === 'admin' ? 'owner' : 'member');
const ofEnvironment: Find = (call, needs) => environmentOf(call, repositoryOf(call, needs));

const environment = `${R}/deployments_config/environments/{environment_uuid}/variables`;
const { readPipeline, writeVariable } = sections;

/** Variables of repositories, workspaces and environments; those of an environment cannot be read one by one. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const variables: readonly Operation[] = [
  ...listAndChange(`${R}/pipelines_config/variables`, ofRepository),
  single(`${R}/pipelines_config/variables`, ofRepository),
  ...listAndChange(`${W}/pipelines-config/variables`, ofWorkspace),
  single(`${W}/pipelines-config/variables`, ofWorkspace),
  ...listAndChange(environment, ofEnvironment),
];

const body = z.object({
  key: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Letters, digits and underscores only.'),
  value: z.string(),
  secured: z.boolean().default(false),
});
const changes = body.extend({ secured: z.boolean() }).partial();

function listAndChange(path: string, find: Find): readonly Operation[] {
  const one = `${path}/{variable_uuid}`;
  return [
    {
      method: 'GET',
      path,
      scopes: readPipeline,
      answer: (call) => paginate(call, find(call, 'read').variables, view),
    },
    {
      method: 'POST',
      path,
      scopes: writeVariable,
      answer: (call) => create(call, find(call, 'admin')),
    },
    {
      method: 'PUT',
      path: one,
      scopes: writeVariable,
      answer: (call) => update(call, find(call, 'admin')),
    },
    {
      method: 'DELETE',
      path: one,
      scopes: writeVariable,
      answer: (call) => remove(call, find(call, 'admin')),
    },
  ];
}

function single(path: string, find: Find): Operation {
  return {
    method: 'GET',
    path: `${path}/{variable_uuid}`,
    scopes: readPipeline,
    answer: (call) => ok(view(existing(call, find(call, 'read')))),
  };
}

function create(call: Call, holder: Holder) {
  const sent = bodyOf(call, body);
  refuseTwin(holder, sent.key);
  const variable = { uuid: newUuid(call.world.state), ...sent };
  holder.variables.push(variable);
  return created(view(variable));
}

/** A secured value is never uncovered: whoever ends the securing must bring a new value. */
function update(call: Call, holder: Holder) {
  const variable = existing(call, holder);
  const { key = variable.key, value, secured = variable.secured } = bodyOf(call, changes);
  refuseTwin(holder, key, variable);
  if (variable.secured && !secured && value === undefined)
    throw badRequest({ value: ['A secured variable needs a new value to become plain.'] });
  Object.assign(variable, { key, secured, value: value ?? variable.value });
  return ok(view(variable));
}

function remove(call: Call, holder: Holder) {
  const gone = existing(call, holder);
  holder.variables = holder.variables.filter((variable) => variable !== gone);
  return nothing;
}

function existing(call: Call, holder: Holder): Variable {
  const found = holder.variables.find(({ uuid }) => uuid === param(call, 'variable_uuid'));
  if (found === undefined) throw notFound('Variable');
  return found;
}

function refuseTwin(holder: Holder, key: string, but?: Variable) {
  if (holder.variables.some((variable) => variable !== but && variable.key === key))
    throw refuse(409, `A variable with the key ${key} already exists.`);
}

/** The value of a secured variable never leaves. */
function view({ uuid, key, value, secured }: Variable) {
  return { type: 'pipeline_variable', uuid, key, secured, ...(secured ? {} : { value }) };
}
